// SPDX-License-Identifier: MIT
//
// What sessions leave behind with the platform's own source and audio renderer. Those leave handles and threads even
// when nothing but themselves is used, so a session is measured against them.
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "com/win32.h"
#include "support/fake_topology.h"
#include "support/process_counters.h"
#include "support/session_client.h"
#include "support/sound_file.h"

namespace caesura::test {
namespace {

/// What this process holds, once it has not changed for longer than idle threads of the platform's pools live.
struct Holdings {
  std::size_t handles = 0;
  std::size_t threads = 0;

  static Holdings now() {
    constexpr int kStep = 100;  // ms
    Holdings last{open_handles(), running_threads()};
    for (int waited = 0, same = 0; waited < 30'000 && same < 6'000; waited += kStep) {
      Sleep(kStep);
      const Holdings next{open_handles(), running_threads()};
      same = next.handles == last.handles && next.threads == last.threads ? same + kStep : 0;
      last = next;
    }
    return last;
  }
};

/// Waits for an event of that type; the others are dropped.
HRESULT await(IMFMediaEventGenerator* generator, MediaEventType wanted, IMFMediaEvent** found = nullptr) {
  for (;;) {
    ComPtr<IMFMediaEvent> event;
    MediaEventType type = MEUnknown;
    HRESULT status = S_OK;
    const HRESULT hr = generator->GetEvent(0, &event);
    if (FAILED(hr)) return hr;
    event->GetType(&type);
    event->GetStatus(&status);
    if (FAILED(status)) return status;
    if (type != wanted) continue;
    if (found) *found = event.Detach();
    return S_OK;
  }
}

class RealComponents : public testing::Test {
 protected:
  static constexpr int kWarmUp = 5;
  static constexpr int kCycles = 20;
  // Handles and threads together: the platform's thread pools grow and shrink by themselves.
  static constexpr long long kSlack = 2;

  void SetUp() override {
    const ComPtr<IMFActivate> renderer = make_renderer();
    ComPtr<IMFMediaSink> sink;
    if (FAILED(renderer->ActivateObject(IID_PPV_ARGS(&sink)))) GTEST_SKIP() << "there is no sound device";
    sink.Reset();
    renderer->ShutdownObject();
  }

  static ComPtr<IMFActivate> make_renderer() {
    ComPtr<IMFActivate> renderer;
    MFCreateAudioRendererActivate(&renderer);
    return renderer;
  }

  /// Passes the file from the source to the renderer by hand.
  void play_bare() {
    const ComPtr<IMFMediaSource> source = file_.open();
    ASSERT_TRUE(source);
    ComPtr<IMFPresentationDescriptor> descriptor;
    ComPtr<IMFStreamDescriptor> stream_descriptor;
    BOOL selected = FALSE;
    ASSERT_EQ(Hr(source->CreatePresentationDescriptor(&descriptor)), S_OK);
    ASSERT_EQ(Hr(descriptor->GetStreamDescriptorByIndex(0, &selected, &stream_descriptor)), S_OK);

    const ComPtr<IMFActivate> renderer = make_renderer();
    ComPtr<IMFMediaSink> sink;
    ComPtr<IMFStreamSink> input;
    ASSERT_EQ(Hr(renderer->ActivateObject(IID_PPV_ARGS(&sink))), S_OK);
    ASSERT_EQ(Hr(sink->GetStreamSinkByIndex(0, &input)), S_OK);
    ASSERT_NO_FATAL_FAILURE(agree_on_type(input.Get(), stream_descriptor.Get()));

    ComPtr<IMFPresentationClock> clock;
    ComPtr<IMFPresentationTimeSource> time;
    ASSERT_EQ(Hr(MFCreatePresentationClock(&clock)), S_OK);
    ASSERT_EQ(Hr(MFCreateSystemTimeSource(&time)), S_OK);
    ASSERT_EQ(Hr(clock->SetTimeSource(time.Get())), S_OK);
    ASSERT_EQ(Hr(sink->SetPresentationClock(clock.Get())), S_OK);

    const mf::PropVariant beginning = mf::PropVariant::of_int64(0);
    ComPtr<IMFMediaEvent> event;
    ASSERT_EQ(Hr(source->Start(descriptor.Get(), &GUID_NULL, &beginning.get())), S_OK);
    ASSERT_EQ(Hr(await(source.Get(), MENewStream, &event)), S_OK);
    ASSERT_EQ(Hr(await(source.Get(), MESourceStarted)), S_OK);
    ASSERT_EQ(Hr(clock->Start(0)), S_OK);
    ASSERT_EQ(Hr(await(input.Get(), MEStreamSinkStarted)), S_OK);

    ASSERT_NO_FATAL_FAILURE(pass_samples(value_of(event.Get()).query<IMFMediaStream>().Get(), input.Get()));
    hear_the_end(clock.Get());
    EXPECT_EQ(Hr(clock->Stop()), S_OK);
    EXPECT_EQ(Hr(await(input.Get(), MEStreamSinkStopped)), S_OK);
    EXPECT_EQ(Hr(source->Stop()), S_OK);
    EXPECT_EQ(Hr(await(source.Get(), MESourceStopped)), S_OK);
    sink->SetPresentationClock(nullptr);
    EXPECT_EQ(Hr(renderer->ShutdownObject()), S_OK);
    EXPECT_EQ(Hr(source->Shutdown()), S_OK);
  }

  /// The same through a session.
  void play_in_session() {
    const ComPtr<IMFMediaSource> source = file_.open();
    ASSERT_TRUE(source);
    ComPtr<IMFPresentationDescriptor> descriptor;
    const ComPtr<IMFTopology> topology =
        make_chain({make_source_node(source.Get(), 0, descriptor), make_output_node(make_renderer().Get())});
    SessionClient session;
    ASSERT_EQ(session.set_topology(topology.Get()), S_OK);
    ASSERT_EQ(session.start(), S_OK);
    EXPECT_EQ(session.status_of("Ended"), S_OK) << testing::PrintToString(session.events());
    EXPECT_EQ(session.close(), S_OK);
    EXPECT_EQ(session.status_of("Closed"), S_OK);
    EXPECT_EQ(Hr(source->Shutdown()), S_OK);
    EXPECT_EQ(session.shut_down(), S_OK);
  }

  /// What so many cycles leave in handles and threads together.
  template <typename Cycle>
  long long left_by(const char* what, Cycle cycle) {
    const Holdings before = Holdings::now();
    for (int i = 0; i < kCycles && !HasFailure(); ++i) cycle();
    const Holdings after = Holdings::now();
    const auto more = [](std::size_t now, std::size_t then) {
      return static_cast<long long>(now) - static_cast<long long>(then);
    };
    const long long handles = more(after.handles, before.handles);
    const long long threads = more(after.threads, before.threads);
    RecordProperty(std::string(what) + "_handles", std::to_string(handles));
    RecordProperty(std::string(what) + "_threads", std::to_string(threads));
    return handles + threads;
  }

  const SoundFile file_;

 private:
  static mf::PropVariant value_of(IMFMediaEvent* event) {
    mf::PropVariant value;
    event->GetValue(value.receive());
    return value;
  }

  /// The renderer answers the end marker some 0.1 s before the last sample has been heard. What it leaves behind grows
  /// with the time that it runs, so it runs as long as in a session.
  static void hear_the_end(IMFPresentationClock* clock) {
    constexpr MFTIME kEnd = 10'000'000LL * SoundFile::kFrames / SoundFile::kRate + 300'000;  // 100 ns
    for (MFTIME now = 0; SUCCEEDED(clock->GetTime(&now)) && now < kEnd;) Sleep(1);
  }

  /// The type of the file is the renderer's, so that nothing need stand between them.
  static void agree_on_type(IMFStreamSink* input, IMFStreamDescriptor* descriptor) {
    ComPtr<IMFMediaTypeHandler> from;
    ComPtr<IMFMediaTypeHandler> to;
    ComPtr<IMFMediaType> type;
    ASSERT_EQ(Hr(descriptor->GetMediaTypeHandler(&from)), S_OK);
    ASSERT_EQ(Hr(input->GetMediaTypeHandler(&to)), S_OK);
    ASSERT_EQ(Hr(from->GetCurrentMediaType(&type)), S_OK);
    if (SUCCEEDED(to->SetCurrentMediaType(type.Get()))) return;
    ASSERT_EQ(Hr(to->GetMediaTypeByIndex(0, &type)), S_OK);
    ASSERT_EQ(Hr(to->SetCurrentMediaType(type.Get())), S_OK);
  }

  /// Every sample, each when the renderer asks, and the end marker until it is answered.
  static void pass_samples(IMFMediaStream* stream, IMFStreamSink* input) {
    ASSERT_TRUE(stream);
    for (;;) {
      ASSERT_EQ(Hr(stream->RequestSample(nullptr)), S_OK);
      ComPtr<IMFMediaEvent> event;
      MediaEventType type = MEUnknown;
      while (type != MEMediaSample && type != MEEndOfStream) {
        ASSERT_EQ(Hr(stream->GetEvent(0, &event)), S_OK);
        event->GetType(&type);
      }
      if (type == MEEndOfStream) break;
      ASSERT_EQ(Hr(input->ProcessSample(value_of(event.Get()).query<IMFSample>().Get())), S_OK);
    }
    ASSERT_EQ(Hr(input->PlaceMarker(MFSTREAMSINK_MARKER_ENDOFSEGMENT, nullptr, nullptr)), S_OK);
    ASSERT_EQ(Hr(await(input, MEStreamSinkMarker)), S_OK);
  }

  SessionPlatform platform_;
};

// Reference: IMFMediaSource::Start
TEST_F(RealComponents, PlayOneSourceAgainAndAgain) {
  constexpr std::size_t kTimes = 4;
  const ComPtr<IMFMediaSource> source = file_.open();
  ASSERT_TRUE(source);
  SessionClient session;
  ComPtr<IMFPresentationDescriptor> descriptors[kTimes];
  for (auto& descriptor : descriptors) {
    const ComPtr<IMFTopology> topology =
        make_chain({make_source_node(source.Get(), 0, descriptor), make_output_node(make_renderer().Get())});
    ASSERT_EQ(session.set_topology(topology.Get()), S_OK);
  }
  const ULONGLONG begun = GetTickCount64();
  ASSERT_EQ(session.start(), S_OK);

  EXPECT_EQ(session.status_of("Ended"), S_OK) << testing::PrintToString(session.events());

  // None is over at once: however late we hear of it, it has taken its time.
  EXPECT_GT(GetTickCount64() - begun, (1000 * kTimes - 500) * SoundFile::kFrames / SoundFile::kRate);
  EXPECT_EQ(session.log()->count("TopologyEnded"), kTimes);
  EXPECT_EQ(session.close(), S_OK);
  EXPECT_EQ(session.status_of("Closed"), S_OK);
  EXPECT_EQ(Hr(source->Shutdown()), S_OK);
}

// Switched off by default: it takes a minute, and Wine 8's own source has once crashed inside GStreamer in it on a busy
// machine. --gtest_also_run_disabled_tests runs it; 20 cycles left 30 handles and 10 threads, with a session and
// without.
TEST_F(RealComponents, DISABLED_LeaveNoMoreInASessionThanByThemselves) {
  for (int i = 0; i < kWarmUp && !HasFailure(); ++i) {
    play_bare();
    play_in_session();
  }
  ASSERT_FALSE(HasFailure());

  const long long bare = left_by("bare", [&] { play_bare(); });
  const long long in_session = left_by("session", [&] { play_in_session(); });

  EXPECT_LE(in_session, bare + kSlack);
}

}  // namespace
}  // namespace caesura::test
