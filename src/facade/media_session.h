// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <memory>

#include "com/event_generator.h"
#include "com/object.h"
#include "engine/session.h"
#include "facade/local_transforms.h"
#include "facade/node_attribute_editor.h"
#include "facade/work_queue_services.h"
#include "mf/clock_port.h"
#include "mf/headers.h"

namespace caesura::facade {

/// What a client configures when it creates a session; read once. Immutable.
struct SessionOptions {
  bool global_time = false;  // MF_SESSION_GLOBAL_TIME
};

/// The media session as clients see it. It checks arguments and hands each call to the engine as a command; what comes
/// of it arrives as an event. Thread-safe. Reference: IMFMediaSession, IMFRateControl, IMFRateSupport.
class MediaSession final
    : public com::EventGenerator<com::Object<com::FreeThreaded, com::Chain<IMFMediaSession, IMFMediaEventGenerator>,
                                             IMFGetService, IMFRateControl, IMFRateSupport>> {
 public:
  /// `session` raises its events into `events`.
  MediaSession(std::shared_ptr<engine::Session> session, std::shared_ptr<com::MediaEventQueue> events,
               std::shared_ptr<mf::ClockPort> clock, const std::shared_ptr<Executor>& executor, SessionOptions options);

  HRESULT STDMETHODCALLTYPE SetTopology(DWORD flags, IMFTopology* topology) noexcept override;
  HRESULT STDMETHODCALLTYPE ClearTopologies() noexcept override;
  HRESULT STDMETHODCALLTYPE Start(const GUID* time_format, const PROPVARIANT* position) noexcept override;
  HRESULT STDMETHODCALLTYPE Pause() noexcept override;
  HRESULT STDMETHODCALLTYPE Stop() noexcept override;
  HRESULT STDMETHODCALLTYPE Close() noexcept override;
  HRESULT STDMETHODCALLTYPE Shutdown() noexcept override;
  HRESULT STDMETHODCALLTYPE GetClock(IMFClock** clock) noexcept override;
  HRESULT STDMETHODCALLTYPE GetSessionCapabilities(DWORD* capabilities) noexcept override;
  HRESULT STDMETHODCALLTYPE GetFullTopology(DWORD flags, TOPOID id, IMFTopology** topology) noexcept override;

  // session_rate.cpp
  HRESULT STDMETHODCALLTYPE SetRate(BOOL thin, float rate) noexcept override;
  HRESULT STDMETHODCALLTYPE GetRate(BOOL* thin, float* rate) noexcept override;
  HRESULT STDMETHODCALLTYPE GetSlowestRate(MFRATE_DIRECTION direction, BOOL thin, float* rate) noexcept override;
  HRESULT STDMETHODCALLTYPE GetFastestRate(MFRATE_DIRECTION direction, BOOL thin, float* rate) noexcept override;
  HRESULT STDMETHODCALLTYPE IsRateSupported(BOOL thin, float rate, float* nearest) noexcept override;

  HRESULT STDMETHODCALLTYPE GetService(REFGUID service, REFIID iid, void** object) noexcept override;

 private:
  ~MediaSession() override;
  /// What a method that is no command of the engine says first.
  HRESULT refuse_after_shutdown() const { return shut_down_ ? MF_E_SHUTDOWN : S_OK; }
  /// What the components of the present topology can be played at; without a topology, rate 1.
  std::shared_ptr<engine::RateSupport> rates() const;
  HRESULT clear_current(IMFTopology* only);

  IUnknown* local_transforms() { return local_transforms_.Get(); }
  IUnknown* work_queues() { return work_queues_.Get(); }

  /// A service that the session answers itself, since a component's answer would act behind its back.
  struct OwnService {
    const GUID& service;
    IUnknown* (MediaSession::*object)();
  };
  static const OwnService kOwnServices[];

  IUnknown* node_attribute_editor() { return node_attribute_editor_.Get(); }

  const std::shared_ptr<engine::Session> session_;
  const std::shared_ptr<mf::ClockPort> clock_;
  const mf::ComPtr<LocalTransforms> local_transforms_ = com::make<LocalTransforms>();
  const mf::ComPtr<WorkQueueServices> work_queues_;
  const SessionOptions options_;
  const com::ComPtr<NodeAttributeEditor> node_attribute_editor_;
  std::atomic<bool> closed_{false};
  std::atomic<bool> shut_down_{false};
};

/// Creates a session with its engine. `configuration` may be null; it is read and not kept. E_POINTER without
/// `object`; otherwise the first failure of the platform (it must have been started) or of QueryInterface.
/// Reference: MFCreateMediaSession.
HRESULT create_media_session(IMFAttributes* configuration, REFIID iid, void** object);

}  // namespace caesura::facade
