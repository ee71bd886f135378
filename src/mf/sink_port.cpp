// SPDX-License-Identifier: MIT
#include "mf/sink_port.h"

#include <algorithm>
#include <utility>

#include "com/async_callback.h"
#include "com/hresult.h"
#include "mf/clock_port.h"
#include "mf/given.h"
#include "mf/object_name.h"
#include "mf/rate_support.h"

namespace caesura::mf {
namespace {

// More than any sink has: what is said beyond it is garbage.
constexpr DWORD kMostStreams = 256;

template <typename Interface>
bool has(IUnknown* object) {
  ComPtr<Interface> found;
  return SUCCEEDED(object->QueryInterface(IID_PPV_ARGS(&found)));
}

bool is_audio_renderer(IMFMediaSink* sink) {
  ComPtr<IMFAudioStreamVolume> volume;
  return SUCCEEDED(MFGetService(sink, MR_STREAM_VOLUME_SERVICE, IID_PPV_ARGS(&volume)));
}

}  // namespace

engine::SinkTraits SinkPort::traits() {
  DWORD flags = 0;
  if (FAILED(sink_->GetCharacteristics(&flags))) flags = 0;
  engine::SinkTraits traits{.rateless = (flags & MEDIASINK_RATELESS) != 0,
                            .can_preroll = has<IMFMediaSinkPreroll>(sink_.Get()),
                            .finalizable = has<IMFFinalizableMediaSink>(sink_.Get()),
                            .has_time_source = has<IMFPresentationTimeSource>(sink_.Get()),
                            .cannot_match_clock = (flags & MEDIASINK_CANNOT_MATCH_CLOCK) != 0,
                            .knows_rates = rate_support_of(sink_.Get()) != nullptr};
  // Only for the choice between time sources; otherwise media type handlers are the resolver's business.
  traits.is_audio = traits.has_time_source && has_audio();
  // Wine 8's audio renderer loses what it got in a preroll when the clock starts some 10 ms later.
  if (!traits.has_time_source && is_audio_renderer(sink_.Get())) traits.can_preroll = false;
  return traits;
}

bool SinkPort::has_audio() const {
  DWORD streams = 0;
  if (FAILED(sink_->GetStreamSinkCount(&streams))) return false;
  for (DWORD i = 0; i < std::min(streams, kMostStreams); ++i) {
    ComPtr<IMFStreamSink> stream;
    ComPtr<IMFMediaTypeHandler> handler;
    GUID major = GUID_NULL;
    if (SUCCEEDED(given(sink_->GetStreamSinkByIndex(i, &stream), stream)) &&
        SUCCEEDED(given(stream->GetMediaTypeHandler(&handler), handler)) && SUCCEEDED(handler->GetMajorType(&major)) &&
        major == MFMediaType_Audio)
      return true;
  }
  return false;
}

Status SinkPort::attach_clock(engine::ClockPort* clock) {
  // The session has but one clock, and it is one of ours.
  return com::to_status(sink_->SetPresentationClock(clock ? static_cast<ClockPort*>(clock)->clock() : nullptr));
}

Status SinkPort::stop() {
  ComPtr<IMFClockStateSink> follower;
  RETURN_IF_FAILED(given(sink_.As(&follower), follower));
  return com::to_status(follower->OnClockStop(MFGetSystemTime()));
}

Status SinkPort::preroll(engine::Hns start_time) {
  ComPtr<IMFMediaSinkPreroll> preroll;
  RETURN_IF_FAILED(given(sink_.As(&preroll), preroll));
  return com::to_status(preroll->NotifyPreroll(start_time));
}

Status SinkPort::finalize(std::weak_ptr<engine::FinalizeListener> listener) {
  ComPtr<IMFFinalizableMediaSink> finalizable;
  RETURN_IF_FAILED(given(sink_.As(&finalizable), finalizable));
  const ComPtr<IMFAsyncCallback> callback = com::make_one_shot_callback(
      [finalizable, listener = std::move(listener)](IMFAsyncResult* result) {
        const HRESULT hr = finalizable->EndFinalize(result);
        if (const auto alive = listener.lock()) alive->on_finalized(com::to_status(hr));
      },
      com::kMultithreaded);
  return com::to_status(finalizable->BeginFinalize(callback.Get(), nullptr));
}

Status SinkPort::shut_down() {
  const Status status = com::to_status(sink_->Shutdown());
  if (activate_) static_cast<void>(activate_->ShutdownObject());
  return status;
}

}  // namespace caesura::mf
