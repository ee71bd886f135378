// SPDX-License-Identifier: MIT
//
// How samples move: nodes and their branch, without a session.
#include "engine/branch.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/output_node.h"
#include "engine/source_node.h"
#include "support/engine_fakes.h"
#include "support/manual_executor.h"

namespace caesura::engine {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class Reports final : public BranchReports {
 public:
  void node_failed(NodeId node, Status) override { failed.push_back(node); }
  void output_ended(std::size_t output, std::uint64_t start, Hns end) override {
    ended.push_back({output, start, end});
  }
  void stream_over(NodeId node, std::uint64_t, bool stops) override {
    if (stops) marked_out.push_back(node);
  }
  void output_fed(std::size_t output, std::uint64_t start, Hns end) override { fed.push_back({output, start, end}); }
  void output_answered(std::size_t, Answer, Status) override {}
  void output_scrubbed(std::size_t, std::uint64_t, Hns end) override { scrubbed.push_back(end); }
  void node_inserted(Insertion) override {}
  void foreign_event(ForeignPtr) override {}

  struct Ended {
    std::size_t output;
    std::uint64_t start;
    Hns end;
    friend bool operator==(const Ended&, const Ended&) = default;
  };
  std::vector<NodeId> failed;
  std::vector<NodeId> marked_out;
  std::vector<Ended> fed, ended;
  std::vector<Hns> scrubbed;
};

/// Hears nothing: the branches' tests start the source themselves.
class Deaf final : public SourceListener {
 public:
  void on_source_started(Status) override {}
  void on_source_paused(Status) override {}
  void on_source_stopped(Status) override {}
  void on_source_rated(Status) override {}
  void on_source_failed(Status) override {}
  void on_source_position(Hns) override {}
  void on_end_of_presentation(ForeignPtr) override {}
  void on_end_of_segment(ForeignPtr, bool) override {}
  void on_source_event(ForeignPtr) override {}
  void on_buffering(bool) override {}
  void on_traits_changed(SourceTraits) override {}
};

class BranchTest : public testing::Test {
 protected:
  ~BranchTest() override {
    executor->run_all();  // a task left on its strand would hold what holds the strand
    executor->discard();
  }

  void add_source(FakeSource::Script script = {}) {
    source = std::make_shared<FakeSource>(world, "source", script);
    source_node = &branch->add(1, SourceStream{.source = source, .traits = {}, .media_stop = std::nullopt});
    source->listen(deaf);
    source->listen(0, std::shared_ptr<StreamListener>(branch, source_node));
  }
  Node& add_transform(FakeTransform::Script script = {}) {
    return branch->add(2, Transform{.port = std::make_shared<FakeTransform>(world, "transform", script)});
  }
  OutputNode& add_sink(FakeStreamSink::Script script = {}, const std::string& name = "sink") {
    sinks.push_back(std::make_shared<FakeSink>(world, name, FakeSink::Script{}, std::vector{script}));
    (void)sinks.back()->attach_clock(clock.get());
    return branch->add(9, Output{.sink = sinks.back(), .port = sinks.back()->stream(), .traits = {}}, sinks.size() - 1);
  }
  /// source → transform → sink.
  void build(FakeSource::Script source_script, FakeTransform::Script transform, FakeStreamSink::Script sink = {}) {
    add_source(source_script);
    Node& between = add_transform(transform);
    source_node->connect(0, between, 0);
    between.connect(0, add_sink(sink), 0);
  }
  /// source → sink.
  void build_plain(FakeSource::Script source_script, FakeStreamSink::Script sink) {
    add_source(source_script);
    source_node->connect(0, add_sink(sink), 0);
  }
  template <typename F>
  void run(F call) {
    branch->post(call);
    executor->run_all();
  }
  void make_ready() {
    run([](Branch& b) { EXPECT_EQ(b.make_ready(), status::kOk); });
  }
  void start(Hns at = 0, std::uint64_t number = 1) {
    run([at, number](Branch& b) { b.expect_start(at, number); });
    EXPECT_EQ(source->start({.time = at, .foreign = {}}), status::kOk);
    executor->run_all();
    run([](Branch& b) { EXPECT_EQ(b.start_transforms(), status::kOk); });
    run([](Branch& b) { b.open(); });
    EXPECT_EQ(clock->start(at), status::kOk);
    executor->run_all();
  }
  void seek(Hns to) {
    EXPECT_EQ(source->stop(), status::kOk);
    executor->run_all();
    run([](Branch& b) { EXPECT_EQ(b.flush_transforms(), status::kOk); });
    start(to, 2);
  }
  std::vector<Hns> times(std::size_t sink = 0) const { return sinks[sink]->stream()->times(); }
  static Hns ms(int count) { return count * kHnsPerMillisecond; }

  const std::shared_ptr<ManualExecutor> executor = std::make_shared<ManualExecutor>();
  const FakeWorld world{executor, std::make_shared<CallLog>()};
  const std::shared_ptr<CallLog> calls = world.calls;
  const std::shared_ptr<FakeClock> clock = std::make_shared<FakeClock>(
      world, [this] { return executor->now().count() / 100; }, FakeClock::Script{});
  const std::shared_ptr<Reports> reports = std::make_shared<Reports>();
  const std::shared_ptr<Deaf> deaf = std::make_shared<Deaf>();
  std::shared_ptr<Branch> branch = std::make_shared<Branch>(Strand::create(executor, "branch"), reports);
  std::shared_ptr<FakeSource> source;
  SourceNode* source_node = nullptr;
  std::vector<std::shared_ptr<FakeSink>> sinks;
};

// session O26
TEST_F(BranchTest, AsksTheTransformThenTheSourceAndDeliversOneSampleARequest) {
  build({.samples = 100}, {}, {.pace = seconds(1)});
  make_ready();

  start();

  EXPECT_THAT(
      calls->only({"transform.output", "transform.input", "source.request", "sink.sample"}),
      ElementsAre("transform.output", "source.request 0", "transform.input", "transform.output", "sink.sample 0"));
}

TEST_F(BranchTest, LeavesTheSinksAlsoWhereItIsStillGettingReady) {
  build_plain({}, {});
  branch->disconnect();
  make_ready();
  sinks[0]->stream()->fail(status::kFail);
  executor->run_all();

  EXPECT_THAT(reports->failed, IsEmpty());
}

// session O25
TEST_F(BranchTest, TellsTransformsOfStreamingWhenReadyAndOfTheStreamWhenStarted) {
  build({}, {}, {});
  make_ready();
  EXPECT_THAT(calls->only({"transform"}), ElementsAre("transform.begin_streaming"));

  start();

  EXPECT_THAT(calls->only({"transform.start", "clock"}), ElementsAre("transform.start_of_stream", "clock.start 0"));
}

// session R144
TEST_F(BranchTest, DeliversAsManySamplesAsTheSinkHasAskedFor) {
  build({.samples = 100}, {}, {.requests = 3, .pace = seconds(1)});
  make_ready();

  start();

  EXPECT_THAT(times(), SizeIs(3));
  EXPECT_EQ(sinks[0]->stream()->unasked(), 0);
}

TEST_F(BranchTest, FeedsATransformThatNeedsSeveralInputs) {
  build({.samples = 6}, {.inputs = 3}, {});
  make_ready();

  start();

  EXPECT_THAT(times(), ElementsAre(ms(0), ms(30)));
}

TEST_F(BranchTest, DeliversAllThatATransformMakesOfOneInput) {
  build({.samples = 2}, {.outputs = 3}, {});
  make_ready();

  start();

  EXPECT_THAT(times(), ElementsAre(ms(0), ms(0), ms(0), ms(10), ms(10), ms(10)));
  EXPECT_EQ(sinks[0]->stream()->unasked(), 0);
}

TEST_F(BranchTest, DrainsATransformAtTheEndOfTheStream) {
  build({.samples = 4}, {.held = 2}, {});
  make_ready();

  start();

  EXPECT_THAT(times(), ElementsAre(ms(0), ms(10), ms(20), ms(30)));
  EXPECT_EQ(calls->count("transform.drain"), 1u);
}

TEST_F(BranchTest, EndsWithoutAFurtherRequestOnceTheDrainedTransformIsEmpty) {
  build({.samples = 2}, {.held = 1}, {.pace = seconds(100)});
  make_ready();
  start();
  executor->advance(seconds(150));  // the first is delivered, the second asked for

  EXPECT_THAT(times(), SizeIs(2));
  EXPECT_THAT(calls->all(), Contains("sink.marker"));
}

TEST_F(BranchTest, EndsBackwardsWithoutAFurtherRequestBehindTheLastKeySample) {
  build({.samples = 100}, {}, {.pace = seconds(1000)});
  make_ready();
  ASSERT_EQ(source->set_rate({.speed = -1}), status::kOk);
  run([](Branch& b) { b.set_rate({.speed = -1}); });

  start(0);

  EXPECT_THAT(calls->only({"sink.sample", "sink.marker"}), ElementsAre("sink.sample 0", "sink.marker"));
}

// session R146
TEST_F(BranchTest, PlacesOneMarkerAfterTheLastSample) {
  build_plain({.samples = 3}, {});
  make_ready();

  start();

  EXPECT_THAT(calls->only({"sink.sample", "sink.marker"}),
              ElementsAre("sink.sample 0", "sink.sample 10", "sink.sample 20", "sink.marker"));
  EXPECT_THAT(reports->ended, ElementsAre(Reports::Ended{0, 1, ms(30)}));
}

// session R132
TEST_F(BranchTest, EndsAtTheStopThoughItsLastSampleLastsLonger) {
  add_source({.samples = 100});
  Node& trim = branch->add_trim(9, nullptr);
  source_node->connect(0, trim, 0);
  trim.connect(0, add_sink(), 0);
  run([](Branch& b) { b.set_media_stop(ms(25)); });
  make_ready();

  start();

  EXPECT_THAT(times(), ElementsAre(ms(0), ms(10), ms(20)));
  EXPECT_THAT(reports->fed, ElementsAre(Reports::Ended{0, 1, ms(25)}));
  EXPECT_EQ(reports->ended, reports->fed);
}

TEST_F(BranchTest, KeepsTheRequestsOfASinkOverASeek) {
  build_plain({.samples = 100}, {.requests = 1, .pace = seconds(1000)});
  make_ready();
  start();
  EXPECT_EQ(source->stop(), status::kOk);
  executor->run_all();
  sinks[0]->stream()->request();  // refused by the stopped source
  executor->run_all();
  ASSERT_THAT(times(), ElementsAre(0));

  seek(ms(500));

  EXPECT_THAT(times(), ElementsAre(0, ms(500)));
  EXPECT_EQ(sinks[0]->stream()->unasked(), 0);
}

TEST_F(BranchTest, AsksNothingTwiceWhenThePausedSourceResumes) {
  build_plain({.samples = 100}, {.requests = 1, .pace = seconds(1000)});
  make_ready();
  start();
  EXPECT_EQ(source->pause(), status::kOk);
  executor->run_all();
  sinks[0]->stream()->request();
  executor->run_all();
  ASSERT_EQ(calls->count("source.request"), 2u);

  EXPECT_EQ(source->start({}), status::kOk);
  executor->run_all();

  EXPECT_EQ(calls->count("source.request"), 2u);
  EXPECT_THAT(times(), ElementsAre(0, ms(10)));
}

TEST_F(BranchTest, AsksAgainOnceTheSourceHasStartedWhenAnEarlierStartIsHeardOfLate) {
  build_plain({.samples = 100}, {.requests = 1, .pace = seconds(1000)});
  make_ready();
  start();
  EXPECT_EQ(source->stop(), status::kOk);
  executor->run_all();
  sinks[0]->stream()->request();
  run([](Branch& b) { b.expect_start(ms(500), 2); });

  source_node->on_stream_started(status::kOk);  // of the first start
  run([](Branch& b) { b.open(); });
  EXPECT_EQ(source->start({.time = ms(500), .foreign = {}}), status::kOk);
  executor->run_all();

  EXPECT_THAT(times(), ElementsAre(0, ms(500)));
}

TEST_F(BranchTest, PlacesNoSecondMarkerWhenTheSourceResumesAfterTheEndOfTheStream) {
  build_plain({.samples = 2}, {});
  make_ready();
  start();
  EXPECT_EQ(source->pause(), status::kOk);
  executor->run_all();

  EXPECT_EQ(source->start({}), status::kOk);
  sinks[0]->stream()->request();
  executor->run_all();

  EXPECT_EQ(calls->count("sink.marker"), 1u);
}

TEST_F(BranchTest, OffersASampleAgainWhenTheSinkWasFull) {
  build_plain({.samples = 3}, {.requests = 2, .full_calls = 4});
  make_ready();

  start();
  executor->advance(seconds(1));

  EXPECT_THAT(times(), ElementsAre(ms(0), ms(10), ms(20)));
  EXPECT_THAT(calls->only({"sink.marker"}), SizeIs(1));
}

TEST_F(BranchTest, LosesNoSampleThatIsOnItsWayWhenTheSourceSaysThatItHasNoMore) {
  build_plain({.samples = 3, .refused_request = 1, .request_refusal = status::kEndOfStream}, {.requests = 2});
  make_ready();

  start();

  EXPECT_THAT(times(), ElementsAre(ms(0), ms(10), ms(20)));
}

TEST_F(BranchTest, DropsASampleThatNobodyAskedFor) {
  build_plain({.samples = 100}, {.pace = seconds(1)});
  make_ready();
  start();

  source->deliver_unasked(0, ms(990));
  executor->run_all();

  EXPECT_THAT(times(), ElementsAre(0));
}

// session R160
TEST_F(BranchTest, DropsASampleFromBeforeTheStart) {
  build_plain({.samples = 100}, {.pace = seconds(1)});
  make_ready();
  run([](Branch& b) { b.expect_start(0, 1); });

  source->deliver_unasked(0, ms(990));
  start();

  EXPECT_THAT(times(), ElementsAre(0));
}

// session R155
TEST_F(BranchTest, PassesATickOnWithoutAnsweringARequest) {
  build({.samples = 100}, {}, {.pace = seconds(1)});
  make_ready();
  start();

  source->tick(0, ms(5));
  executor->advance(seconds(1));

  EXPECT_THAT(calls->only({"sink.tick"}), ElementsAre("sink.tick 5"));
  EXPECT_THAT(times(), SizeIs(2));
}

TEST_F(BranchTest, AnswersNoMarkerOfBeforeTheLastStart) {
  build_plain({.samples = 1}, {.marker = Reply::after(seconds(1))});
  make_ready();
  start();

  seek(0);
  executor->advance(seconds(5));

  EXPECT_THAT(reports->ended, ElementsAre(Reports::Ended{0, 2, ms(10)}));
}

/// A source that has another format says so once, wherever that finds the branch.
class FormatAtASeek : public BranchTest {
 protected:
  void change_format() {
    source->change_format(0, 1);
    executor->run_all();
  }
  /// The place where the sample after the seek comes.
  void expect_in_order(const std::string& format, const std::string& sample) {
    EXPECT_THAT(calls->only({format, sample}), ElementsAre(format, sample));
  }
};

TEST_F(FormatAtASeek, IsHeardThoughNothingFlows) {
  build_plain({.samples = 100}, {.pace = seconds(1000)});
  make_ready();
  start();
  EXPECT_EQ(source->stop(), status::kOk);
  sinks[0]->stream()->request();
  executor->run_all();
  run([](Branch& b) { b.expect_start(ms(500), 2); });
  change_format();

  seek(ms(500));

  expect_in_order("sink.format 1", "sink.sample 500");
}

TEST_F(FormatAtASeek, IsNotLostBehindASampleForWhichTheSinkHasNoRoom) {
  build_plain({.samples = 100}, {.pace = seconds(1000), .full_calls = 1});
  make_ready();
  start();
  change_format();

  seek(ms(500));

  expect_in_order("sink.format 1", "sink.sample 500");
}

TEST_F(FormatAtASeek, IsNotLostInATransformThatHasToBeEmptiedFirst) {
  build({.samples = 100}, {.held = 1}, {.pace = seconds(1000)});
  make_ready();
  start();
  change_format();
  calls->clear();

  seek(ms(500));
  sinks[0]->stream()->request();
  executor->run_all();

  EXPECT_EQ(calls->only({"transform.format", "transform.input"}).at(0), "transform.format 1");
  EXPECT_EQ(times().back(), ms(500));
}

TEST_F(FormatAtASeek, IsNotLostInATeeWhereAnOutputHasNotAskedYet) {
  add_source({.samples = 100});
  Node& tee = branch->add(3, Tee{});
  source_node->connect(0, tee, 0);
  tee.connect(0, add_sink({.pace = seconds(1000)}, "first"), 0);
  tee.connect(1, add_sink({.requests = 0, .pace = seconds(1000)}, "second"), 0);
  make_ready();
  start();
  change_format();

  seek(ms(500));
  sinks[0]->stream()->request();
  sinks[1]->stream()->request();
  executor->run_all();

  expect_in_order("second.format 1", "second.sample 500");
}

TEST_F(FormatAtASeek, IsNotLostBehindTheStopOfThePresentation) {
  add_source({.samples = 100});
  Node& trim = branch->add_trim(9, nullptr);
  source_node->connect(0, trim, 0);
  trim.connect(0, add_sink({.requests = 1}), 0);
  run([](Branch& b) { b.set_media_stop(ms(10)); });
  make_ready();
  start();
  run([&](Branch&) { trim.push_format(FakeFormat::make(1)); });  // of a transform that had it on the way
  run([](Branch& b) { b.set_media_stop(ms(510)); });
  sinks[0]->stream()->request();

  seek(ms(500));

  expect_in_order("sink.format 1", "sink.sample 500");
}

class TeeTest : public BranchTest {
 protected:
  void build_tee(FakeStreamSink::Script first, FakeStreamSink::Script second, std::size_t primary) {
    add_source({.samples = 4});
    Node& tee = branch->add(3, Tee{.primary_output = primary});
    source_node->connect(0, tee, 0);
    tee.connect(0, add_sink(first, "first"), 0);
    tee.connect(1, add_sink(second, "second"), 0);
    make_ready();
  }
};

TEST_F(TeeTest, HandsEverySampleToEveryOutput) {
  build_tee({.requests = 2}, {}, 0);

  start();

  EXPECT_THAT(times(0), SizeIs(4));
  EXPECT_THAT(times(1), SizeIs(4));
  EXPECT_THAT(calls->only({"first.marker", "second.marker"}), SizeIs(2));
}

TEST_F(TeeTest, AsksForNothingBeforeItsPrimaryOutputHasAsked) {
  build_tee({}, {.requests = 0}, 1);

  start();

  EXPECT_EQ(calls->count("source.request"), 0u);
}

TEST_F(TeeTest, LetsAFastOutputWaitForASlowOne) {
  build_tee({}, {.pace = seconds(1)}, 0);

  start();
  EXPECT_THAT(times(0), SizeIs(2));
  EXPECT_THAT(times(1), SizeIs(1));

  executor->advance(seconds(10));
  EXPECT_THAT(times(0), SizeIs(4));
  EXPECT_THAT(times(1), SizeIs(4));
}

TEST_F(TeeTest, GoesOnAfterAnOutputThatDropsWhatWasKeptForItBeforeANewFormat) {
  add_source({.samples = 100, .samples_per_key = 10});
  Node& tee = branch->add(3, Tee{});
  Node& trim = branch->add_trim(9, nullptr);
  source_node->connect(0, tee, 0);
  tee.connect(0, add_sink({.pace = seconds(1)}, "first"), 0);
  tee.connect(1, trim, 0);
  trim.connect(0, add_sink({.requests = 0, .pace = seconds(100)}, "second"), 0);
  make_ready();
  start(ms(47));
  source->change_format(0, 1);
  executor->run_all();

  sinks[1]->stream()->request();
  executor->advance(seconds(5));

  EXPECT_THAT(calls->only({"second.format", "second.sample"}), ElementsAre("second.format 1", "second.sample 40"));
}

}  // namespace
}  // namespace caesura::engine
