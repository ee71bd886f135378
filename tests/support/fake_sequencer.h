// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "mf/sequencer_api.h"
#include "support/fake_call_log.h"
#include "support/fake_media.h"

namespace caesura::test {

/// How a FakeSequencer behaves: some segments of one audio stream each.
struct FakeSequencerScript {
  std::string name = "sequencer";
  int segments = 3;
  int samples = 5;                     // of each segment
  LONGLONG sample_duration = 100'000;  // 100 ns
  bool last_is_last = true;            // false: it waits for more, and its presentation never ends
};

class FakeSequencer;

/// The stream of one segment.
class FakeSegment final : public FakeGenerator<com::Object<com::Chain<IMFMediaStream, IMFMediaEventGenerator>>> {
 public:
  FakeSegment(FakeSequencer* sequencer, FakeSequencerScript script, ComPtr<IMFStreamDescriptor> descriptor, bool last);

  HRESULT STDMETHODCALLTYPE GetMediaSource(IMFMediaSource** source) noexcept override;
  HRESULT STDMETHODCALLTYPE GetStreamDescriptor(IMFStreamDescriptor** descriptor) noexcept override;
  HRESULT STDMETHODCALLTYPE RequestSample(IUnknown* token) noexcept override;

 private:
  friend class FakeSequencer;
  void start();
  void end();
  void shut_down();

  const FakeSequencerScript script_;
  const ComPtr<IMFStreamDescriptor> descriptor_;
  const bool last_;
  Mutex mutex_;
  FakeSequencer* sequencer_ = nullptr;  // until it is shut down
  int next_ = 0;
  bool started_ = false;
  bool ended_ = false;
};

/// A source of several presentations, as the platform's sequencer source is: announces the next one by
/// MENewPresentation when one has been started, and ends all but the last by MEEndOfPresentationSegment. Logs
/// "<name>.Start" (number of the segment, and the type of the position), ".Stop" and ".ForceEndOfPresentation".
/// Thread-safe.
class FakeSequencer final : public FakeGenerator<com::Object<com::Chain<IMFMediaSource, IMFMediaEventGenerator>,
                                                             IMFGetService, IMFMediaSourcePresentationProvider>> {
 public:
  FakeSequencer(std::shared_ptr<CallLog> log, FakeSequencerScript script);

  HRESULT STDMETHODCALLTYPE GetCharacteristics(DWORD* characteristics) noexcept override;
  HRESULT STDMETHODCALLTYPE CreatePresentationDescriptor(IMFPresentationDescriptor** descriptor) noexcept override;
  HRESULT STDMETHODCALLTYPE Start(IMFPresentationDescriptor* descriptor, const GUID* format,
                                  const PROPVARIANT* position) noexcept override;
  HRESULT STDMETHODCALLTYPE Stop() noexcept override;
  HRESULT STDMETHODCALLTYPE Pause() noexcept override;
  HRESULT STDMETHODCALLTYPE Shutdown() noexcept override;
  HRESULT STDMETHODCALLTYPE GetService(REFGUID service, REFIID iid, void** object) noexcept override;
  HRESULT STDMETHODCALLTYPE ForceEndOfPresentation(IMFPresentationDescriptor* presentation) noexcept override;

  /// The presentation of the segment with that number.
  ComPtr<IMFPresentationDescriptor> presentation(std::size_t segment) const { return presentations_[segment]; }
  /// The current segment is over, though its stream says nothing.
  void cancel();

 private:
  friend class FakeSegment;
  void segment_over(bool last, bool cancelled);
  std::size_t segment_of(IMFPresentationDescriptor* descriptor) const;

  const std::shared_ptr<CallLog> log_;
  const FakeSequencerScript script_;
  std::vector<ComPtr<IMFPresentationDescriptor>> presentations_;
  std::vector<ComPtr<FakeSegment>> segments_;
};

}  // namespace caesura::test
