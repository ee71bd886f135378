// SPDX-License-Identifier: MIT
#include "support/compressed_source.h"

#include <algorithm>
#include <cstring>
#include <deque>
#include <mutex>

#include "com/object.h"

namespace caesura::test {
namespace {

using mf::ComPtr;

/// The four methods of IMFMediaEventGenerator over the platform's event queue.
template <typename Interface>
class Generator : public com::Object<com::Chain<Interface, IMFMediaEventGenerator>> {
 public:
  HRESULT STDMETHODCALLTYPE GetEvent(DWORD flags, IMFMediaEvent** event) noexcept override {
    return queue_->GetEvent(flags, event);
  }
  HRESULT STDMETHODCALLTYPE BeginGetEvent(IMFAsyncCallback* callback, IUnknown* state) noexcept override {
    return queue_->BeginGetEvent(callback, state);
  }
  HRESULT STDMETHODCALLTYPE EndGetEvent(IMFAsyncResult* result, IMFMediaEvent** event) noexcept override {
    return queue_->EndGetEvent(result, event);
  }
  HRESULT STDMETHODCALLTYPE QueueEvent(MediaEventType type, REFGUID extended, HRESULT status,
                                       const PROPVARIANT* value) noexcept override {
    return queue_->QueueEventParamVar(type, extended, status, value);
  }

 protected:
  Generator() { MFCreateEventQueue(&queue_); }

  void raise(MediaEventType type, const PROPVARIANT* value = nullptr) {
    queue_->QueueEventParamVar(type, GUID_NULL, S_OK, value);
  }
  void raise(MediaEventType type, IUnknown* value) { queue_->QueueEventParamUnk(type, GUID_NULL, S_OK, value); }
  void shut_queue() { queue_->Shutdown(); }

 private:
  ComPtr<IMFMediaEventQueue> queue_;
};

class Source;

class Stream final : public Generator<IMFMediaStream> {
 public:
  Stream(Source* source, ComPtr<IMFStreamDescriptor> descriptor, std::vector<AccessUnit> units)
      : source_(source), descriptor_(std::move(descriptor)), units_(std::move(units)) {}

  HRESULT STDMETHODCALLTYPE GetMediaSource(IMFMediaSource** source) noexcept override;
  HRESULT STDMETHODCALLTYPE GetStreamDescriptor(IMFStreamDescriptor** descriptor) noexcept override {
    return descriptor_.CopyTo(descriptor);
  }
  HRESULT STDMETHODCALLTYPE RequestSample(IUnknown* token) noexcept override;

  void start(const PROPVARIANT* position, bool seek) {
    if (position->vt == VT_I8)
      go_to(position->hVal.QuadPart);
    else if (!running_ && !paused_)
      next_ = 0;
    running_ = true;
    paused_ = false;
    raise(seek ? MEStreamSeeked : MEStreamStarted, position);
    for (; !waiting_.empty(); waiting_.pop_front()) deliver(waiting_.front().Get());
  }
  void pause() {
    running_ = false;
    paused_ = true;
    raise(MEStreamPaused);
  }
  void stop() {
    running_ = paused_ = false;
    waiting_.clear();
    raise(MEStreamStopped);
  }
  void shut_down() {
    source_ = nullptr;
    waiting_.clear();
    shut_queue();
  }
  bool ended() const { return next_ > units_.size(); }

 private:
  void go_to(LONGLONG time) {
    next_ = 0;
    for (std::size_t i = 0; i < units_.size() && units_[i].time <= time; ++i) {
      if (units_[i].key) next_ = i;
    }
  }
  void deliver(IUnknown* token);

  Source* source_;  // owns this; null after its shutdown
  const ComPtr<IMFStreamDescriptor> descriptor_;
  const std::vector<AccessUnit> units_;
  std::deque<ComPtr<IUnknown>> waiting_;  // tokens of requests that came while paused
  std::size_t next_ = 0;                  // one past the end once the end has been told
  bool running_ = false;
  bool paused_ = false;
};

class Source final : public Generator<IMFMediaSource> {
 public:
  explicit Source(std::vector<CompressedStream> streams) {
    std::vector<IMFStreamDescriptor*> descriptors;
    LONGLONG duration = 0;
    for (CompressedStream& stream : streams) {
      ComPtr<IMFStreamDescriptor> descriptor;
      ComPtr<IMFMediaTypeHandler> handler;
      IMFMediaType* type = stream.type.Get();
      MFCreateStreamDescriptor(static_cast<DWORD>(descriptors.size() + 1), 1, &type, &descriptor);
      descriptor->GetMediaTypeHandler(&handler);
      handler->SetCurrentMediaType(type);
      descriptors.push_back(descriptor.Get());
      if (!stream.units.empty()) duration = std::max(duration, stream.units.back().time + stream.units.back().duration);
      streams_.push_back(com::make<Stream>(this, descriptor, std::move(stream.units)));
    }
    MFCreatePresentationDescriptor(static_cast<DWORD>(descriptors.size()), descriptors.data(), &presentation_);
    for (DWORD i = 0; i < descriptors.size(); ++i) presentation_->SelectStream(i);
    presentation_->SetUINT64(MF_PD_DURATION, static_cast<UINT64>(duration));
  }

  ~Source() override {
    if (!shut_down_) Source::Shutdown();
  }

  HRESULT STDMETHODCALLTYPE GetCharacteristics(DWORD* characteristics) noexcept override {
    *characteristics = MFMEDIASOURCE_CAN_PAUSE | MFMEDIASOURCE_CAN_SEEK;
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE CreatePresentationDescriptor(IMFPresentationDescriptor** descriptor) noexcept override {
    return presentation_->Clone(descriptor);
  }
  HRESULT STDMETHODCALLTYPE Start(IMFPresentationDescriptor*, const GUID*,
                                  const PROPVARIANT* position) noexcept override {
    const std::lock_guard lock(mutex);
    if (shut_down_) return MF_E_SHUTDOWN;
    const bool seek = active_ && position->vt == VT_I8;
    for (auto& stream : streams_) this->raise(known_ ? MEUpdatedStream : MENewStream, stream.Get());
    known_ = active_ = true;
    this->raise(seek ? MESourceSeeked : MESourceStarted, position);
    for (auto& stream : streams_) stream->start(position, seek);
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE Pause() noexcept override {
    const std::lock_guard lock(mutex);
    if (shut_down_) return MF_E_SHUTDOWN;
    this->raise(MESourcePaused);
    for (auto& stream : streams_) stream->pause();
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE Stop() noexcept override {
    const std::lock_guard lock(mutex);
    if (shut_down_) return MF_E_SHUTDOWN;
    active_ = false;
    this->raise(MESourceStopped);
    for (auto& stream : streams_) stream->stop();
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE Shutdown() noexcept override {
    const std::lock_guard lock(mutex);
    if (shut_down_) return MF_E_SHUTDOWN;
    shut_down_ = true;
    shut_queue();
    for (auto& stream : streams_) stream->shut_down();
    return S_OK;
  }

  void stream_ended() {
    if (std::all_of(streams_.begin(), streams_.end(), [](const auto& stream) { return stream->ended(); }))
      this->raise(MEEndOfPresentation);
  }

  std::mutex mutex;  // of the source and its streams

 private:
  std::vector<ComPtr<Stream>> streams_;
  ComPtr<IMFPresentationDescriptor> presentation_;
  bool known_ = false;   // the streams have been announced
  bool active_ = false;  // started or paused
  bool shut_down_ = false;
};

HRESULT STDMETHODCALLTYPE Stream::GetMediaSource(IMFMediaSource** source) noexcept {
  if (!source_) return MF_E_SHUTDOWN;
  *source = source_;
  source_->AddRef();
  return S_OK;
}

HRESULT STDMETHODCALLTYPE Stream::RequestSample(IUnknown* token) noexcept {
  if (!source_) return MF_E_SHUTDOWN;
  const std::lock_guard lock(source_->mutex);
  if (next_ > units_.size()) return MF_E_END_OF_STREAM;
  if (running_)
    deliver(token);
  else if (paused_)
    waiting_.emplace_back(token);
  else
    return MF_E_INVALIDREQUEST;
  return S_OK;
}

void Stream::deliver(IUnknown* token) {
  if (next_ >= units_.size()) {
    if (next_++ > units_.size()) return;
    raise(MEEndOfStream);
    source_->stream_ended();
    return;
  }
  const AccessUnit& unit = units_[next_++];
  ComPtr<IMFSample> sample;
  ComPtr<IMFMediaBuffer> buffer;
  BYTE* bytes = nullptr;
  MFCreateSample(&sample);
  MFCreateMemoryBuffer(static_cast<DWORD>(unit.bytes.size()), &buffer);
  buffer->Lock(&bytes, nullptr, nullptr);
  std::memcpy(bytes, unit.bytes.data(), unit.bytes.size());
  buffer->Unlock();
  buffer->SetCurrentLength(static_cast<DWORD>(unit.bytes.size()));
  sample->AddBuffer(buffer.Get());
  sample->SetSampleTime(unit.time);
  sample->SetSampleDuration(unit.duration);
  if (unit.key) sample->SetUINT32(MFSampleExtension_CleanPoint, TRUE);
  if (token) sample->SetUnknown(MFSampleExtension_Token, token);
  raise(MEMediaSample, static_cast<IUnknown*>(sample.Get()));
}

}  // namespace

mf::ComPtr<IMFMediaSource> make_compressed_source(std::vector<CompressedStream> streams) {
  return com::make<Source>(std::move(streams));
}

}  // namespace caesura::test
