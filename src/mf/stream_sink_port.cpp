// SPDX-License-Identifier: MIT
#include "mf/stream_sink_port.h"

#include <utility>

#include "base/log.h"
#include "com/hresult.h"
#include "mf/foreign.h"
#include "mf/given.h"
#include "mf/object_name.h"
#include "mf/prop_variant.h"
#include "mf/quality_api.h"
#include "mf/rate_support.h"
#include "mf/sample.h"

namespace caesura::mf {
namespace {

// In ms.
constexpr DWORD kLongestRest = 300;
constexpr DWORD kLook = 10;
constexpr DWORD kTimeToShow = 30;

/// A new event of `type` that names the output node. Reference: MESinkInvalidated, MESessionStreamSinkFormatChanged.
ComPtr<IMFMediaEvent> make_node_event(MediaEventType type, engine::NodeId node) {
  ComPtr<IMFMediaEvent> event;
  if (SUCCEEDED(MFCreateMediaEvent(type, GUID_NULL, S_OK, nullptr, &event)))
    static_cast<void>(event->SetUINT64(MF_EVENT_OUTPUT_NODE, node));
  return event;
}

/// Clients know the class of its media sink.
std::string describe_stream_sink(IMFStreamSink* stream) {
  ComPtr<IMFMediaSink> sink;
  const bool known = SUCCEEDED(stream->GetMediaSink(&sink)) && sink;
  return describe_object("stream sink", known ? static_cast<IUnknown*>(sink.Get()) : stream);
}

}  // namespace

std::shared_ptr<StreamSinkPort> StreamSinkPort::create(ComPtr<IMFStreamSink> sink, EventHub& hub) {
  std::shared_ptr<StreamSinkPort> port(new StreamSinkPort(sink));
  port->pump_ = EventPump::create(std::move(sink), hub, port);
  return port;
}

StreamSinkPort::StreamSinkPort(ComPtr<IMFStreamSink> sink)
    : sink_(std::move(sink)), description_(describe_stream_sink(sink_.Get())), copier_(sink_.Get()) {}

Status StreamSinkPort::prepare(engine::NodeId node, const engine::ForeignPtr& type, bool locked) {
  node_ = node;
  locked_ = false;
  if (type && !goes_by(type)) RETURN_IF_FAILED(accept_format(type));
  locked_ = locked;
  return status::kOk;
}

Status StreamSinkPort::listen(std::weak_ptr<engine::StreamSinkListener> listener) {
  std::shared_ptr<const Listeners> present = listeners_.load();
  while (!listeners_.compare_exchange_weak(
      present, std::make_shared<const Listeners>(Listeners{.newest = listener, .before = present->newest}))) {
  }
  if (pumping_.exchange(true)) return status::kOk;
  const Status status = pump_->start();
  if (status.failed()) pumping_ = false;
  return status;
}

Status StreamSinkPort::process_sample(engine::Sample& sample) {
  IMFSample* const given = unwrap_sample(sample);
  RETURN_IF_FAILED(write_times(sample, given));
  ComPtr<IMFSample> taken(given);
  if (copier_.needed()) {
    Result<ComPtr<IMFSample>> copy = copier_.copy(given);
    RETURN_IF_FAILED(copy.status());
    taken = std::move(copy).value();
    // It shows a frame when the clock gets there, at rate 0 as well, where the clock stands.
    const std::optional<engine::Hns> due = sample.at_once && taken.Get() != given ? now() : std::nullopt;
    if (due) static_cast<void>(taken->SetSampleTime(*due));
    if (!sample.at_once) tell_lag(sample);
  }
  const Status status = com::to_status(sink_->ProcessSample(taken.Get()));
  if (status.ok()) {
    --requests_;
    last_due_ = sample.at_once ? engine::kNoTime : sample.time;
  }
  if (owed_.exchange(false) && status == status::kNotAccepting) in_advance_ = true;
  return status;
}

void StreamSinkPort::requested(engine::StreamSinkListener& listener) {
  if (in_advance_.exchange(false)) return;  // its sample is waiting
  ++requests_;
  listener.on_sample_requested();
}

/// Wine 8's video renderer asks for a frame when it has taken the one before into its queue. A flush throws away what
/// it would have taken, and while it is paused it takes without asking: then it never asks again. It is owed a frame;
/// or, when it has no room for that, will ask for it in its time.
void StreamSinkPort::ask_for_owed(engine::StreamSinkListener& listener) {
  if (!copier_.needed() || requests_ > 0) return;
  owed_ = true;
  in_advance_ = false;
  ++requests_;
  listener.on_sample_requested();
}

std::optional<engine::Hns> StreamSinkPort::now() const {
  ComPtr<IMFMediaSink> sink;
  ComPtr<IMFPresentationClock> clock;
  MFTIME time = 0;
  const bool known = SUCCEEDED(given(sink_->GetMediaSink(&sink), sink)) &&
                     SUCCEEDED(given(sink->GetPresentationClock(&clock), clock)) && SUCCEEDED(clock->GetTime(&time));
  return known ? std::optional(time) : std::nullopt;
}

// Wine 8's video renderer shows every frame, however late it comes, and says nothing: the picture would fall behind at
// rates that are too high for the machine.
void StreamSinkPort::tell_lag(const engine::Sample& sample) {
  if (sample.time == engine::kNoTime) return;
  const std::optional<engine::Hns> time = now();
  if (!time || sample.time + sample.duration >= *time) return;
  const auto listener = newest();
  if (!listener) return;
  const PropVariant lag = PropVariant::of_int64(*time - sample.time);
  ComPtr<IMFMediaEvent> event;
  if (SUCCEEDED(MFCreateMediaEvent(MEQualityNotify, kQualityNotifySampleLag, S_OK, &lag.get(), &event)))
    listener->on_sink_quality(make_foreign(std::move(event)));
}

Status StreamSinkPort::place_end_of_segment(std::uint64_t context) {
  const PropVariant value = PropVariant::of_uint64(context);
  return com::to_status(sink_->PlaceMarker(MFSTREAMSINK_MARKER_ENDOFSEGMENT, nullptr, &value.get()));
}

Status StreamSinkPort::place_tick(engine::Hns time) {
  const PropVariant value = PropVariant::of_int64(time);
  return com::to_status(sink_->PlaceMarker(MFSTREAMSINK_MARKER_TICK, &value.get(), nullptr));
}

Status StreamSinkPort::place_event(const engine::ForeignPtr& event) {
  IMFMediaEvent* const given = foreign_cast<IMFMediaEvent>(event);
  RETURN_HR_IF(E_INVALIDARG, !given);
  const PropVariant value = PropVariant::of_unknown(given);
  return com::to_status(sink_->PlaceMarker(MFSTREAMSINK_MARKER_EVENT, &value.get(), nullptr));
}

Status StreamSinkPort::flush() {
  const Status status = com::to_status(sink_->Flush());
  last_due_ = engine::kNoTime;
  if (const auto listener = newest()) ask_for_owed(*listener);
  return status;
}

/// Wine 8's video renderer locks up when the clock stops while it brings a frame to the screen, and a flush leaves it
/// the frames that it has: the last of them is waited for.
void StreamSinkPort::settle() {
  if (!copier_.needed() || !started_ || paused_) return;
  for (DWORD waited = 0; waited < kLongestRest; waited += kLook) {
    const engine::Hns due = last_due_;
    if (due == engine::kNoTime || now().value_or(due) >= due) break;
    Sleep(kLook);
  }
  Sleep(kTimeToShow);
}

engine::Scrubbing StreamSinkPort::scrubbing() {
  ComPtr<IMFMediaTypeHandler> handler;
  GUID major = GUID_NULL;
  if (SUCCEEDED(given(sink_->GetMediaTypeHandler(&handler), handler))) static_cast<void>(handler->GetMajorType(&major));
  if (major == MFMediaType_Audio) return engine::Scrubbing::kNothing;
  ComPtr<IMFMediaSink> sink;
  const bool knows_rates = SUCCEEDED(given(sink_->GetMediaSink(&sink), sink)) && rate_support_of(sink.Get());
  // Wine 8's video renderer has a rate support, and yet never says so.
  return knows_rates && !copier_.needed() ? engine::Scrubbing::kTells : engine::Scrubbing::kSilent;
}

void StreamSinkPort::disconnect(const engine::StreamSinkListener& listener) {
  const auto without = [&](const std::weak_ptr<engine::StreamSinkListener>& present) {
    return present.lock().get() == &listener ? std::weak_ptr<engine::StreamSinkListener>() : present;
  };
  std::shared_ptr<const Listeners> present = listeners_.load();
  while (!listeners_.compare_exchange_weak(
      present, std::make_shared<const Listeners>(
                   Listeners{.newest = without(present->newest), .before = without(present->before)}))) {
  }
}

engine::ForeignPtr StreamSinkPort::format() const {
  ComPtr<IMFMediaTypeHandler> handler;
  ComPtr<IMFMediaType> type;
  if (FAILED(given(sink_->GetMediaTypeHandler(&handler), handler)) || FAILED(handler->GetCurrentMediaType(&type)) ||
      !type)
    return nullptr;
  return make_foreign(std::move(type));
}

bool StreamSinkPort::goes_by(const engine::ForeignPtr& other) const {
  const engine::ForeignPtr present = format();
  IMFMediaType* const type = foreign_cast<IMFMediaType>(present);
  IMFMediaType* const given = foreign_cast<IMFMediaType>(other);
  DWORD flags = 0;
  return type && given && type->IsEqual(given, &flags) == S_OK;
}

Status StreamSinkPort::accept_format(const engine::ForeignPtr& format) {
  IMFMediaType* const type = foreign_cast<IMFMediaType>(format);
  RETURN_HR_IF(E_INVALIDARG, !type);
  if (locked_) return goes_by(format) ? status::kOk : com::to_status(MF_E_INVALIDMEDIATYPE);
  ComPtr<IMFMediaTypeHandler> handler;
  RETURN_IF_FAILED(given(sink_->GetMediaTypeHandler(&handler), handler));
  type_set_ = true;
  RETURN_IF_FAILED(handler->SetCurrentMediaType(type));
  copier_.forget_format();
  return status::kOk;
}

bool StreamSinkPort::takes_type(IMFMediaType* type) {
  if (locked_) return goes_by(make_foreign(ComPtr<IMFMediaType>(type)));
  ComPtr<IMFMediaTypeHandler> handler;
  return SUCCEEDED(given(sink_->GetMediaTypeHandler(&handler), handler)) &&
         SUCCEEDED(handler->IsMediaTypeSupported(type, nullptr));
}

void StreamSinkPort::on_event(IMFMediaEvent* event) {
  MediaEventType type = MEUnknown;
  HRESULT hr = E_UNEXPECTED;
  static_cast<void>(event->GetType(&type));
  static_cast<void>(event->GetStatus(&hr));
  const Status status = com::to_status(hr);
  if (type == MEStreamSinkMarker) {
    PropVariant context;
    static_cast<void>(event->GetValue(context.receive()));
    // A tick's marker has no context and concerns nobody.
    if (context.type() == VT_UI8 || context.type() == VT_I8)
      return_marker(static_cast<std::uint64_t>(context.int64()), status);
    return;
  }
  note_run(type);
  const std::shared_ptr<engine::StreamSinkListener> listener = newest();
  if (!listener) return;
  LOG_TRACE(sink, "node {:#x}: stream sink event {} with {:#010x}", node_.load(), type, status.code());
  switch (type) {
    case MEStreamSinkRequestSample:
      requested(*listener);
      break;
    case MEStreamSinkStarted:
      listener->on_sink_started(status);
      if (paused_.exchange(false)) ask_for_owed(*listener);
      break;
    case MEStreamSinkPaused:
      listener->on_sink_paused(status);
      break;
    case MEStreamSinkStopped:
      listener->on_sink_stopped(status);
      break;
    case MEStreamSinkPrerolled:
      listener->on_sink_prerolled(status);
      break;
    case MEStreamSinkFormatInvalidated:
      // Wine 8's sound renderer answers every SetCurrentMediaType with this: to set the type again would never end.
      if (started_ && !type_set_.exchange(false)) listener->on_sink_format_changed(true);
      break;
    case MEStreamSinkDeviceChanged:
      listener->on_sink_device_changed();
      break;
    case MEStreamSinkScrubSampleComplete:
      listener->on_sink_scrubbed();
      break;
    case MEError:
      listener->on_sink_failed(failure_of(hr));
      break;
    case MEPolicyError:  // the client hears what is not allowed, and playback ends
      listener->on_sink_event(make_foreign(ComPtr<IMFMediaEvent>(event)));
      listener->on_sink_failed(failure_of(hr));
      break;
    case MEStreamSinkRateChanged:
      break;
    case MEQualityNotify:
      listener->on_sink_quality(make_foreign(ComPtr<IMFMediaEvent>(event)));
      break;
    default:
      forward(*listener, type, event);
  }
}

/// Whoever listens next finds it so.
void StreamSinkPort::note_run(MediaEventType type) {
  if (type == MEStreamSinkStarted) started_ = true;
  if (type == MEStreamSinkPaused) paused_ = true;
  if (type != MEStreamSinkStopped) return;
  requests_ = 0;  // they are void
  started_ = paused_ = owed_ = in_advance_ = false;
}

/// The contexts of two listeners differ, so each knows its own.
void StreamSinkPort::return_marker(std::uint64_t context, Status status) const {
  const std::shared_ptr<const Listeners> listeners = listeners_.load();
  for (const auto* weak : {&listeners->before, &listeners->newest}) {
    if (const auto listener = weak->lock()) listener->on_marker(context, status);
  }
}

void StreamSinkPort::forward(engine::StreamSinkListener& listener, MediaEventType type, IMFMediaEvent* event) {
  switch (type) {
    case MEStreamSinkFormatChanged:
      if (auto changed = make_node_event(MESessionStreamSinkFormatChanged, node_))
        listener.on_sink_event(make_foreign(std::move(changed)));
      listener.on_sink_format_changed(false);
      return;
    case MESinkInvalidated:
      static_cast<void>(event->SetUINT64(MF_EVENT_OUTPUT_NODE, node_));
      break;
    default:
      break;
  }
  listener.on_sink_event(make_foreign(ComPtr<IMFMediaEvent>(event)));

  switch (type) {
    case MEAudioSessionDeviceRemoved:
    case MEAudioSessionServerShutdown:
    case MEAudioSessionFormatChanged:
    case MEAudioSessionDisconnected:
    case MEAudioSessionExclusiveModeOverride:
      if (auto invalidated = make_node_event(MESinkInvalidated, node_))
        listener.on_sink_event(make_foreign(std::move(invalidated)));
      break;
    default:
      break;
  }
}

void StreamSinkPort::on_events_lost(Status status) {
  pumping_ = false;
  if (const std::shared_ptr<engine::StreamSinkListener> listener = newest()) listener->on_sink_failed(status);
}

}  // namespace caesura::mf
