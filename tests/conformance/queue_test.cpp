// SPDX-License-Identifier: MIT
//
// Presentations that follow one another: times, sinks, events. Reference: Sequence Presentation Times; Using the
// Sequencer Source; MF_TOPONODE_NOSHUTDOWN_ON_REMOVE.
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mf/resolve_guids.h"
#include "support/fake_sequencer.h"
#include "support/session_fixture.h"

namespace caesura::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr LONGLONG kSample = 100'000;  // 10 ms

std::vector<LONGLONG> samples(int count, LONGLONG from = 0) {
  std::vector<LONGLONG> times;
  for (int i = 0; i < count; ++i) times.push_back(from + i * kSample);
  return times;
}

/// When the samples that a sink has got since the last Flush are due.
std::vector<LONGLONG> times_of(FakeSink& sink) {
  std::vector<LONGLONG> times;
  for (const auto& sample : sink.stream(0).taken()) times.push_back(sample.time);
  return times;
}

class Queue : public SessionTest {
 protected:
  Queue() { sink_script_.has_time_source = true; }

  Presentation make_named(const std::string& name) {
    source_script_.name = name + " source";
    sink_script_.name = name + " sink";
    return make_presentation();
  }
  /// A presentation that plays on the sink of `other`.
  Presentation make_on(const Presentation& other, const std::string& name) {
    Presentation made = make_named(name);
    made.sink = other.sink;
    made.output_node->SetObject(static_cast<IMFStreamSink*>(&made.sink->stream(0)));
    return made;
  }
  Hr queue(const Presentation& presentation, DWORD flags = 0) {
    const std::size_t before = session_.log()->count("TopologySet");
    session_.set_topology(presentation.topology.Get(), flags);
    return session_.status_of("TopologySet", before + 1);
  }
  void play_to_the_end() {
    ASSERT_EQ(session_.start(), S_OK);
    ASSERT_EQ(session_.status_of("Ended"), S_OK);
  }
  static std::vector<LONGLONG> times(const Presentation& presentation) { return times_of(*presentation.sink.Get()); }
};

// session R140 R144
TEST_F(Queue, RunsOnInTimeOnASharedSink) {
  ASSERT_NO_FATAL_FAILURE(ready());
  const Presentation second = make_on(play(), "second");
  const Presentation third = make_on(play(), "third");
  ASSERT_EQ(queue(second), S_OK);
  ASSERT_EQ(queue(third), S_OK);

  ASSERT_NO_FATAL_FAILURE(play_to_the_end());

  EXPECT_THAT(times(play()), ElementsAreArray(samples(30)));
  EXPECT_EQ(log_->count("sink.stream0.ProcessSample"), 30);
  EXPECT_EQ(log_->count("sink.stream0.PlaceMarker"), 3);
}

// Reference: IMFMediaSource::Start, which goes on from where it is unless the source has been stopped.
TEST_F(Queue, PlaysOneSourceTwice) {
  ASSERT_NO_FATAL_FAILURE(ready());
  Presentation second = make_on(play(), "second");
  ComPtr<IMFPresentationDescriptor> descriptor;
  second.topology = make_chain({make_source_node(static_cast<IMFMediaSource*>(play().source.Get()), 0, descriptor),
                                make_output_node(static_cast<IMFStreamSink*>(&play().sink->stream(0)))});
  ASSERT_EQ(queue(second), S_OK);

  ASSERT_NO_FATAL_FAILURE(play_to_the_end());

  EXPECT_THAT(calls({"source.Start", "source.Stop"}),
              ElementsAre("source.Start", "source.Stop", "source.Start", "source.Stop"));
  EXPECT_THAT(times(play()), ElementsAreArray(samples(20)));
}

// session R140
TEST_F(Queue, LeavesTheClockAndTheSinkAloneInBetween) {
  sink_script_.has_time_source = false;
  ASSERT_NO_FATAL_FAILURE(ready());
  const Presentation second = make_on(play(), "second");
  ASSERT_EQ(queue(second), S_OK);

  ASSERT_NO_FATAL_FAILURE(play_to_the_end());

  EXPECT_THAT(calls({"sink.OnClockSta", "sink.OnClockSto", "sink.OnClockP", "sink.OnClockR", "sink.SetPresentation"}),
              ElementsAre("sink.SetPresentationClock", "sink.OnClockStart", "sink.OnClockStop"));
  EXPECT_FALSE(log_->called("sink.stream0.Flush"));
}

// session R140
TEST_F(Queue, NeverTurnsTheClockBack) {
  for (const bool shared : {true, false}) {
    SCOPED_TRACE(shared ? "one sink" : "a sink each");
    SessionClient session;
    sink_script_.name = "sink";
    source_script_.name = "source";
    const Presentation first = make_presentation();
    const Presentation second = shared ? make_on(first, "second") : make_named("second");
    session.set_topology(first.topology.Get());
    ASSERT_TRUE(session.await("Ready"));
    session.set_topology(second.topology.Get());
    ASSERT_TRUE(session.await("TopologySet", 2));
    std::atomic<bool> over = false;
    LONGLONG last = 0, back = 0;
    bool stopped = false;
    session.start();
    ASSERT_TRUE(session.await("Started"));
    std::thread watcher([&] {
      while (!over && session.log()->count("TopologyEnded") < 2) {
        const LONGLONG now = session.time();
        // At the very end the clock stops before the client has heard of it; what comes after that is no end.
        stopped = stopped || (now == 0 && last > 0);
        if (now == 0) continue;
        back = std::max(back, stopped ? last : last - now);
        last = now;
      }
    });
    EXPECT_TRUE(session.await("Ended"));
    over = true;
    watcher.join();

    EXPECT_LE(back, 1000);  // 100 ns: a pause is dated when it begins, and the clock is read until it is done
    EXPECT_GT(last, 10 * kSample);
  }
}

// session R140 R71 R138
TEST_F(Queue, RunsOnInTimeOnASinkOfItsOwn) {
  ASSERT_NO_FATAL_FAILURE(ready());
  const Presentation second = make_named("second");
  ASSERT_EQ(queue(second), S_OK);

  ASSERT_NO_FATAL_FAILURE(play_to_the_end());

  EXPECT_THAT(times(second), ElementsAreArray(samples(10, 10 * kSample)));
  const HeardEvent told = session_.await("NotifyPresentationTime", 2);
  EXPECT_EQ(told.int64(MF_EVENT_START_PRESENTATION_TIME), 10 * kSample);
  EXPECT_EQ(told.int64(MF_EVENT_START_PRESENTATION_TIME_AT_OUTPUT), 10 * kSample);
  EXPECT_EQ(told.int64(MF_EVENT_PRESENTATION_TIME_OFFSET), 10 * kSample);
  EXPECT_TRUE(log_->called("sink.OnClockStop"));
  EXPECT_FALSE(log_->called("sink.Shutdown"));
}

// session R140
TEST_F(Queue, TakesTheMediaStartOfTheNextIntoAccount) {
  ASSERT_NO_FATAL_FAILURE(ready());
  const Presentation second = make_on(play(), "second");
  second.source_node->SetUINT64(MF_TOPONODE_MEDIASTART, 4 * kSample);
  ASSERT_EQ(queue(second), S_OK);

  ASSERT_NO_FATAL_FAILURE(play_to_the_end());

  EXPECT_THAT(times(play()), ElementsAreArray(samples(16)));
  EXPECT_EQ(session_.await("NotifyPresentationTime", 2).int64(MF_EVENT_PRESENTATION_TIME_OFFSET), 6 * kSample);
}

// session R66 R78
TEST_F(Queue, TellsOfBothPresentationsInOrder) {
  sink_script_.streams[0].returns_markers = false;
  ASSERT_NO_FATAL_FAILURE(ready());
  const Presentation second = make_on(play(), "second");
  ASSERT_EQ(queue(second), S_OK);
  session_.start();
  ASSERT_TRUE(session_.await("StartedSource", 2));
  ASSERT_TRUE(session_.await("EndOfPresentation", 2));
  const bool early = session_.log()->count("TopologyEnded") > 0;

  for (int i = 0; i < 50 && session_.log()->count("Ended") == 0; ++i) {
    play().sink->stream(0).return_markers();
    Sleep(20);
  }

  EXPECT_FALSE(early);
  EXPECT_THAT(session_.log()->texts(),
              RaisesInOrder(Texts{"TopologySet", "Ready", "TopologySet", "NotifyPresentationTime", "StartedSource",
                                  "Started", "EndOfPresentation", "Ready", "NotifyPresentationTime", "StartedSource",
                                  "TopologyEnded", "SinkSwitched", "TopologyEnded", "Ended"}));
}

// session R136
TEST_F(Queue, BeginsLaterPresentationsWhereTheirTopologySays) {
  ASSERT_NO_FATAL_FAILURE(ready());
  const Presentation second = make_on(play(), "second");
  second.topology->SetUINT64(mf::kTopologyStartTimeOnPresentationSwitch, 7 * kSample);
  ASSERT_EQ(queue(second), S_OK);

  ASSERT_NO_FATAL_FAILURE(play_to_the_end());

  EXPECT_THAT(log_->details("second source.Start"), ElementsAre(std::to_string(7 * kSample)));
  EXPECT_THAT(times(play()), ElementsAreArray(samples(13)));
}

// session R136
TEST_F(Queue, BeginsTheFirstPresentationAtItsBeginning) {
  play().topology->SetUINT64(mf::kTopologyStartTimeOnPresentationSwitch, 7 * kSample);
  ASSERT_NO_FATAL_FAILURE(ready());

  ASSERT_NO_FATAL_FAILURE(play_to_the_end());

  EXPECT_THAT(times(play()), ElementsAreArray(samples(10)));
}

// session R141
TEST_F(Queue, StampsWithTheTimesOfAProject) {
  sink_script_.has_time_source = false;
  ComPtr<IMFAttributes> configuration;
  MFCreateAttributes(&configuration, 1);
  configuration->SetUINT32(mf::kSessionGlobalTime, TRUE);
  SessionClient session(configuration.Get());
  const auto set = [&](const Presentation& presentation, LONGLONG start, LONGLONG stop) {
    presentation.topology->SetUINT64(mf::kTopologyProjectStart, static_cast<UINT64>(start));
    presentation.topology->SetUINT64(mf::kTopologyProjectStop, static_cast<UINT64>(stop));
    return session.set_topology(presentation.topology.Get());
  };
  const Presentation second = make_on(play(), "second");
  ASSERT_EQ(set(play(), 20 * kSample, 30 * kSample), S_OK);
  ASSERT_TRUE(session.await("Ready"));
  ASSERT_EQ(set(second, 30 * kSample, 40 * kSample), S_OK);
  session.start();
  ASSERT_EQ(session.status_of("Ended"), S_OK);

  EXPECT_THAT(times(play()), ElementsAreArray(samples(20, 20 * kSample)));
  EXPECT_THAT(log_->details("sink.OnClockStart"), ElementsAre(std::to_string(20 * kSample)));
  EXPECT_EQ(session.await("NotifyPresentationTime").int64(MF_EVENT_START_PRESENTATION_TIME), 20 * kSample);
}

// session O20
TEST_F(Queue, ChangesNoTypeOfASinkThatPlays) {
  endless();
  ASSERT_NO_FATAL_FAILURE(started());
  const auto before = log_->count("sink.stream0.SetCurrentMediaType");
  ComPtr<IMFMediaType> other = make_audio_type();
  other->SetUINT32(MF_MT_AUDIO_SAMPLES_PER_SECOND, 44'100);
  source_script_.streams[0].type = other;
  const Presentation second = make_on(play(), "second");

  ASSERT_EQ(queue(second), S_OK);

  EXPECT_EQ(log_->count("sink.stream0.SetCurrentMediaType"), before);
}

TEST_F(Queue, ChangesTheTypeOfASinkAtTheSwitch) {
  ASSERT_NO_FATAL_FAILURE(ready());
  ComPtr<IMFMediaType> other = make_audio_type();
  other->SetUINT32(MF_MT_AUDIO_SAMPLES_PER_SECOND, 44'100);
  source_script_.streams[0].type = other;
  const Presentation second = make_on(play(), "second");
  ASSERT_EQ(queue(second), S_OK);

  ASSERT_NO_FATAL_FAILURE(play_to_the_end());

  ComPtr<IMFMediaType> current;
  play().sink->stream(0).GetCurrentMediaType(&current);
  EXPECT_EQ(MFGetAttributeUINT32(current.Get(), MF_MT_AUDIO_SAMPLES_PER_SECOND, 0), 44'100u);
  EXPECT_THAT(times(play()), ElementsAreArray(samples(20)));
  EXPECT_THAT(calls({"sink.OnClock"}), Contains("sink.OnClockPause"));
}

// session R138
TEST_F(Queue, ShutsASinkDownAtTheSwitchWhereItsNodeSaysSo) {
  play().output_node->SetUINT32(MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, FALSE);
  ASSERT_NO_FATAL_FAILURE(ready());
  const Presentation second = make_named("second");
  ASSERT_EQ(queue(second), S_OK);

  ASSERT_NO_FATAL_FAILURE(play_to_the_end());

  EXPECT_TRUE(log_->wait_for("sink.Shutdown"));
  EXPECT_FALSE(log_->called("second sink.Shutdown"));
  session_.shut_down();
  EXPECT_EQ(log_->count("sink.Shutdown"), 1);
  EXPECT_EQ(log_->count("second sink.Shutdown"), 1);
}

// session R138
TEST_F(Queue, KeepsASinkThatTheNextPresentationUses) {
  play().output_node->SetUINT32(MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, FALSE);
  ASSERT_NO_FATAL_FAILURE(ready());
  const Presentation second = make_on(play(), "second");
  ASSERT_EQ(queue(second), S_OK);

  ASSERT_NO_FATAL_FAILURE(play_to_the_end());

  EXPECT_FALSE(log_->called("sink.Shutdown"));
  EXPECT_EQ(log_->count("sink.stream0.ProcessSample"), 20);
}

// session R159
TEST_F(Queue, CompletesTheFilesOfAllTopologiesInClose) {
  sink_script_.finalizable = true;
  ASSERT_NO_FATAL_FAILURE(ready());
  const Presentation second = make_named("second");
  sink_script_.finalize = MF_E_INVALID_FILE_FORMAT;
  const Presentation third = make_named("third");
  ASSERT_EQ(queue(second), S_OK);
  ASSERT_NO_FATAL_FAILURE(play_to_the_end());
  ASSERT_EQ(queue(third), S_OK);

  session_.close();

  EXPECT_EQ(session_.status_of("Closed"), MF_E_INVALID_FILE_FORMAT);
  for (const char* name : {"sink.EndFinalize", "second sink.EndFinalize", "third sink.EndFinalize"}) {
    EXPECT_EQ(log_->count(name), 1) << name;
  }
}

// session R127
TEST_F(Queue, GoesOnWhereAReplacementCannotBeBuilt) {
  endless();
  ASSERT_NO_FATAL_FAILURE(started());
  const Presentation broken = make_named("broken");
  const ComPtr<IMFTopologyNode> tee = make_tee_node();  // which leads nowhere
  broken.topology->AddNode(tee.Get());

  session_.set_topology(broken.topology.Get(), MFSESSION_SETTOPOLOGY_IMMEDIATE | MFSESSION_SETTOPOLOGY_NORESOLUTION);

  EXPECT_NE(session_.status_of("TopologySet", 2), S_OK);
  EXPECT_FALSE(log_->called("source.Stop"));
  EXPECT_THAT(session_.events(), Not(Contains("TopologyEnded")));
}

// session R44 R140
TEST_F(Queue, PausesAndGoesOnInALaterPresentation) {
  source_script_.streams[0].samples = 40;
  ASSERT_NO_FATAL_FAILURE(ready());
  const Presentation second = make_on(play(), "second");
  ASSERT_EQ(queue(second), S_OK);
  session_.start();
  ASSERT_TRUE(session_.await("StartedSource", 2));

  session_.pause();
  ASSERT_EQ(session_.status_of("Paused"), S_OK);
  session_.start();
  ASSERT_EQ(session_.status_of("Ended"), S_OK);

  EXPECT_THAT(times(play()), ElementsAreArray(samples(80)));
}

// session R140
TEST_F(Queue, SeeksFromTheBeginningOfThePresentationThatPlays) {
  sink_script_.has_time_source = false;
  ASSERT_NO_FATAL_FAILURE(ready());
  source_script_.streams[0].samples = 100;
  source_script_.streams[0].answers = false;
  const Presentation second = make_on(play(), "second");
  ASSERT_EQ(queue(second), S_OK);
  session_.start();
  ASSERT_TRUE(session_.await("SinkSwitched"));

  session_.seek(30 * kSample);
  ASSERT_EQ(session_.status_of("Started", 2), S_OK);

  EXPECT_THAT(log_->details("second source.Start"), Contains(std::to_string(30 * kSample)));
  EXPECT_TRUE(log_->wait_for("sink.OnClockStart", 2));  // the clock tells its sinks on a thread of its own
  EXPECT_THAT(log_->details("sink.OnClockStart"), ElementsAre("0", std::to_string(30 * kSample)));
  EXPECT_EQ(session_.await("Started", 2).int64(MF_EVENT_PRESENTATION_TIME_OFFSET), 0);
}

// A client of a source of several presentations: it sets a topology for each that is announced.
class Sequencer : public SessionTest {
 protected:
  Sequencer() { sink_script_.has_time_source = true; }
  ~Sequencer() override {
    session_.shut_down();
    if (source_) source_->Shutdown();
  }

  void use(FakeSequencerScript script) {
    source_ = com::make<FakeSequencer>(log_, script);
    sink_.Attach(new FakeSink(log_, sink_script_));
    set(0);
    ASSERT_TRUE(session_.await("Ready"));
    ASSERT_EQ(session_.start(), S_OK);
    ASSERT_EQ(session_.status_of("Started"), S_OK);
  }
  void set(std::size_t segment) {
    ComPtr<IMFPresentationDescriptor> presentation = source_->presentation(segment);
    const auto from = make_source_node(source_.Get(), 0, presentation);
    const auto to = make_output_node(static_cast<IMFStreamSink*>(&sink_->stream(0)));
    session_.set_topology(make_chain({from, to}).Get());
  }
  static std::string number(MediaEventType type) { return std::to_string(type); }

  ComPtr<FakeSequencer> source_;
  ComPtr<FakeSink> sink_;
};

// session R142 R82 R81
TEST_F(Sequencer, PlaysSegmentAfterSegmentWithoutAStop) {
  ASSERT_NO_FATAL_FAILURE(use({}));
  for (const std::size_t next : {1u, 2u}) {
    ASSERT_TRUE(session_.await(number(MENewPresentation), next));
    set(next);
  }
  ASSERT_EQ(session_.status_of("Ended"), S_OK);

  EXPECT_THAT(log_->details("sequencer.Start"), ElementsAre("0 empty", "1 empty", "2 empty"));
  EXPECT_EQ(log_->count("sequencer.Stop"), 1);  // at the very end
  EXPECT_THAT(times_of(*sink_.Get()), ElementsAreArray(samples(15)));
  EXPECT_EQ(session_.log()->count(number(MEEndOfPresentationSegment)), 2u);
  EXPECT_EQ(session_.log()->count("EndOfPresentation"), 1u);
  EXPECT_EQ(session_.log()->count("TopologyEnded"), 3u);
}

// session R142
TEST_F(Sequencer, WaitsForAnotherSegmentWhereNoneIsTheLast) {
  ASSERT_NO_FATAL_FAILURE(use({.segments = 2, .last_is_last = false}));
  ASSERT_TRUE(session_.await(number(MENewPresentation)));
  set(1);
  ASSERT_TRUE(session_.await(number(MEEndOfPresentationSegment), 2));
  Sleep(400);

  EXPECT_EQ(session_.log()->count("Ended"), 0u);
  EXPECT_EQ(session_.stop(), S_OK);
  EXPECT_EQ(session_.status_of("Stopped"), S_OK);
}

// session R142 R140
TEST_F(Sequencer, GoesOnWithASegmentThatComesLate) {
  ASSERT_NO_FATAL_FAILURE(use({.segments = 2}));
  ASSERT_TRUE(session_.await(number(MEEndOfPresentationSegment)));
  Sleep(400);
  const LONGLONG before = session_.time();
  set(1);
  ASSERT_EQ(session_.status_of("Ended"), S_OK);

  const std::vector<LONGLONG> times = times_of(*sink_.Get());
  ASSERT_THAT(times, SizeIs(10));
  EXPECT_GE(times[5], before);
}

// session R82 R142
TEST_F(Sequencer, GoesOnAfterASegmentThatWasCancelled) {
  sink_script_.streams[0].requests = 1;
  ASSERT_NO_FATAL_FAILURE(use({.segments = 2, .samples = 1'000'000, .sample_duration = 1}));
  ASSERT_TRUE(session_.await(number(MENewPresentation)));
  set(1);
  ASSERT_TRUE(session_.await("TopologySet", 2));

  source_->cancel();

  const HeardEvent over = session_.await(number(MEEndOfPresentationSegment));
  EXPECT_EQ(over.uint32(MF_EVENT_SOURCE_TOPOLOGY_CANCELED), 1u);
  EXPECT_TRUE(session_.await("StartedSource", 2));
  EXPECT_THAT(log_->details("sequencer.Start"), ElementsAre("0 empty", "1 empty"));
}

}  // namespace
}  // namespace caesura::test
