// SPDX-License-Identifier: MIT
#include "mf/source_port.h"

#include <chrono>
#include <thread>
#include <utility>

#include "base/log.h"
#include "com/hresult.h"
#include "mf/foreign.h"
#include "mf/given.h"
#include "mf/identity.h"
#include "mf/object_name.h"
#include "mf/prop_variant.h"
#include "mf/sample.h"
#include "mf/sequencer_api.h"

namespace caesura::mf {
namespace {

/// Wine's source says that it has stopped a moment before it has. Where the application, which may be told within less
/// than a millisecond, shuts it down in that moment, it takes itself for a stopped one afterwards, and its last Release
/// shuts it down again and frees everything twice. Its thread gets time to come to its end.
constexpr char kTellsTooSoon[] = "winegstreamer.dll";
constexpr std::chrono::milliseconds kStillStopping{2};

struct EventHead {
  MediaEventType type = MEUnknown;
  HRESULT status = E_UNEXPECTED;
};

EventHead head_of(IMFMediaEvent* event) {
  EventHead head;
  static_cast<void>(event->GetType(&head.type));
  static_cast<void>(event->GetStatus(&head.status));
  return head;
}

PropVariant value_of(IMFMediaEvent* event) {
  PropVariant value;
  static_cast<void>(event->GetValue(value.receive()));
  return value;
}

engine::SourceTraits traits_of(DWORD flags) {
  return {.live = (flags & MFMEDIASOURCE_IS_LIVE) != 0,
          .can_seek = (flags & MFMEDIASOURCE_CAN_SEEK) != 0,
          .can_pause = (flags & MFMEDIASOURCE_CAN_PAUSE) != 0,
          .does_not_use_network = (flags & kSourceDoesNotUseNetwork) != 0};
}

}  // namespace

Status SourceStreamHook::connect(ComPtr<IMFMediaStream> stream) {
  const std::shared_ptr<const Connection> present = connection_.load();
  if (present && present->stream.Get() == stream.Get()) return status::kOk;
  if (present) present->pump->disconnect();
  auto connection =
      std::make_shared<const Connection>(Connection{stream, EventPump::create(stream, *hub_, weak_from_this())});
  connection_ = connection;
  // A stream that runs again after another port's use may have spoken before its source told us of it.
  const Status heard = connection->pump->start(EventPump::Unheard::kDeliver);
  if (heard.failed()) connection_ = std::shared_ptr<const Connection>();  // it may be heard the next time
  return heard;
}

Status SourceStreamHook::request_sample() {
  const std::shared_ptr<const Connection> connection = connection_.load();
  if (!connection) return status::kWrongSourceState;
  return com::to_status(connection->stream->RequestSample(nullptr));
}

void SourceStreamHook::end() {
  const std::shared_ptr<engine::StreamListener> listener = listener_.lock();
  if (!listener) return;
  listener->on_stream_started(status::kOk);
  listener->on_end_of_stream();
}

void SourceStreamHook::disconnect() {
  if (const std::shared_ptr<const Connection> connection = connection_.load()) connection->pump->disconnect();
}

void SourceStreamHook::on_event(IMFMediaEvent* event) {
  const std::shared_ptr<engine::StreamListener> listener = listener_.lock();
  if (!listener) return;
  const auto [type, hr] = head_of(event);
  LOG_TRACE(source, "stream event {} with {:#010x}", type, static_cast<std::uint32_t>(hr));
  switch (type) {
    case MEMediaSample:
      if (ComPtr<IMFSample> sample = value_of(event).query<IMFSample>())
        listener->on_sample(wrap_sample(std::move(sample)));
      else
        listener->on_stream_failed(failure_of(hr));
      break;
    case MEStreamTick: {
      const PropVariant time = value_of(event);
      if (time.type() == VT_I8) listener->on_tick(time.int64());
      break;
    }
    case MEStreamFormatChanged:
      if (ComPtr<IMFMediaType> format = value_of(event).query<IMFMediaType>())
        listener->on_format_changed(make_foreign(std::move(format)));
      else
        listener->on_stream_failed(status::kFormatChangeNotSupported);
      break;
    case MEEncodingParameters:
      listener->on_in_band_event(make_foreign(ComPtr<IMFMediaEvent>(event)));
      break;
    case MEStreamStarted:
    case MEStreamSeeked:
      listener->on_stream_started(com::to_status(hr));
      break;
    case MEEndOfStream:
      listener->on_end_of_stream();
      break;
    case MEError:
      listener->on_stream_failed(failure_of(hr));
      break;
    case MEPolicyError:  // the client hears what is not allowed, and playback ends
      listener->on_stream_event(make_foreign(ComPtr<IMFMediaEvent>(event)));
      listener->on_stream_failed(failure_of(hr));
      break;
    case MEStreamStopped:
    case MEStreamPaused:
    case MEStreamThinMode:
    case MESourceRateChanged:
      break;
    default:
      listener->on_stream_event(make_foreign(ComPtr<IMFMediaEvent>(event)));
  }
}

void SourceStreamHook::on_events_lost(Status status) {
  if (const std::shared_ptr<engine::StreamListener> listener = listener_.lock()) listener->on_stream_failed(status);
}

std::shared_ptr<SourcePort> SourcePort::create(ComPtr<IMFMediaSource> source,
                                               ComPtr<IMFPresentationDescriptor> presentation,
                                               std::shared_ptr<EventHub> hub) {
  std::shared_ptr<SourcePort> port(new SourcePort(std::move(source), std::move(presentation), std::move(hub)));
  port->pump_ = EventPump::create(port->source_, *port->hub_, port);
  return port;
}

SourcePort::SourcePort(ComPtr<IMFMediaSource> source, ComPtr<IMFPresentationDescriptor> presentation,
                       std::shared_ptr<EventHub> hub)
    : source_(std::move(source)),
      identity_(identity_of(source_.Get())),
      description_(describe_object("media source", source_.Get())),
      tells_too_soon_(module_of(source_.Get()) == kTellsTooSoon),
      presentation_(std::move(presentation)),
      hub_(std::move(hub)) {}

void SourcePort::listen(std::weak_ptr<engine::SourceListener> listener) { listener_ = std::move(listener); }

void SourcePort::listen(engine::StreamId stream, std::weak_ptr<engine::StreamListener> listener) {
  streams_[stream] = std::make_shared<SourceStreamHook>(hub_, std::move(listener));
}

engine::SourceTraits SourcePort::traits() {
  DWORD flags = 0;
  return FAILED(source_->GetCharacteristics(&flags)) ? engine::SourceTraits{} : traits_of(flags);
}

Status SourcePort::begin_listening() {
  if (listening_) return status::kOk;
  RETURN_IF_FAILED(pump_->start(unheard_));
  listening_ = true;
  return status::kOk;
}

Status SourcePort::start(const engine::StartPosition& position) {
  RETURN_IF_FAILED(begin_listening());
  RETURN_IF_FAILED(start_source(position));
  end_unselected();
  return status::kOk;
}

Status SourcePort::start_source(const engine::StartPosition& position) {
  if (const auto* foreign = dynamic_cast<const ForeignPosition*>(position.foreign.get()))
    return com::to_status(source_->Start(presentation_.Get(), &foreign->format(), &foreign->value()));
  const PropVariant time = position.time ? PropVariant::of_int64(*position.time) : PropVariant();
  return com::to_status(source_->Start(presentation_.Get(), &GUID_NULL, &time.get()));
}

/// The application may have changed the selection since the last start. Of a stream that is not selected the source
/// says nothing; for the session it ends at once.
void SourcePort::end_unselected() {
  DWORD count = 0;
  static_cast<void>(presentation_->GetStreamDescriptorCount(&count));
  for (DWORD i = 0; i < count; ++i) {
    BOOL selected = FALSE;
    DWORD id = 0;
    ComPtr<IMFStreamDescriptor> stream;
    if (FAILED(presentation_->GetStreamDescriptorByIndex(i, &selected, &stream)) || selected) continue;
    const auto found = SUCCEEDED(stream->GetStreamIdentifier(&id)) ? streams_.find(id) : streams_.end();
    if (found != streams_.end()) found->second->end();
  }
}

Status SourcePort::pause() { return com::to_status(source_->Pause()); }

Status SourcePort::stop() {
  // A source that another port has started may be stopped by this one before it starts it itself.
  RETURN_IF_FAILED(begin_listening());
  return com::to_status(source_->Stop());
}

Status SourcePort::set_rate(engine::Rate rate) {
  ComPtr<IMFRateControl> control;
  if (FAILED(given(MFGetService(source_.Get(), MF_RATE_CONTROL_SERVICE, IID_PPV_ARGS(&control)), control)))
    return rate == engine::Rate() ? status::kFalse : status::kUnsupportedRate;
  RETURN_IF_FAILED(begin_listening());
  return com::to_status(control->SetRate(rate.thin, rate.speed));
}

Status SourcePort::request_sample(engine::StreamId stream) {
  const auto found = streams_.find(stream);
  return found == streams_.end() ? status::kInvalidArgument : found->second->request_sample();
}

Status SourcePort::end_presentation() {
  ComPtr<IMFMediaSourcePresentationProvider> provider;
  RETURN_IF_FAILED(
      given(MFGetService(source_.Get(), kSourcePresentationProviderService, IID_PPV_ARGS(&provider)), provider));
  return com::to_status(provider->ForceEndOfPresentation(presentation_.Get()));
}

bool SourcePort::is_same_source(const engine::SourcePort& other) const {
  // Every source port that comes out of a topology is one of ours.
  return identity_ == static_cast<const SourcePort&>(other).identity_;
}

void SourcePort::take_over(engine::SourcePort& before) {
  before.disconnect();
  unheard_ = EventPump::Unheard::kDeliver;
}

void SourcePort::disconnect() {
  connected_ = false;
  pump_->disconnect();
  for (const auto& [id, stream] : streams_) stream->disconnect();
}

Status SourcePort::connect_stream(IMFMediaEvent* event) {
  ComPtr<IMFMediaStream> stream = value_of(event).query<IMFMediaStream>();
  RETURN_HR_IF(E_UNEXPECTED, !stream);
  ComPtr<IMFStreamDescriptor> descriptor;
  RETURN_IF_FAILED(given(stream->GetStreamDescriptor(&descriptor), descriptor));
  DWORD id = 0;
  RETURN_IF_FAILED(descriptor->GetStreamIdentifier(&id));
  const auto found = streams_.find(id);
  // A selected stream that no node uses: nobody asks it for samples.
  return found == streams_.end() ? status::kOk : found->second->connect(std::move(stream));
}

void SourcePort::on_event(IMFMediaEvent* event) {
  const std::shared_ptr<engine::SourceListener> listener = listener_.lock();
  if (!listener || !connected_) return;
  const auto [type, hr] = head_of(event);
  LOG_TRACE(source, "source event {} with {:#010x}", type, static_cast<std::uint32_t>(hr));
  switch (type) {
    case MENewStream:
    case MEUpdatedStream:
      if (const Status connected = connect_stream(event); connected.failed()) listener->on_source_failed(connected);
      break;
    case MESourceStarted:
    case MESourceSeeked:
      tell_position(*listener, event);
      listener->on_source_started(com::to_status(hr));
      break;
    case MESourcePaused:
      listener->on_source_paused(com::to_status(hr));
      break;
    case MESourceStopped:
      if (tells_too_soon_ && SUCCEEDED(hr)) std::this_thread::sleep_for(kStillStopping);
      listener->on_source_stopped(com::to_status(hr));
      break;
    case MESourceRateChanged:
      listener->on_source_rated(com::to_status(hr));
      break;
    case MEError:
      listener->on_source_failed(failure_of(hr));
      break;
    case MEPolicyError:
      listener->on_source_event(make_foreign(ComPtr<IMFMediaEvent>(event)));
      listener->on_source_failed(failure_of(hr));
      break;
    case MEEndOfPresentation:
      listener->on_end_of_presentation(make_foreign(ComPtr<IMFMediaEvent>(event)));
      break;
    case MEEndOfPresentationSegment:
      listener->on_end_of_segment(make_foreign(ComPtr<IMFMediaEvent>(event)),
                                  MFGetAttributeUINT32(event, MF_EVENT_SOURCE_TOPOLOGY_CANCELED, FALSE) != FALSE);
      break;
    case MEBufferingStarted:
    case MEBufferingStopped:
      listener->on_source_event(make_foreign(ComPtr<IMFMediaEvent>(event)));
      listener->on_buffering(type == MEBufferingStarted);
      break;
    case MESourceCharacteristicsChanged: {
      UINT32 flags = 0;
      const bool told = SUCCEEDED(event->GetUINT32(MF_EVENT_SOURCE_CHARACTERISTICS, &flags));
      listener->on_traits_changed(told ? traits_of(flags) : traits());  // who hears of it may count on it
      listener->on_source_event(make_foreign(ComPtr<IMFMediaEvent>(event)));
      break;
    }
    case MEConnectStart:
    case MEConnectEnd:
      break;
    default:
      listener->on_source_event(make_foreign(ComPtr<IMFMediaEvent>(event)));
  }
}

/// Where the start was left to the source, the event says where that was. Reference: MESourceStarted.
void SourcePort::tell_position(engine::SourceListener& listener, IMFMediaEvent* event) const {
  UINT64 start = 0;
  const PropVariant value = value_of(event);
  if (SUCCEEDED(event->GetUINT64(MF_EVENT_SOURCE_ACTUAL_START, &start)))
    listener.on_source_position(static_cast<engine::Hns>(start));
  else if (value.type() == VT_I8)
    listener.on_source_position(value.int64());
}

void SourcePort::on_events_lost(Status status) {
  if (const std::shared_ptr<engine::SourceListener> listener = listener_.lock()) listener->on_source_failed(status);
}

}  // namespace caesura::mf
