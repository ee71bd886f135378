// SPDX-License-Identifier: MIT
#include "support/fake_sequencer.h"

#include <utility>

namespace caesura::test {

using mf::PropVariant;

// ----------------------------------------------------------------------------------------------------------- segment

FakeSegment::FakeSegment(FakeSequencer* sequencer, FakeSequencerScript script, ComPtr<IMFStreamDescriptor> descriptor,
                         bool last)
    : script_(std::move(script)), descriptor_(std::move(descriptor)), last_(last), sequencer_(sequencer) {}

HRESULT STDMETHODCALLTYPE FakeSegment::GetMediaSource(IMFMediaSource** source) noexcept {
  const std::lock_guard lock(mutex_);
  if (!sequencer_) return MF_E_SHUTDOWN;
  *source = ComPtr<IMFMediaSource>(sequencer_).Detach();
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeSegment::GetStreamDescriptor(IMFStreamDescriptor** descriptor) noexcept {
  return descriptor_.CopyTo(descriptor);
}

HRESULT STDMETHODCALLTYPE FakeSegment::RequestSample(IUnknown*) noexcept {
  const std::lock_guard lock(mutex_);
  if (!sequencer_) return MF_E_SHUTDOWN;
  if (ended_) return MF_E_END_OF_STREAM;
  if (!started_) return MF_E_MEDIA_SOURCE_WRONGSTATE;
  raise(MEMediaSample, S_OK,
        PropVariant::of_unknown(make_sample(next_ * script_.sample_duration, script_.sample_duration).Get()));
  if (++next_ == script_.samples) end();
  return S_OK;
}

void FakeSegment::start() {
  const std::lock_guard lock(mutex_);
  started_ = true;
  raise(MEStreamStarted);
}

void FakeSegment::end() {
  ended_ = true;
  raise(MEEndOfStream);
  sequencer_->segment_over(last_, false);
}

void FakeSegment::shut_down() {
  const std::lock_guard lock(mutex_);
  sequencer_ = nullptr;
  shut_down_events();
}

// --------------------------------------------------------------------------------------------------------- sequencer

FakeSequencer::FakeSequencer(std::shared_ptr<CallLog> log, FakeSequencerScript script)
    : log_(std::move(log)), script_(std::move(script)) {
  for (int i = 0; i < script_.segments; ++i) {
    const ComPtr<IMFMediaType> type = make_audio_type();
    IMFMediaType* types[] = {type.Get()};
    ComPtr<IMFStreamDescriptor> stream;
    ComPtr<IMFMediaTypeHandler> handler;
    ComPtr<IMFPresentationDescriptor> presentation;
    MFCreateStreamDescriptor(static_cast<DWORD>(i + 1), 1, types, &stream);
    stream->GetMediaTypeHandler(&handler);
    handler->SetCurrentMediaType(type.Get());
    MFCreatePresentationDescriptor(1, stream.GetAddressOf(), &presentation);
    presentation->SelectStream(0);
    presentations_.push_back(presentation);
    const bool last = script_.last_is_last && i + 1 == script_.segments;
    segments_.push_back(com::make<FakeSegment>(this, script_, stream, last));
  }
}

std::size_t FakeSequencer::segment_of(IMFPresentationDescriptor* descriptor) const {
  BOOL selected = FALSE;
  DWORD id = 0;
  ComPtr<IMFStreamDescriptor> stream;
  descriptor->GetStreamDescriptorByIndex(0, &selected, &stream);
  stream->GetStreamIdentifier(&id);
  return id - 1;
}

HRESULT STDMETHODCALLTYPE FakeSequencer::GetCharacteristics(DWORD* characteristics) noexcept {
  *characteristics = MFMEDIASOURCE_CAN_PAUSE | MFMEDIASOURCE_HAS_MULTIPLE_PRESENTATIONS;
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeSequencer::CreatePresentationDescriptor(IMFPresentationDescriptor** descriptor) noexcept {
  return presentations_.front().CopyTo(descriptor);
}

HRESULT STDMETHODCALLTYPE FakeSequencer::Start(IMFPresentationDescriptor* descriptor, const GUID*,
                                               const PROPVARIANT* position) noexcept {
  const std::size_t segment = segment_of(descriptor);
  log_->add(script_.name + ".Start", std::to_string(segment) + (position->vt == VT_EMPTY ? " empty" : " position"));
  raise(MENewStream, S_OK, PropVariant::of_unknown(static_cast<IMFMediaStream*>(segments_[segment].Get())));
  raise(MESourceStarted);
  segments_[segment]->start();
  if (segment + 1 < segments_.size())
    raise(MENewPresentation, S_OK, PropVariant::of_unknown(presentations_[segment + 1].Get()));
  return S_OK;
}

void FakeSequencer::segment_over(bool last, bool cancelled) {
  if (last) return raise(MEEndOfPresentation);
  ComPtr<IMFMediaEvent> event;
  MFCreateMediaEvent(MEEndOfPresentationSegment, GUID_NULL, S_OK, nullptr, &event);
  if (cancelled) event->SetUINT32(MF_EVENT_SOURCE_TOPOLOGY_CANCELED, TRUE);
  raise_event(event.Get());
}

void FakeSequencer::cancel() { segment_over(false, true); }

HRESULT STDMETHODCALLTYPE FakeSequencer::Stop() noexcept {
  log_->add(script_.name + ".Stop");
  raise(MESourceStopped);
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeSequencer::Pause() noexcept {
  raise(MESourcePaused);
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeSequencer::Shutdown() noexcept {
  for (const auto& segment : segments_) segment->shut_down();
  shut_down_events();
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeSequencer::GetService(REFGUID service, REFIID iid, void** object) noexcept {
  *object = nullptr;
  return service == mf::kSourcePresentationProviderService ? QueryInterface(iid, object) : MF_E_UNSUPPORTED_SERVICE;
}

HRESULT STDMETHODCALLTYPE FakeSequencer::ForceEndOfPresentation(IMFPresentationDescriptor* presentation) noexcept {
  const std::size_t segment = segment_of(presentation);
  log_->add(script_.name + ".ForceEndOfPresentation", std::to_string(segment));
  segment_over(script_.last_is_last && segment + 1 == segments_.size(), false);
  return S_OK;
}

}  // namespace caesura::test
