// SPDX-License-Identifier: MIT
//
// The fakes, each of whose calls and events a Saboteur may let go wrong. Thread-safe.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "support/fake_async_transform.h"
#include "support/fake_sink.h"
#include "support/fake_source.h"
#include "support/fake_transform.h"
#include "support/sabotage.h"

namespace caesura::test {

/// "stream.RequestSample", "stream.event", ...
class HostileStream final : public FakeStream {
 public:
  HostileStream(std::shared_ptr<Saboteur> saboteur, std::shared_ptr<CallLog> log, std::string name,
                FakeStreamScript script, ComPtr<IMFStreamDescriptor> descriptor)
      : FakeStream(std::move(log), std::move(name), std::move(script), std::move(descriptor)),
        saboteur_(std::move(saboteur)) {}

  HRESULT STDMETHODCALLTYPE GetEvent(DWORD flags, IMFMediaEvent** event) noexcept override {
    return saboteur_->call(
        "stream.GetEvent", [&] { return FakeStream::GetEvent(flags, event); }, event);
  }
  HRESULT STDMETHODCALLTYPE BeginGetEvent(IMFAsyncCallback* callback, IUnknown* state) noexcept override {
    return saboteur_->call("stream.BeginGetEvent", [&] { return FakeStream::BeginGetEvent(callback, state); });
  }
  HRESULT STDMETHODCALLTYPE EndGetEvent(IMFAsyncResult* result, IMFMediaEvent** event) noexcept override {
    return saboteur_->call(
        "stream.EndGetEvent", [&] { return FakeStream::EndGetEvent(result, event); }, event);
  }
  HRESULT STDMETHODCALLTYPE GetMediaSource(IMFMediaSource** source) noexcept override {
    return saboteur_->call(
        "stream.GetMediaSource", [&] { return FakeStream::GetMediaSource(source); }, source);
  }
  HRESULT STDMETHODCALLTYPE GetStreamDescriptor(IMFStreamDescriptor** descriptor) noexcept override {
    return saboteur_->call(
        "stream.GetStreamDescriptor", [&] { return FakeStream::GetStreamDescriptor(descriptor); }, descriptor);
  }
  HRESULT STDMETHODCALLTYPE RequestSample(IUnknown* token) noexcept override {
    return saboteur_->call("stream.RequestSample", [&] { return FakeStream::RequestSample(token); });
  }

 private:
  void emit(MediaEventType type, HRESULT status, const PROPVARIANT& value) override {
    saboteur_->event(
        "stream.event", static_cast<IMFMediaStream*>(this),
        [this](MediaEventType what, HRESULT hr, const PROPVARIANT& with) { FakeStream::emit(what, hr, with); }, type,
        status, value);
  }

  const std::shared_ptr<Saboteur> saboteur_;
};

/// "source.Start", "source.event", ...
class HostileSource final : public FakeSource {
 public:
  HostileSource(std::shared_ptr<Saboteur> saboteur, std::shared_ptr<CallLog> log, const FakeSourceScript& script)
      : FakeSource(std::move(log), with_streams(saboteur, script)), saboteur_(std::move(saboteur)) {}

  HRESULT STDMETHODCALLTYPE GetEvent(DWORD flags, IMFMediaEvent** event) noexcept override {
    return saboteur_->call(
        "source.GetEvent", [&] { return FakeSource::GetEvent(flags, event); }, event);
  }
  HRESULT STDMETHODCALLTYPE BeginGetEvent(IMFAsyncCallback* callback, IUnknown* state) noexcept override {
    return saboteur_->call("source.BeginGetEvent", [&] { return FakeSource::BeginGetEvent(callback, state); });
  }
  HRESULT STDMETHODCALLTYPE EndGetEvent(IMFAsyncResult* result, IMFMediaEvent** event) noexcept override {
    return saboteur_->call(
        "source.EndGetEvent", [&] { return FakeSource::EndGetEvent(result, event); }, event);
  }
  HRESULT STDMETHODCALLTYPE GetCharacteristics(DWORD* flags) noexcept override {
    return saboteur_->call(
        "source.GetCharacteristics", [&] { return FakeSource::GetCharacteristics(flags); }, flags);
  }
  HRESULT STDMETHODCALLTYPE CreatePresentationDescriptor(IMFPresentationDescriptor** descriptor) noexcept override {
    return saboteur_->call(
        "source.CreatePresentationDescriptor", [&] { return FakeSource::CreatePresentationDescriptor(descriptor); },
        descriptor);
  }
  HRESULT STDMETHODCALLTYPE Start(IMFPresentationDescriptor* descriptor, const GUID* format,
                                  const PROPVARIANT* position) noexcept override {
    return saboteur_->call("source.Start", [&] { return FakeSource::Start(descriptor, format, position); });
  }
  HRESULT STDMETHODCALLTYPE Stop() noexcept override {
    return saboteur_->call("source.Stop", [&] { return FakeSource::Stop(); });
  }
  HRESULT STDMETHODCALLTYPE Pause() noexcept override {
    return saboteur_->call("source.Pause", [&] { return FakeSource::Pause(); });
  }
  HRESULT STDMETHODCALLTYPE Shutdown() noexcept override {
    return saboteur_->call("source.Shutdown", [&] { return FakeSource::Shutdown(); });
  }
  HRESULT STDMETHODCALLTYPE GetSourceAttributes(IMFAttributes** attributes) noexcept override {
    return saboteur_->call(
        "source.GetSourceAttributes", [&] { return FakeSource::GetSourceAttributes(attributes); }, attributes);
  }
  HRESULT STDMETHODCALLTYPE GetService(REFGUID service, REFIID iid, void** object) noexcept override {
    return saboteur_->call(
        "source.GetService", [&] { return FakeSource::GetService(service, iid, object); },
        reinterpret_cast<IUnknown**>(object));
  }

 private:
  static FakeSourceScript with_streams(const std::shared_ptr<Saboteur>& saboteur, FakeSourceScript script) {
    script.make_stream = [saboteur](auto log, auto name, auto stream, auto descriptor) {
      return ComPtr<FakeStream>(com::make<HostileStream>(saboteur, log, name, stream, descriptor).Get());
    };
    return script;
  }
  void emit(MediaEventType type, HRESULT status, const PROPVARIANT& value) override {
    saboteur_->event(
        "source.event", static_cast<IMFMediaSource*>(this),
        [this](MediaEventType what, HRESULT hr, const PROPVARIANT& with) { FakeSource::emit(what, hr, with); }, type,
        status, value);
  }

  const std::shared_ptr<Saboteur> saboteur_;
};

/// "streamsink.ProcessSample", "streamsink.event", ... A sample takes it some time.
class HostileStreamSink final : public FakeStreamSink {
 public:
  HostileStreamSink(std::shared_ptr<Saboteur> saboteur, std::shared_ptr<CallLog> log, std::string name, DWORD id,
                    FakeStreamSinkScript script)
      : FakeStreamSink(std::move(log), std::move(name), id, std::move(script)), saboteur_(std::move(saboteur)) {}

  HRESULT STDMETHODCALLTYPE GetEvent(DWORD flags, IMFMediaEvent** event) noexcept override {
    return saboteur_->call(
        "streamsink.GetEvent", [&] { return FakeStreamSink::GetEvent(flags, event); }, event);
  }
  HRESULT STDMETHODCALLTYPE BeginGetEvent(IMFAsyncCallback* callback, IUnknown* state) noexcept override {
    return saboteur_->call("streamsink.BeginGetEvent", [&] { return FakeStreamSink::BeginGetEvent(callback, state); });
  }
  HRESULT STDMETHODCALLTYPE EndGetEvent(IMFAsyncResult* result, IMFMediaEvent** event) noexcept override {
    return saboteur_->call(
        "streamsink.EndGetEvent", [&] { return FakeStreamSink::EndGetEvent(result, event); }, event);
  }
  HRESULT STDMETHODCALLTYPE GetMediaSink(IMFMediaSink** sink) noexcept override {
    return saboteur_->call(
        "streamsink.GetMediaSink", [&] { return FakeStreamSink::GetMediaSink(sink); }, sink);
  }
  HRESULT STDMETHODCALLTYPE GetIdentifier(DWORD* id) noexcept override {
    return saboteur_->call(
        "streamsink.GetIdentifier", [&] { return FakeStreamSink::GetIdentifier(id); }, id);
  }
  HRESULT STDMETHODCALLTYPE GetMediaTypeHandler(IMFMediaTypeHandler** handler) noexcept override {
    return saboteur_->call(
        "streamsink.GetMediaTypeHandler", [&] { return FakeStreamSink::GetMediaTypeHandler(handler); }, handler);
  }
  HRESULT STDMETHODCALLTYPE ProcessSample(IMFSample* sample) noexcept override {
    Sleep(2);
    return saboteur_->call("streamsink.ProcessSample", [&] { return FakeStreamSink::ProcessSample(sample); });
  }
  HRESULT STDMETHODCALLTYPE PlaceMarker(MFSTREAMSINK_MARKER_TYPE type, const PROPVARIANT* value,
                                        const PROPVARIANT* context) noexcept override {
    return saboteur_->call("streamsink.PlaceMarker", [&] { return FakeStreamSink::PlaceMarker(type, value, context); });
  }
  HRESULT STDMETHODCALLTYPE Flush() noexcept override {
    return saboteur_->call("streamsink.Flush", [&] { return FakeStreamSink::Flush(); });
  }
  HRESULT STDMETHODCALLTYPE IsMediaTypeSupported(IMFMediaType* type, IMFMediaType** other) noexcept override {
    return saboteur_->call(
        "streamsink.IsMediaTypeSupported", [&] { return FakeStreamSink::IsMediaTypeSupported(type, other); }, other);
  }
  HRESULT STDMETHODCALLTYPE GetMediaTypeCount(DWORD* count) noexcept override {
    return saboteur_->call(
        "streamsink.GetMediaTypeCount", [&] { return FakeStreamSink::GetMediaTypeCount(count); }, count);
  }
  HRESULT STDMETHODCALLTYPE GetMediaTypeByIndex(DWORD index, IMFMediaType** type) noexcept override {
    return saboteur_->call(
        "streamsink.GetMediaTypeByIndex", [&] { return FakeStreamSink::GetMediaTypeByIndex(index, type); }, type);
  }
  HRESULT STDMETHODCALLTYPE SetCurrentMediaType(IMFMediaType* type) noexcept override {
    return saboteur_->call("streamsink.SetCurrentMediaType", [&] { return FakeStreamSink::SetCurrentMediaType(type); });
  }
  HRESULT STDMETHODCALLTYPE GetCurrentMediaType(IMFMediaType** type) noexcept override {
    return saboteur_->call(
        "streamsink.GetCurrentMediaType", [&] { return FakeStreamSink::GetCurrentMediaType(type); }, type);
  }
  HRESULT STDMETHODCALLTYPE GetMajorType(GUID* major) noexcept override {
    return saboteur_->call(
        "streamsink.GetMajorType", [&] { return FakeStreamSink::GetMajorType(major); }, major);
  }

 private:
  void emit(MediaEventType type, HRESULT status, const PROPVARIANT& value) override {
    saboteur_->event(
        "streamsink.event", static_cast<IMFStreamSink*>(this),
        [this](MediaEventType what, HRESULT hr, const PROPVARIANT& with) { FakeStreamSink::emit(what, hr, with); },
        type, status, value);
  }

  const std::shared_ptr<Saboteur> saboteur_;
};

/// "sink.OnClockStart", "sink.QueryInterface", ...
class HostileSink final : public FakeSink {
 public:
  HostileSink(std::shared_ptr<Saboteur> saboteur, std::shared_ptr<CallLog> log, const FakeSinkScript& script)
      : FakeSink(std::move(log), with_streams(saboteur, script)), saboteur_(std::move(saboteur)) {}

  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void** object) noexcept override {
    return saboteur_->call(
        "sink.QueryInterface", [&] { return FakeSink::QueryInterface(iid, object); },
        reinterpret_cast<IUnknown**>(object));
  }
  HRESULT STDMETHODCALLTYPE GetCharacteristics(DWORD* flags) noexcept override {
    return saboteur_->call(
        "sink.GetCharacteristics", [&] { return FakeSink::GetCharacteristics(flags); }, flags);
  }
  HRESULT STDMETHODCALLTYPE GetStreamSinkCount(DWORD* count) noexcept override {
    return saboteur_->call(
        "sink.GetStreamSinkCount", [&] { return FakeSink::GetStreamSinkCount(count); }, count);
  }
  HRESULT STDMETHODCALLTYPE GetStreamSinkByIndex(DWORD index, IMFStreamSink** stream) noexcept override {
    return saboteur_->call(
        "sink.GetStreamSinkByIndex", [&] { return FakeSink::GetStreamSinkByIndex(index, stream); }, stream);
  }
  HRESULT STDMETHODCALLTYPE GetStreamSinkById(DWORD id, IMFStreamSink** stream) noexcept override {
    return saboteur_->call(
        "sink.GetStreamSinkById", [&] { return FakeSink::GetStreamSinkById(id, stream); }, stream);
  }
  HRESULT STDMETHODCALLTYPE SetPresentationClock(IMFPresentationClock* clock) noexcept override {
    return saboteur_->call("sink.SetPresentationClock", [&] { return FakeSink::SetPresentationClock(clock); });
  }
  HRESULT STDMETHODCALLTYPE GetPresentationClock(IMFPresentationClock** clock) noexcept override {
    return saboteur_->call(
        "sink.GetPresentationClock", [&] { return FakeSink::GetPresentationClock(clock); }, clock);
  }
  HRESULT STDMETHODCALLTYPE Shutdown() noexcept override {
    return saboteur_->call("sink.Shutdown", [&] { return FakeSink::Shutdown(); });
  }
  HRESULT STDMETHODCALLTYPE BeginFinalize(IMFAsyncCallback* callback, IUnknown* state) noexcept override {
    return saboteur_->call("sink.BeginFinalize", [&] { return FakeSink::BeginFinalize(callback, state); });
  }
  HRESULT STDMETHODCALLTYPE EndFinalize(IMFAsyncResult* result) noexcept override {
    return saboteur_->call("sink.EndFinalize", [&] { return FakeSink::EndFinalize(result); });
  }
  HRESULT STDMETHODCALLTYPE OnClockStart(MFTIME system_time, LONGLONG offset) noexcept override {
    return saboteur_->call("sink.OnClockStart", [&] { return FakeSink::OnClockStart(system_time, offset); });
  }
  HRESULT STDMETHODCALLTYPE OnClockStop(MFTIME system_time) noexcept override {
    return saboteur_->call("sink.OnClockStop", [&] { return FakeSink::OnClockStop(system_time); });
  }
  HRESULT STDMETHODCALLTYPE OnClockPause(MFTIME system_time) noexcept override {
    return saboteur_->call("sink.OnClockPause", [&] { return FakeSink::OnClockPause(system_time); });
  }
  HRESULT STDMETHODCALLTYPE OnClockRestart(MFTIME system_time) noexcept override {
    return saboteur_->call("sink.OnClockRestart", [&] { return FakeSink::OnClockRestart(system_time); });
  }
  HRESULT STDMETHODCALLTYPE OnClockSetRate(MFTIME system_time, float rate) noexcept override {
    return saboteur_->call("sink.OnClockSetRate", [&] { return FakeSink::OnClockSetRate(system_time, rate); });
  }
  HRESULT STDMETHODCALLTYPE NotifyPreroll(MFTIME start) noexcept override {
    return saboteur_->call("sink.NotifyPreroll", [&] { return FakeSink::NotifyPreroll(start); });
  }
  HRESULT STDMETHODCALLTYPE GetClockCharacteristics(DWORD* flags) noexcept override {
    return saboteur_->call(
        "sink.GetClockCharacteristics", [&] { return FakeSink::GetClockCharacteristics(flags); }, flags);
  }
  HRESULT STDMETHODCALLTYPE GetCorrelatedTime(DWORD reserved, LONGLONG* time, MFTIME* system_time) noexcept override {
    return saboteur_->call(
        "sink.GetCorrelatedTime", [&] { return FakeSink::GetCorrelatedTime(reserved, time, system_time); }, time,
        system_time);
  }
  HRESULT STDMETHODCALLTYPE GetState(DWORD reserved, MFCLOCK_STATE* state) noexcept override {
    return saboteur_->call(
        "sink.GetState", [&] { return FakeSink::GetState(reserved, state); }, state);
  }
  HRESULT STDMETHODCALLTYPE GetProperties(MFCLOCK_PROPERTIES* properties) noexcept override {
    return saboteur_->call(
        "sink.GetProperties", [&] { return FakeSink::GetProperties(properties); }, properties);
  }
  HRESULT STDMETHODCALLTYPE GetUnderlyingClock(IMFClock** clock) noexcept override {
    return saboteur_->call(
        "sink.GetUnderlyingClock", [&] { return FakeSink::GetUnderlyingClock(clock); }, clock);
  }
  HRESULT STDMETHODCALLTYPE GetService(REFGUID service, REFIID iid, void** object) noexcept override {
    return saboteur_->call(
        "sink.GetService", [&] { return FakeSink::GetService(service, iid, object); },
        reinterpret_cast<IUnknown**>(object));
  }

 private:
  static FakeSinkScript with_streams(const std::shared_ptr<Saboteur>& saboteur, FakeSinkScript script) {
    script.make_stream = [saboteur](auto log, auto name, auto id, auto stream) {
      return ComPtr<FakeStreamSink>(com::make<HostileStreamSink>(saboteur, log, name, id, stream).Get());
    };
    return script;
  }

  const std::shared_ptr<Saboteur> saboteur_;
};

/// "transform.ProcessInput", ... of a FakeTransform or a FakeAsyncTransform.
template <typename Fake>
class HostileTransformBase : public Fake {
 public:
  template <typename Script>
  HostileTransformBase(std::shared_ptr<Saboteur> saboteur, std::shared_ptr<CallLog> log, Script script)
      : Fake(std::move(log), std::move(script)), saboteur_(std::move(saboteur)) {}

  HRESULT STDMETHODCALLTYPE GetStreamLimits(DWORD* min_in, DWORD* max_in, DWORD* min_out,
                                            DWORD* max_out) noexcept override {
    return saboteur_->call(
        "transform.GetStreamLimits", [&] { return Fake::GetStreamLimits(min_in, max_in, min_out, max_out); }, min_in,
        max_in, min_out, max_out);
  }
  HRESULT STDMETHODCALLTYPE GetStreamCount(DWORD* inputs, DWORD* outputs) noexcept override {
    return saboteur_->call(
        "transform.GetStreamCount", [&] { return Fake::GetStreamCount(inputs, outputs); }, inputs, outputs);
  }
  HRESULT STDMETHODCALLTYPE GetInputStreamInfo(DWORD id, MFT_INPUT_STREAM_INFO* info) noexcept override {
    return saboteur_->call(
        "transform.GetInputStreamInfo", [&] { return Fake::GetInputStreamInfo(id, info); }, info);
  }
  HRESULT STDMETHODCALLTYPE GetOutputStreamInfo(DWORD id, MFT_OUTPUT_STREAM_INFO* info) noexcept override {
    return saboteur_->call(
        "transform.GetOutputStreamInfo", [&] { return Fake::GetOutputStreamInfo(id, info); }, info);
  }
  HRESULT STDMETHODCALLTYPE GetAttributes(IMFAttributes** attributes) noexcept override {
    return saboteur_->call(
        "transform.GetAttributes", [&] { return Fake::GetAttributes(attributes); }, attributes);
  }
  HRESULT STDMETHODCALLTYPE GetInputAvailableType(DWORD id, DWORD index, IMFMediaType** type) noexcept override {
    return saboteur_->call(
        "transform.GetInputAvailableType", [&] { return Fake::GetInputAvailableType(id, index, type); }, type);
  }
  HRESULT STDMETHODCALLTYPE GetOutputAvailableType(DWORD id, DWORD index, IMFMediaType** type) noexcept override {
    return saboteur_->call(
        "transform.GetOutputAvailableType", [&] { return Fake::GetOutputAvailableType(id, index, type); }, type);
  }
  HRESULT STDMETHODCALLTYPE SetInputType(DWORD id, IMFMediaType* type, DWORD flags) noexcept override {
    return saboteur_->call("transform.SetInputType", [&] { return Fake::SetInputType(id, type, flags); });
  }
  HRESULT STDMETHODCALLTYPE SetOutputType(DWORD id, IMFMediaType* type, DWORD flags) noexcept override {
    return saboteur_->call("transform.SetOutputType", [&] { return Fake::SetOutputType(id, type, flags); });
  }
  HRESULT STDMETHODCALLTYPE GetInputCurrentType(DWORD id, IMFMediaType** type) noexcept override {
    return saboteur_->call(
        "transform.GetInputCurrentType", [&] { return Fake::GetInputCurrentType(id, type); }, type);
  }
  HRESULT STDMETHODCALLTYPE GetOutputCurrentType(DWORD id, IMFMediaType** type) noexcept override {
    return saboteur_->call(
        "transform.GetOutputCurrentType", [&] { return Fake::GetOutputCurrentType(id, type); }, type);
  }
  HRESULT STDMETHODCALLTYPE ProcessEvent(DWORD id, IMFMediaEvent* event) noexcept override {
    return saboteur_->call("transform.ProcessEvent", [&] { return Fake::ProcessEvent(id, event); });
  }
  HRESULT STDMETHODCALLTYPE ProcessMessage(MFT_MESSAGE_TYPE message, ULONG_PTR parameter) noexcept override {
    return saboteur_->call("transform.ProcessMessage", [&] { return Fake::ProcessMessage(message, parameter); });
  }
  HRESULT STDMETHODCALLTYPE ProcessInput(DWORD id, IMFSample* sample, DWORD flags) noexcept override {
    return saboteur_->call("transform.ProcessInput", [&] { return Fake::ProcessInput(id, sample, flags); });
  }
  HRESULT STDMETHODCALLTYPE ProcessOutput(DWORD flags, DWORD count, MFT_OUTPUT_DATA_BUFFER* buffers,
                                          DWORD* status) noexcept override {
    return saboteur_->call(
        "transform.ProcessOutput", [&] { return Fake::ProcessOutput(flags, count, buffers, status); }, buffers, status);
  }

 protected:
  const std::shared_ptr<Saboteur> saboteur_;
};

using HostileTransform = HostileTransformBase<FakeTransform>;

/// And "transform.BeginGetEvent", "transform.Shutdown", "transform.event".
class HostileAsyncTransform final : public HostileTransformBase<FakeAsyncTransform> {
 public:
  using HostileTransformBase::HostileTransformBase;

  HRESULT STDMETHODCALLTYPE GetEvent(DWORD flags, IMFMediaEvent** event) noexcept override {
    return saboteur_->call(
        "transform.GetEvent", [&] { return FakeAsyncTransform::GetEvent(flags, event); }, event);
  }
  HRESULT STDMETHODCALLTYPE BeginGetEvent(IMFAsyncCallback* callback, IUnknown* state) noexcept override {
    return saboteur_->call("transform.BeginGetEvent",
                           [&] { return FakeAsyncTransform::BeginGetEvent(callback, state); });
  }
  HRESULT STDMETHODCALLTYPE EndGetEvent(IMFAsyncResult* result, IMFMediaEvent** event) noexcept override {
    return saboteur_->call(
        "transform.EndGetEvent", [&] { return FakeAsyncTransform::EndGetEvent(result, event); }, event);
  }
  HRESULT STDMETHODCALLTYPE Shutdown() noexcept override {
    return saboteur_->call("transform.Shutdown", [&] { return FakeAsyncTransform::Shutdown(); });
  }
  HRESULT STDMETHODCALLTYPE GetShutdownStatus(MFSHUTDOWN_STATUS* status) noexcept override {
    return saboteur_->call(
        "transform.GetShutdownStatus", [&] { return FakeAsyncTransform::GetShutdownStatus(status); }, status);
  }

 private:
  void emit(MediaEventType type, HRESULT status, const PROPVARIANT& value) override {
    saboteur_->event(
        "transform.event", static_cast<IMFTransform*>(this),
        [this](MediaEventType what, HRESULT hr, const PROPVARIANT& with) { FakeAsyncTransform::emit(what, hr, with); },
        type, status, value);
  }
};

}  // namespace caesura::test
