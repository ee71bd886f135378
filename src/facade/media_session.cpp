// SPDX-License-Identifier: MIT
#include "facade/media_session.h"

#include <utility>

#include "base/log.h"
#include "caesura.h"
#include "com/hresult.h"
#include "com/sound_value.h"
#include "com/win32_executor.h"
#include "facade/session_services.h"
#include "mf/foreign.h"
#include "mf/media_event.h"
#include "mf/quality_manager.h"
#include "mf/resolve_guids.h"
#include "mf/topology_loader.h"
#include "mf/topology_resolver.h"

namespace caesura::facade {
namespace {

using mf::ComPtr;

constexpr DWORD kTopologyFlags =
    MFSESSION_SETTOPOLOGY_IMMEDIATE | MFSESSION_SETTOPOLOGY_NORESOLUTION | MFSESSION_SETTOPOLOGY_CLEAR_CURRENT;

/// The engine's events, in the platform's form, into the queue that the client reads. Thread-safe.
class SessionEvents final : public engine::EventSink {
 public:
  explicit SessionEvents(std::shared_ptr<com::MediaEventQueue> queue) : queue_(std::move(queue)) {}

  void raise(engine::SessionEvent event) override {
    Result<ComPtr<IMFMediaEvent>> made = mf::make_media_event(event);
    if (made.ok())
      static_cast<void>(queue_->queue_event(std::move(made).value()));  // fails only after Shutdown
    else
      LOG_ERROR(events, "an event is lost: {:#010x}", made.status().code());
  }

 private:
  const std::shared_ptr<com::MediaEventQueue> queue_;
};

/// What the engine shall start from. Reference: IMFMediaSession::Start.
Result<engine::StartPosition> start_position(const GUID& format, const PROPVARIANT& position) {
  if (format != GUID_NULL) {
    RETURN_HR_IF(E_INVALIDARG, !com::is_sound(position));
    Result<mf::PropVariant> copy = mf::PropVariant::copy_of(position);
    RETURN_IF_FAILED(copy.status());
    return engine::StartPosition{{}, std::make_shared<const mf::ForeignPosition>(format, std::move(copy).value())};
  }
  RETURN_HR_IF(E_INVALIDARG, position.vt != VT_EMPTY && position.vt != VT_I8);
  if (position.vt == VT_EMPTY) return engine::StartPosition{};
  return engine::StartPosition{position.hVal.QuadPart, nullptr};
}

/// A copy with the same ids: the client may go on editing its own.
Result<ComPtr<IMFTopology>> clone(IMFTopology* topology) {
  ComPtr<IMFTopology> copy;
  RETURN_IF_FAILED(MFCreateTopology(&copy));
  RETURN_IF_FAILED(copy->CloneFrom(topology));
  return copy;
}

mf::LoaderOptions loader_options(IMFAttributes* configuration) {
  mf::LoaderOptions options;
  if (configuration && FAILED(configuration->GetGUID(mf::kSessionTopoLoader, &options.custom)))
    options.custom = GUID_NULL;
  options.low_latency = configuration && MFGetAttributeUINT32(configuration, MF_LOW_LATENCY, FALSE) != FALSE;
  return options;
}

/// CAESURA_SESSION_PATIENCE: a client that gets it wrong would learn so too late.
Result<engine::Patience> patience_of(IMFAttributes* configuration) {
  UINT32 milliseconds = 0;
  const HRESULT hr =
      configuration ? configuration->GetUINT32(CAESURA_SESSION_PATIENCE, &milliseconds) : MF_E_ATTRIBUTENOTFOUND;
  if (hr == MF_E_ATTRIBUTENOTFOUND) return engine::Patience{};
  RETURN_IF_FAILED(hr);
  RETURN_HR_IF(E_INVALIDARG, milliseconds == 0);
  return engine::Patience{.answer = std::chrono::milliseconds(milliseconds)};
}

}  // namespace

const MediaSession::OwnService MediaSession::kOwnServices[] = {
    {MF_RATE_CONTROL_SERVICE,                 &MediaSession::identity             },
    {mf::kTopologyNodeAttributeEditorService, &MediaSession::node_attribute_editor},
    {mf::kLocalMftRegistrationService,        &MediaSession::local_transforms     },
    {mf::kWorkQueueServices,                  &MediaSession::work_queues          },
};

MediaSession::MediaSession(std::shared_ptr<engine::Session> session, std::shared_ptr<com::MediaEventQueue> events,
                           std::shared_ptr<mf::ClockPort> clock, const std::shared_ptr<Executor>& executor,
                           SessionOptions options)
    : EventGenerator(std::move(events)),
      session_(std::move(session)),
      clock_(std::move(clock)),
      work_queues_(com::make<WorkQueueServices>(session_, executor)),
      options_(options),
      node_attribute_editor_(com::make<NodeAttributeEditor>(session_)) {}

MediaSession::~MediaSession() {
  events()->shut_down();
  local_transforms_->unregister_all();
  static_cast<void>(session_->shut_down());  // says no where the client has done it
}

HRESULT STDMETHODCALLTYPE MediaSession::SetTopology(DWORD flags, IMFTopology* topology) noexcept {
  return com::guarded([&]() -> HRESULT {
    RETURN_HR_IF(E_INVALIDARG, (flags & ~kTopologyFlags) != 0);
    if ((flags & MFSESSION_SETTOPOLOGY_CLEAR_CURRENT) != 0) return clear_current(topology);

    RETURN_IF_FAILED(refuse_after_shutdown());
    RETURN_HR_IF(MF_E_INVALIDREQUEST, closed_);
    RETURN_HR_IF(E_INVALIDARG, !topology);
    RETURN_IF_FAILED(mf::check_topology(topology, options_.global_time));
    const bool resolve = (flags & MFSESSION_SETTOPOLOGY_NORESOLUTION) == 0;
    engine::ForeignPtr taken;
    if (resolve) {
      Result<ComPtr<IMFTopology>> copy = clone(topology);
      RETURN_IF_FAILED(copy.status());
      taken = std::make_shared<const mf::PartialTopology>(std::move(copy).value(), ComPtr<IMFTopology>(topology));
    } else {
      taken = mf::make_foreign(ComPtr<IMFTopology>(topology));
    }
    const bool replace = (flags & MFSESSION_SETTOPOLOGY_IMMEDIATE) != 0;
    return com::to_hresult(session_->set_topology(std::move(taken), resolve, replace));
  });
}

HRESULT MediaSession::clear_current(IMFTopology* only) {
  std::optional<engine::NodeId> id;
  if (only) {
    TOPOID value = 0;
    RETURN_IF_FAILED(only->GetTopologyID(&value));
    id = value;
  }
  return com::to_hresult(session_->clear_current(id));
}

HRESULT STDMETHODCALLTYPE MediaSession::ClearTopologies() noexcept {
  return com::guarded([&] { return com::to_hresult(session_->clear_topologies()); });
}

HRESULT STDMETHODCALLTYPE MediaSession::Start(const GUID* time_format, const PROPVARIANT* position) noexcept {
  return com::guarded([&]() -> HRESULT {
    RETURN_HR_IF(E_POINTER, !position);
    Result<engine::StartPosition> start = start_position(time_format ? *time_format : GUID_NULL, *position);
    RETURN_IF_FAILED(start.status());
    return com::to_hresult(session_->start(std::move(start).value()));
  });
}

HRESULT STDMETHODCALLTYPE MediaSession::Pause() noexcept {
  return com::guarded([&] { return com::to_hresult(session_->pause()); });
}

HRESULT STDMETHODCALLTYPE MediaSession::Stop() noexcept {
  return com::guarded([&] { return com::to_hresult(session_->stop()); });
}

HRESULT STDMETHODCALLTYPE MediaSession::Close() noexcept {
  return com::guarded([&]() -> HRESULT {
    RETURN_IF_FAILED(session_->close());
    closed_ = true;
    return S_OK;
  });
}

HRESULT STDMETHODCALLTYPE MediaSession::Shutdown() noexcept {
  return com::guarded([&]() -> HRESULT {
    RETURN_HR_IF(MF_E_SHUTDOWN, shut_down_.exchange(true));
    local_transforms_->unregister_all();
    const HRESULT hr = com::to_hresult(session_->shut_down());
    events()->shut_down();
    return hr;
  });
}

HRESULT STDMETHODCALLTYPE MediaSession::GetClock(IMFClock** clock) noexcept {
  return com::guarded([&]() -> HRESULT {
    RETURN_HR_IF(E_POINTER, !clock);
    *clock = nullptr;
    RETURN_IF_FAILED(refuse_after_shutdown());
    *clock = ComPtr<IMFClock>(clock_->clock()).Detach();
    return S_OK;
  });
}

HRESULT STDMETHODCALLTYPE MediaSession::GetSessionCapabilities(DWORD* capabilities) noexcept {
  return com::guarded([&]() -> HRESULT {
    RETURN_HR_IF(E_POINTER, !capabilities);
    *capabilities = 0;
    RETURN_IF_FAILED(refuse_after_shutdown());
    *capabilities = session_->capabilities();
    return S_OK;
  });
}

HRESULT STDMETHODCALLTYPE MediaSession::GetFullTopology(DWORD flags, TOPOID id, IMFTopology** topology) noexcept {
  return com::guarded([&]() -> HRESULT {
    RETURN_HR_IF(E_POINTER, !topology);
    *topology = nullptr;
    RETURN_IF_FAILED(refuse_after_shutdown());
    const bool current = (flags & MFSESSION_GETFULLTOPOLOGY_CURRENT) != 0;
    const engine::TopologyPtr found = current ? session_->current_topology() : session_->find_topology(id);
    RETURN_HR_IF(current ? MF_E_INVALIDREQUEST : MF_E_NOT_FOUND, !found);
    IMFTopology* const full = mf::foreign_cast<IMFTopology>(found->foreign);
    RETURN_HR_IF(E_UNEXPECTED, !full);
    *topology = ComPtr<IMFTopology>(full).Detach();
    return S_OK;
  });
}

HRESULT STDMETHODCALLTYPE MediaSession::GetService(REFGUID service, REFIID iid, void** object) noexcept {
  return com::guarded([&]() -> HRESULT {
    RETURN_HR_IF(E_POINTER, !object);
    *object = nullptr;
    RETURN_IF_FAILED(refuse_after_shutdown());
    for (const OwnService& own : kOwnServices) {
      if (!InlineIsEqualGUID(own.service, service)) continue;
      return (this->*own.object)()->QueryInterface(iid, object);
    }
    const engine::TopologyPtr topology = session_->connected_topology();
    RETURN_HR_IF(E_NOINTERFACE, !topology);
    return find_service(*topology, service, iid, object);
  });
}

HRESULT create_media_session(IMFAttributes* configuration, REFIID iid, void** object) {
  return com::guarded([&]() -> HRESULT {
    RETURN_HR_IF(E_POINTER, !object);
    *object = nullptr;
    const Result<engine::Patience> patience = patience_of(configuration);
    RETURN_IF_FAILED(patience.status());
    Result<std::shared_ptr<mf::ClockPort>> clock = mf::ClockPort::create();
    RETURN_IF_FAILED(clock.status());

    const std::shared_ptr<Executor> executor = com::Win32Executor::create();
    const std::shared_ptr<mf::QualityManager> quality = mf::make_quality_manager(configuration, clock.value()->clock());
    const std::shared_ptr<com::MediaEventQueue> events = com::MediaEventQueue::create(executor);
    std::shared_ptr<engine::Session> session =
        engine::Session::create({.executor = executor,
                                 .clock = clock.value(),
                                 .loader = std::make_shared<mf::TopologyLoader>(loader_options(configuration), quality),
                                 .events = std::make_shared<SessionEvents>(events),
                                 .quality = quality,
                                 .patience = patience.value()});
    SessionOptions options;
    if (configuration)
      options.global_time = MFGetAttributeUINT32(configuration, mf::kSessionGlobalTime, FALSE) != FALSE;
    return com::make<MediaSession>(std::move(session), events, std::move(clock).value(), executor, options)
        ->QueryInterface(iid, object);
  });
}

}  // namespace caesura::facade
