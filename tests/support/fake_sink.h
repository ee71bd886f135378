// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "support/fake_call_log.h"
#include "support/fake_media.h"
#include "support/fake_rates.h"

namespace caesura::test {

/// One stream of a FakeSink.
struct FakeStreamSinkScript {
  ComPtr<IMFMediaType> type = make_audio_type();  // current from the start; its major type and subtype are accepted
  bool type_set = true;
  bool whole_type = false;       // only exactly that type is accepted
  int requests = 1;              // outstanding at any time while it runs
  int preroll_samples = 1;       // until MEStreamSinkPrerolled
  bool asks_after_pause = true;  // false: never again for what it has taken while paused, like Wine 8's video renderer
  bool answers = true;           // false: state changes raise no event
  bool returns_markers =
      true;  // false: markers are kept until Flush, which gives them back with E_ABORT, or return_markers
  bool has_markers = true;     // false: PlaceMarker is E_NOTIMPL
  bool reports_scrubs = true;  // false: MEStreamSinkScrubSampleComplete waits for report_scrub
  HRESULT begin_get_event = S_OK;
  HRESULT process_sample = S_OK;
  HRESULT started_event = S_OK;
  std::vector<FakeService> services{};
  std::map<int, LONGLONG> lags{};  // after which sample, counted from 0, it says that it is how late: 100 ns
};

class FakeStreamSink;

/// How a FakeSink behaves.
struct FakeSinkScript {
  std::string name = "sink";
  std::vector<FakeStreamSinkScript> streams{FakeStreamSinkScript{}};
  DWORD characteristics = MEDIASINK_FIXED_STREAMS;
  bool has_time_source = false;           // IMFPresentationTimeSource, the system's time
  bool can_preroll = false;               // IMFMediaSinkPreroll
  bool finalizable = false;               // IMFFinalizableMediaSink
  bool finalizes = true;                  // false: BeginFinalize never calls back
  HRESULT finalize = S_OK;                // what EndFinalize says
  HRESULT clock_start = S_OK;             // what OnClockStart says
  std::optional<FakeRateScript> rates{};  // IMFRateSupport by MF_RATE_CONTROL_SERVICE
  GUID service = GUID_NULL;               // a service that gives IMFMediaSink, where it is not GUID_NULL
  std::vector<FakeService> services{};    // further ones
  std::vector<ComPtr<IUnknown>> parts{};  // whose interfaces it answers as its own
  /// Makes its streams, where they shall be of a class derived from FakeStreamSink.
  std::function<ComPtr<FakeStreamSink>(std::shared_ptr<CallLog>, std::string, DWORD, FakeStreamSinkScript)>
      make_stream{};
};

class FakeSink;

/// Logs "<sink>.stream<i>.ProcessSample" (time), "….PlaceMarker" ("segment", "tick <time>", "other"), "….Flush" and
/// "….SetCurrentMediaType". Thread-safe.
class FakeStreamSink
    : public FakeGenerator<
          com::Object<com::Chain<IMFStreamSink, IMFMediaEventGenerator>, IMFMediaTypeHandler, IMFGetService>> {
 public:
  FakeStreamSink(std::shared_ptr<CallLog> log, std::string name, DWORD id, FakeStreamSinkScript script);

  HRESULT STDMETHODCALLTYPE BeginGetEvent(IMFAsyncCallback* callback, IUnknown* state) noexcept override;

  HRESULT STDMETHODCALLTYPE GetMediaSink(IMFMediaSink** sink) noexcept override;
  HRESULT STDMETHODCALLTYPE GetIdentifier(DWORD* id) noexcept override;
  HRESULT STDMETHODCALLTYPE GetMediaTypeHandler(IMFMediaTypeHandler** handler) noexcept override;
  HRESULT STDMETHODCALLTYPE ProcessSample(IMFSample* sample) noexcept override;
  HRESULT STDMETHODCALLTYPE PlaceMarker(MFSTREAMSINK_MARKER_TYPE type, const PROPVARIANT* value,
                                        const PROPVARIANT* context) noexcept override;
  HRESULT STDMETHODCALLTYPE Flush() noexcept override;

  HRESULT STDMETHODCALLTYPE IsMediaTypeSupported(IMFMediaType* type, IMFMediaType** other) noexcept override;
  HRESULT STDMETHODCALLTYPE GetMediaTypeCount(DWORD* count) noexcept override;
  HRESULT STDMETHODCALLTYPE GetMediaTypeByIndex(DWORD index, IMFMediaType** type) noexcept override;
  HRESULT STDMETHODCALLTYPE SetCurrentMediaType(IMFMediaType* type) noexcept override;
  HRESULT STDMETHODCALLTYPE GetCurrentMediaType(IMFMediaType** type) noexcept override;
  HRESULT STDMETHODCALLTYPE GetMajorType(GUID* major) noexcept override;

  HRESULT STDMETHODCALLTYPE GetService(REFGUID service, REFIID iid, void** object) noexcept override {
    return get_service(script_.services, service, iid, object);
  }

  /// Asks for a sample.
  void ask();
  /// Says that the frame of rate 0 is shown.
  void report_scrub() { raise(MEStreamSinkScrubSampleComplete); }
  /// Goes by `type` from now on, takes no other, and says so.
  void become(const ComPtr<IMFMediaType>& type);
  /// Gives back the markers that were kept.
  void return_markers();
  /// A sample that was taken.
  struct Taken {
    LONGLONG time;      // 100 ns
    LONGLONG duration;  // 100 ns
    DWORD bytes;
    friend bool operator==(const Taken&, const Taken&) = default;
  };
  /// The samples received since the last Flush.
  std::vector<Taken> taken() const;

 private:
  friend class FakeSink;
  enum class State { kStopped, kPrerolling, kRunning, kPaused };

  void preroll();
  void start();
  void pause();
  void stop();
  void shut_down();
  void set_rate(float rate);
  void top_up();  // under mutex_

  const std::shared_ptr<CallLog> log_;
  const std::string name_;
  const DWORD id_;
  const FakeStreamSinkScript script_;
  mutable Mutex mutex_;
  FakeSink* sink_ = nullptr;  // until it is shut down
  State state_ = State::kStopped;
  ComPtr<IMFMediaType> current_;
  ComPtr<IMFMediaType> only_;  // the one type that it takes, once it has become another
  int outstanding_ = 0;
  int prerolled_ = 0;
  int received_ = 0;
  bool ended_ = false;
  std::vector<Taken> taken_;
  float rate_ = 1;
  std::deque<mf::PropVariant> markers_;
};

/// A scripted media sink that takes samples as fast as they come. Which of the optional interfaces it answers is the
/// script's. Logs "sink.SetPresentationClock" ("clock", "clock without
/// time source" or "none"), "sink.OnClockStart" (offset), "sink.OnClockPause",
/// "sink.OnClockRestart", "sink.OnClockStop", "sink.NotifyPreroll" (time), "sink.BeginFinalize", "sink.Shutdown".
/// Thread-safe.
class FakeSink : public IMFFinalizableMediaSink,
                 public IMFClockStateSink,
                 public IMFMediaSinkPreroll,
                 public IMFPresentationTimeSource,
                 public IMFGetService {
 public:
  FakeSink(std::shared_ptr<CallLog> log, FakeSinkScript script);

  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void** object) noexcept override;
  ULONG STDMETHODCALLTYPE AddRef() noexcept override { return ++references_; }
  ULONG STDMETHODCALLTYPE Release() noexcept override;

  // IMFMediaSink
  HRESULT STDMETHODCALLTYPE GetCharacteristics(DWORD* characteristics) noexcept override;
  HRESULT STDMETHODCALLTYPE AddStreamSink(DWORD, IMFMediaType*, IMFStreamSink**) noexcept override {
    return MF_E_STREAMSINKS_FIXED;
  }
  HRESULT STDMETHODCALLTYPE RemoveStreamSink(DWORD) noexcept override { return MF_E_STREAMSINKS_FIXED; }
  HRESULT STDMETHODCALLTYPE GetStreamSinkCount(DWORD* count) noexcept override;
  HRESULT STDMETHODCALLTYPE GetStreamSinkByIndex(DWORD index, IMFStreamSink** stream) noexcept override;
  HRESULT STDMETHODCALLTYPE GetStreamSinkById(DWORD id, IMFStreamSink** stream) noexcept override;
  HRESULT STDMETHODCALLTYPE SetPresentationClock(IMFPresentationClock* clock) noexcept override;
  HRESULT STDMETHODCALLTYPE GetPresentationClock(IMFPresentationClock** clock) noexcept override;
  HRESULT STDMETHODCALLTYPE Shutdown() noexcept override;
  // IMFFinalizableMediaSink
  HRESULT STDMETHODCALLTYPE BeginFinalize(IMFAsyncCallback* callback, IUnknown* state) noexcept override;
  HRESULT STDMETHODCALLTYPE EndFinalize(IMFAsyncResult* result) noexcept override;
  // IMFClockStateSink
  HRESULT STDMETHODCALLTYPE OnClockStart(MFTIME system_time, LONGLONG offset) noexcept override;
  HRESULT STDMETHODCALLTYPE OnClockStop(MFTIME system_time) noexcept override;
  HRESULT STDMETHODCALLTYPE OnClockPause(MFTIME system_time) noexcept override;
  HRESULT STDMETHODCALLTYPE OnClockRestart(MFTIME system_time) noexcept override;
  HRESULT STDMETHODCALLTYPE OnClockSetRate(MFTIME system_time, float rate) noexcept override;
  // IMFMediaSinkPreroll
  HRESULT STDMETHODCALLTYPE NotifyPreroll(MFTIME start) noexcept override;
  // IMFPresentationTimeSource, over the system's
  HRESULT STDMETHODCALLTYPE GetClockCharacteristics(DWORD* characteristics) noexcept override;
  HRESULT STDMETHODCALLTYPE GetCorrelatedTime(DWORD reserved, LONGLONG* time, MFTIME* system_time) noexcept override;
  HRESULT STDMETHODCALLTYPE GetContinuityKey(DWORD* key) noexcept override;
  HRESULT STDMETHODCALLTYPE GetState(DWORD reserved, MFCLOCK_STATE* state) noexcept override;
  HRESULT STDMETHODCALLTYPE GetProperties(MFCLOCK_PROPERTIES* properties) noexcept override;
  HRESULT STDMETHODCALLTYPE GetUnderlyingClock(IMFClock** clock) noexcept override;
  // IMFGetService
  HRESULT STDMETHODCALLTYPE GetService(REFGUID service, REFIID iid, void** object) noexcept override;

  FakeStreamSink& stream(std::size_t index) { return *streams_[index].Get(); }
  ULONG references() const { return references_; }

 protected:
  virtual ~FakeSink() = default;

 private:
  void* find(REFIID iid);

  const std::shared_ptr<CallLog> log_;
  const FakeSinkScript script_;
  std::atomic<ULONG> references_{1};
  Mutex mutex_;
  std::vector<ComPtr<FakeStreamSink>> streams_;
  ComPtr<IMFPresentationClock> clock_;      // under mutex_
  ComPtr<IMFPresentationTimeSource> time_;  // the system's, where it has a time source
  ComPtr<IMFClockStateSink> time_control_;  // of time_
  bool shut_down_ = false;
};

}  // namespace caesura::test
