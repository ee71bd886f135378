// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "mf/work_queue_api.h"
#include "support/fake_call_log.h"
#include "support/fake_media.h"
#include "support/fake_rates.h"

namespace caesura::test {

/// Whether sources tell of the end only when they are asked for a sample behind it, as Wine's own do, and not with the
/// last sample: CAESURA_ENDS_WHEN_ASKED is in the environment. Wine's session notices no other end.
bool sources_end_when_asked();

/// One stream of a FakeSource.
struct FakeStreamScript {
  ComPtr<IMFMediaType> type = make_audio_type();
  int samples = 10;
  LONGLONG sample_duration = 100'000;  // 100 ns
  DWORD sample_bytes = 16;
  int lead = 0;                // samples before a start position with which it begins, as from a key frame
  int format_changes_at = -1;  // the sample, counted from 0, before which it says so
  ComPtr<IMFMediaType> changed_type{};
  LONGLONG stale_sample = -1;  // time of a sample that it still sends before it says that it was seeked
  bool answers = true;         // false: requests are taken and nothing comes
  bool ends_when_asked = sources_end_when_asked();
  int key_interval = 1;    // every so many samples one is marked as a clean point
  HRESULT request = S_OK;  // what RequestSample returns where it is not S_OK
  HRESULT begin_get_event = S_OK;
};

class FakeStream;

/// How a FakeSource behaves. A failing HRESULT is returned by the call, which then has no event.
struct FakeSourceScript {
  std::string name = "source";
  std::vector<FakeStreamScript> streams{FakeStreamScript{}};
  DWORD characteristics = MFMEDIASOURCE_CAN_PAUSE | MFMEDIASOURCE_CAN_SEEK;
  std::optional<FakeRateScript> rates{};  // IMFRateSupport and IMFRateControl by MF_RATE_CONTROL_SERVICE
  bool has_duration = true;               // MF_PD_DURATION: the longest stream's
  bool answers = true;                    // false: Start, Pause and Stop return S_OK and raise no event
  HRESULT begin_get_event = S_OK;
  HRESULT start = S_OK;
  HRESULT pause = S_OK;
  HRESULT stop = S_OK;
  HRESULT start_event = S_OK;  // the status of MESourceStarted
  HRESULT pause_event = S_OK;
  HRESULT stop_event = S_OK;
  std::vector<FakeService> services{};
  /// Makes its streams, where they shall be of a class derived from FakeStream.
  std::function<ComPtr<FakeStream>(std::shared_ptr<CallLog>, std::string, FakeStreamScript,
                                   ComPtr<IMFStreamDescriptor>)>
      make_stream{};
};

class FakeSource;

/// Logs "<source>.stream<id>.RequestSample". Thread-safe.
class FakeStream : public FakeGenerator<com::Object<com::Chain<IMFMediaStream, IMFMediaEventGenerator>>> {
 public:
  FakeStream(std::shared_ptr<CallLog> log, std::string name, FakeStreamScript script,
             ComPtr<IMFStreamDescriptor> descriptor);

  HRESULT STDMETHODCALLTYPE BeginGetEvent(IMFAsyncCallback* callback, IUnknown* state) noexcept override;
  HRESULT STDMETHODCALLTYPE GetMediaSource(IMFMediaSource** source) noexcept override;
  HRESULT STDMETHODCALLTYPE GetStreamDescriptor(IMFStreamDescriptor** descriptor) noexcept override;
  HRESULT STDMETHODCALLTYPE RequestSample(IUnknown* token) noexcept override;

 private:
  friend class FakeSource;
  enum class State { kStopped, kStarted, kPaused };

  void end();  // under mutex_

  /// From `position`, or from where it is. True: the stream went on from another place while it ran.
  void start(std::optional<LONGLONG> position, bool seeks);
  void pause();
  void stop();
  void shut_down();
  void serve();  // under mutex_

  const std::shared_ptr<CallLog> log_;
  const std::string name_;
  const FakeStreamScript script_;
  const ComPtr<IMFStreamDescriptor> descriptor_;
  Mutex mutex_;
  FakeSource* source_ = nullptr;  // until it is shut down
  State state_ = State::kStopped;
  bool announced_ = false;  // by MENewStream
  bool selected_ = false;
  bool ended_ = false;
  int next_ = 0;
  int requests_ = 0;
};

/// A scripted media source. A request is answered at once; the end of a stream comes right after its last sample, the
/// end of the presentation after its last stream's. Logs "source.Start" with the position, "source.Pause",
/// "source.SetRate", "source.Stop", "source.Shutdown", "source.RegisterThreads" (class and task),
/// "source.UnregisterThreads", "source.SetWorkQueue" (the queue). Thread-safe.
class FakeSource
    : public FakeGenerator<com::Object<com::Chain<IMFMediaSourceEx, IMFMediaSource, IMFMediaEventGenerator>,
                                       IMFGetService, mf::IMFRealTimeClient>> {
 public:
  FakeSource(std::shared_ptr<CallLog> log, FakeSourceScript script);

  HRESULT STDMETHODCALLTYPE BeginGetEvent(IMFAsyncCallback* callback, IUnknown* state) noexcept override;
  HRESULT STDMETHODCALLTYPE GetCharacteristics(DWORD* characteristics) noexcept override;
  HRESULT STDMETHODCALLTYPE CreatePresentationDescriptor(IMFPresentationDescriptor** descriptor) noexcept override;
  HRESULT STDMETHODCALLTYPE Start(IMFPresentationDescriptor* descriptor, const GUID* format,
                                  const PROPVARIANT* position) noexcept override;
  HRESULT STDMETHODCALLTYPE Stop() noexcept override;
  HRESULT STDMETHODCALLTYPE Pause() noexcept override;
  HRESULT STDMETHODCALLTYPE Shutdown() noexcept override;
  HRESULT STDMETHODCALLTYPE GetSourceAttributes(IMFAttributes** attributes) noexcept override {
    return attributes_.CopyTo(attributes);
  }
  HRESULT STDMETHODCALLTYPE GetStreamAttributes(DWORD, IMFAttributes**) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE SetD3DManager(IUnknown*) noexcept override { return E_NOTIMPL; }

  HRESULT STDMETHODCALLTYPE GetService(REFGUID service, REFIID iid, void** object) noexcept override;
  HRESULT STDMETHODCALLTYPE RegisterThreads(DWORD task, LPCWSTR name) noexcept override;
  HRESULT STDMETHODCALLTYPE UnregisterThreads() noexcept override;
  HRESULT STDMETHODCALLTYPE SetWorkQueue(DWORD queue) noexcept override;

  /// A stream, to raise events of its own.
  FakeStream& stream(std::size_t index) { return *streams_[index].Get(); }
  LONGLONG duration() const;
  /// The time format and the type of the value that the last Start was given.
  GUID last_format() const { return last_format_; }
  VARTYPE last_position_type() const { return last_position_type_; }

 private:
  friend class FakeStream;
  enum class State { kStopped, kStarted, kPaused, kShutDown };

  void stream_ended();
  bool plays_backwards() const { return rates_ && rates_->rate() < 0; }

  const std::shared_ptr<CallLog> log_;
  const FakeSourceScript script_;
  std::vector<ComPtr<FakeStream>> streams_;
  ComPtr<IMFAttributes> attributes_;
  ComPtr<FakeRates> rates_;  // null where it has none
  State state_ = State::kStopped;
  GUID last_format_ = GUID_NULL;
  VARTYPE last_position_type_ = VT_EMPTY;
  std::atomic<int> running_streams_{0};
};

}  // namespace caesura::test
