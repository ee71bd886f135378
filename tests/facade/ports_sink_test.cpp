// SPDX-License-Identifier: MIT
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mf/clock_port.h"
#include "mf/sample.h"
#include "mf/sink_port.h"
#include "mf/stream_sink_port.h"
#include "support/com_media_foundation.h"
#include "support/com_wait.h"
#include "support/fake_frames.h"
#include "support/fake_listeners.h"
#include "support/fake_sink.h"

namespace caesura::test {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

class SinkPorts : public testing::Test {
 protected:
  ~SinkPorts() override {
    if (sink_) sink_->Shutdown();
  }

  void use(FakeSinkScript script) {
    sink_.Attach(new FakeSink(log_, std::move(script)));
    port_ = std::make_shared<mf::SinkPort>(sink_);
    stream_ = mf::StreamSinkPort::create(&sink_->stream(0), *hub_);
    ASSERT_TRUE(stream_->prepare(42, nullptr, false).ok());
    clock_ = mf::ClockPort::create().value();
  }
  void listen() { ASSERT_TRUE(stream_->listen(ears_).ok()); }
  void run() {
    listen();
    ASSERT_TRUE(clock_->use_time_source(nullptr).ok());
    ASSERT_TRUE(port_->attach_clock(clock_.get()).ok());
    ASSERT_TRUE(clock_->start(0).ok());
    ASSERT_TRUE(log_->wait_for("heard.sink_started"));
    ASSERT_TRUE(log_->wait_for("heard.request"));
  }

  MediaFoundation platform_;
  std::shared_ptr<CallLog> log_ = std::make_shared<CallLog>();
  std::shared_ptr<RecordingListener> ears_ = std::make_shared<RecordingListener>(log_);
  const std::shared_ptr<mf::EventHub> hub_ = std::make_shared<mf::EventHub>();
  ComPtr<FakeSink> sink_;
  std::shared_ptr<mf::SinkPort> port_;
  std::shared_ptr<mf::StreamSinkPort> stream_;
  std::shared_ptr<mf::ClockPort> clock_;
};

TEST_F(SinkPorts, FollowTheClock) {
  use({});

  run();
  EXPECT_TRUE(clock_->pause().ok());
  EXPECT_TRUE(log_->wait_for("heard.sink_paused"));
  EXPECT_TRUE(clock_->start({}).ok());
  EXPECT_TRUE(log_->wait_for("heard.sink_started", 2));
  EXPECT_TRUE(clock_->stop().ok());

  EXPECT_TRUE(log_->wait_for("heard.sink_stopped"));
  EXPECT_THAT(log_->names({"sink.OnClock"}),
              ElementsAre("sink.OnClockStart", "sink.OnClockPause", "sink.OnClockRestart", "sink.OnClockStop"));
}

TEST_F(SinkPorts, DeliverASampleWithTheTimesThatTheEngineGaveIt) {
  use({});
  run();
  engine::Sample sample = mf::wrap_sample(make_sample(100, 10));
  sample.time = 5100;

  EXPECT_TRUE(stream_->process_sample(sample).ok());

  EXPECT_THAT(log_->details("sink.stream0.ProcessSample"), ElementsAre("5100"));
}

TEST_F(SinkPorts, GiveTheMarkersContextBack) {
  use({});
  run();

  EXPECT_TRUE(stream_->place_end_of_segment(0xfedc'ba98'7654'3210).ok());

  EXPECT_TRUE(log_->wait_for("heard.marker"));
  EXPECT_THAT(log_->details("heard.marker"), ElementsAre("18364758544493064720 00000000"));
  EXPECT_THAT(log_->details("sink.stream0.PlaceMarker"), ElementsAre("segment"));
}

TEST_F(SinkPorts, TellOfAMarkerThatWasFlushedAway) {
  use({.streams = {{.returns_markers = false}}});
  run();

  EXPECT_TRUE(stream_->place_end_of_segment(3).ok());
  EXPECT_TRUE(stream_->flush().ok());

  EXPECT_TRUE(log_->wait_for("heard.marker"));
  EXPECT_THAT(log_->details("heard.marker"), ElementsAre("3 80004004"));
}

TEST_F(SinkPorts, SayWhenTheSinkHasNoMarkers) {
  use({.streams = {{.has_markers = false}}});

  EXPECT_EQ(stream_->place_end_of_segment(1), status::kNotImplemented);
}

// session R155
TEST_F(SinkPorts, PlaceTicksThatNobodyHearsBack) {
  use({});
  run();

  EXPECT_TRUE(stream_->place_tick(1234).ok());
  EXPECT_TRUE(stream_->place_end_of_segment(1).ok());

  EXPECT_TRUE(log_->wait_for("heard.marker"));
  EXPECT_THAT(log_->details("sink.stream0.PlaceMarker"), ElementsAre("tick 1234", "segment"));
  EXPECT_EQ(log_->count("heard.marker"), 1);
}

// session R88
TEST_F(SinkPorts, NameTheNodeOfAnInvalidatedSink) {
  use({});
  listen();

  sink_->stream(0).raise(MESinkInvalidated);

  EXPECT_TRUE(log_->wait_for("heard.sink_event"));
  EXPECT_THAT(log_->details("heard.sink_event"), ElementsAre("312 of node 42"));
}

TEST_F(SinkPorts, CallAnErrorAFailureThoughItClaimsSuccess) {
  use({});
  listen();

  sink_->stream(0).raise(MEError, S_OK);

  EXPECT_TRUE(log_->wait_for("heard.sink_failed"));
  EXPECT_THAT(log_->details("heard.sink_failed"), ElementsAre(text_of(status::kUnexpected)));
}

// session R89
TEST_F(SinkPorts, InvalidateTheSinkWhenItsAudioSessionIsLost) {
  use({});
  listen();

  sink_->stream(0).raise(MEAudioSessionDisconnected);

  EXPECT_TRUE(log_->wait_for("heard.sink_event", 2));
  EXPECT_THAT(log_->details("heard.sink_event"), ElementsAre("320", "312 of node 42"));
}

// session R90
TEST_F(SinkPorts, TellTheApplicationOfAChangedFormat) {
  use({});
  listen();

  sink_->stream(0).raise(MEStreamSinkFormatChanged);

  EXPECT_TRUE(log_->wait_for("heard.sink_event"));
  EXPECT_THAT(log_->details("heard.sink_event"), ElementsAre("129 of node 42"));
}

// session R86, R87
TEST_F(SinkPorts, PassUnknownEventsOn) {
  use({});
  listen();

  sink_->stream(0).raise(static_cast<MediaEventType>(MEReservedMax + 5));
  sink_->stream(0).raise(MEAudioSessionVolumeChanged);

  EXPECT_TRUE(log_->wait_for("heard.sink_event", 2));
  EXPECT_THAT(log_->details("heard.sink_event"), ElementsAre("10005", "314"));
}

TEST_F(SinkPorts, SayNothingOnceDisconnected) {
  use({});
  run();
  stream_->disconnect(*ears_);
  log_->clear();

  sink_->stream(0).raise(MESinkInvalidated);
  sink_->Shutdown();

  EXPECT_THAT(log_->names({"heard"}), ElementsAre());
}

TEST_F(SinkPorts, KeepNothingForTheNextListener) {
  use({});
  const auto earlier = std::make_shared<RecordingListener>(log_);  // hears of markers still
  ASSERT_TRUE(stream_->listen(earlier).ok());
  listen();
  stream_->disconnect(*ears_);
  for (int i = 0; i < 3; ++i) sink_->stream(0).raise(MEStreamSinkRequestSample);
  sink_->stream(0).raise(MEStreamSinkMarker, S_OK, mf::PropVariant::of_uint64(7));
  ASSERT_TRUE(log_->wait_for("heard.marker"));  // behind the requests
  listen();
  sink_->stream(0).raise(MESinkInvalidated);

  EXPECT_TRUE(log_->wait_for("heard.sink_event"));
  EXPECT_EQ(log_->count("heard.request"), 0);
}

TEST_F(SinkPorts, AreHeardByWhoeverListensWhileOthersLeave) {
  use({});
  const auto come_and_go = [this](const std::shared_ptr<RecordingListener>& ears) {
    for (int i = 0; i < 5000; ++i) {
      static_cast<void>(stream_->listen(ears));
      stream_->disconnect(*ears);
    }
  };
  std::thread other(come_and_go, std::make_shared<RecordingListener>(log_));
  come_and_go(std::make_shared<RecordingListener>(log_));
  other.join();
  listen();

  sink_->stream(0).raise(MESinkInvalidated);

  EXPECT_TRUE(log_->wait_for("heard.sink_event"));
}

// session R143
TEST_F(SinkPorts, KeepTheTypeOfALockedNode) {
  use({});
  const ComPtr<IMFMediaType> other = make_audio_type();
  other->SetUINT32(MF_MT_AUDIO_SAMPLES_PER_SECOND, 8000);
  const engine::ForeignPtr before = stream_->format();

  ASSERT_TRUE(stream_->prepare(42, nullptr, true).ok());

  EXPECT_TRUE(stream_->accept_format(mf::make_foreign(other)).failed());
  EXPECT_TRUE(stream_->accept_format(before).ok());
  EXPECT_FALSE(stream_->takes_type(other.Get()));
  EXPECT_TRUE(stream_->goes_by(before));
  ASSERT_TRUE(stream_->prepare(42, nullptr, false).ok());
  EXPECT_TRUE(stream_->accept_format(mf::make_foreign(other)).ok());
}

TEST_F(SinkPorts, FailToListenWhenTheEventsCannotBeRead) {
  use({.streams = {{.begin_get_event = E_ACCESSDENIED}}});

  EXPECT_EQ(text_of(stream_->listen(ears_)), "80070005");
}

TEST_F(SinkPorts, PrerollFromTheTimeTheyAreTold) {
  use({.can_preroll = true});
  listen();

  EXPECT_TRUE(port_->traits().can_preroll);
  EXPECT_TRUE(port_->preroll(700).ok());
  EXPECT_TRUE(log_->wait_for("heard.request"));
  engine::Sample sample = mf::wrap_sample(make_sample(700, 10));
  EXPECT_TRUE(stream_->process_sample(sample).ok());

  EXPECT_TRUE(log_->wait_for("heard.sink_prerolled"));
  EXPECT_THAT(log_->details("sink.NotifyPreroll"), ElementsAre("700"));
}

// session R159
TEST_F(SinkPorts, TellHowFinalizationEnded) {
  use({.finalizable = true, .finalize = MF_E_INVALID_FILE_FORMAT});

  EXPECT_TRUE(port_->traits().finalizable);
  EXPECT_TRUE(port_->finalize(ears_).ok());

  EXPECT_TRUE(log_->wait_for("heard.finalized"));
  EXPECT_THAT(log_->details("heard.finalized"), ElementsAre(text_of(com::to_status(MF_E_INVALID_FILE_FORMAT))));
}

TEST_F(SinkPorts, KnowTheSinksNature) {
  use({.characteristics = MEDIASINK_RATELESS | MEDIASINK_CANNOT_MATCH_CLOCK, .has_time_source = true});

  const engine::SinkTraits traits = port_->traits();

  EXPECT_TRUE(traits.rateless);
  EXPECT_TRUE(traits.cannot_match_clock);
  EXPECT_TRUE(traits.has_time_source);
  EXPECT_TRUE(traits.is_audio);
  EXPECT_FALSE(traits.finalizable);
}

TEST_F(SinkPorts, LeaveNoReferenceOnTheSink) {
  use({});
  run();
  EXPECT_TRUE(clock_->stop().ok());
  EXPECT_TRUE(clock_->shut_down().ok());

  stream_->disconnect(*ears_);
  EXPECT_TRUE(port_->shut_down().ok());
  stream_.reset();
  port_.reset();
  clock_.reset();

  // What the clock still has on its way to the sink holds it a moment longer.
  EXPECT_TRUE(becomes_true([&] { return sink_->references() == 1; }));
}

// session R166
TEST_F(SinkPorts, LendTheirTimeToTheClock) {
  use({.has_time_source = true});

  EXPECT_TRUE(clock_->use_time_source(port_.get()).ok());

  ComPtr<IMFPresentationTimeSource> source;
  ComPtr<IMFPresentationTimeSource> expected;
  ASSERT_EQ(clock_->clock()->GetTimeSource(&source), S_OK);
  ASSERT_EQ(sink_.As(&expected), S_OK);
  EXPECT_EQ(source.Get(), expected.Get());
}

TEST_F(SinkPorts, SayWhatTheyAre) {
  use({});

  EXPECT_THAT(port_->describe(), StartsWith("media sink of "));
}

// session R165
TEST_F(SinkPorts, HaveAClockWithoutTimeUntilItGetsASource) {
  use({});
  MFTIME time = 0;

  EXPECT_EQ(clock_->clock()->GetTime(&time), MF_E_CLOCK_NO_TIME_SOURCE);
  EXPECT_EQ(clock_->time(), 0);
  EXPECT_TRUE(clock_->use_time_source(nullptr).ok());

  EXPECT_EQ(clock_->clock()->GetTime(&time), S_OK);
}

// session R167, R169
TEST_F(SinkPorts, HaveAClockThatStandsWhilePausedAndIsZeroWhenStopped) {
  use({});
  EXPECT_TRUE(clock_->use_time_source(nullptr).ok());

  EXPECT_TRUE(clock_->start(5'000'000).ok());
  EXPECT_TRUE(clock_->pause().ok());
  const engine::Hns paused = clock_->time();
  EXPECT_TRUE(clock_->pause().ok());
  EXPECT_GE(paused, 5'000'000);
  EXPECT_EQ(clock_->time(), paused);
  EXPECT_TRUE(clock_->stop().ok());
  EXPECT_TRUE(clock_->stop().ok());

  EXPECT_EQ(clock_->time(), 0);
}

// session O4
TEST_F(SinkPorts, HaveAClockThatIsShutDownForGood) {
  use({});
  ComPtr<IMFShutdown> shutdown;
  ASSERT_EQ(clock_->clock()->QueryInterface(IID_PPV_ARGS(&shutdown)), S_OK);
  MFSHUTDOWN_STATUS state = MFSHUTDOWN_INITIATED;
  EXPECT_EQ(shutdown->GetShutdownStatus(&state), MF_E_INVALIDREQUEST);

  EXPECT_TRUE(clock_->shut_down().ok());

  EXPECT_EQ(shutdown->GetShutdownStatus(&state), S_OK);
  EXPECT_EQ(state, MFSHUTDOWN_COMPLETED);
}

/// A renderer that takes frames while it is paused, and asks for none on their account.
class VideoRenderers : public SinkPorts {
 protected:
  VideoRenderers() {
    const ComPtr<IMFMediaType> picture = make_video_type(MFVideoFormat_RGB32, 4, 4);
    use({.streams = {{.type = picture,
                      .asks_after_pause = false,
                      .services = {{MR_VIDEO_ACCELERATION_SERVICE, com::make<FakeFrames>()}}}}});
    run();
  }
  Status deliver() {
    engine::Sample sample = mf::wrap_sample(make_sample(0, 10, 4 * 4 * 4));
    return stream_->process_sample(sample);
  }
  void pause() {
    ASSERT_TRUE(clock_->pause().ok());
    ASSERT_TRUE(log_->wait_for("heard.sink_paused"));
  }
  void go_on() {
    ASSERT_TRUE(clock_->start({}).ok());
    ASSERT_TRUE(log_->wait_for("heard.sink_started", 2));
  }
  /// What came before is heard of.
  void settle() {
    sink_->stream(0).raise(MESinkInvalidated);
    ASSERT_TRUE(log_->wait_for("heard.sink_event"));
  }
};

TEST_F(VideoRenderers, AreGivenTheNextFrameThoughTheyTookTheLastOneWhilePaused) {
  pause();
  EXPECT_EQ(deliver(), status::kOk);

  go_on();

  EXPECT_TRUE(log_->wait_for("heard.request", 2));
}

TEST_F(VideoRenderers, AreGivenNoFurtherFrameAfterAPauseThatLeftTheirRequestOpen) {
  pause();
  go_on();
  settle();

  EXPECT_EQ(log_->count("heard.request"), 1);
}

TEST_F(VideoRenderers, AskForAFrameThatTheyHadNoRoomForWithoutGettingTwo) {
  pause();
  EXPECT_EQ(deliver(), status::kOk);
  go_on();
  ASSERT_TRUE(log_->wait_for("heard.request", 2));
  EXPECT_EQ(deliver(), status::kNotAccepting);

  sink_->stream(0).ask();
  settle();

  EXPECT_EQ(log_->count("heard.request"), 2);
  EXPECT_EQ(deliver(), status::kOk);
  EXPECT_TRUE(log_->wait_for("heard.request", 3));
}

}  // namespace
}  // namespace caesura::test
