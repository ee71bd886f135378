// SPDX-License-Identifier: MIT
//
// Which topologies can be run, and what a phase of a pipeline is.
#include "engine/pipeline.h"

#include <memory>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/engine_fakes.h"
#include "support/engine_topologies.h"
#include "support/manual_executor.h"

namespace caesura::engine {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Status kBroken{0x80070005};

class Owner final : public PipelineOwner {
 public:
  void pipeline_failed(Fault, Status) override {}
  void pipeline_silent(Fault) override {}
  void pipeline_fed(const Pipeline&) override {}
  void pipeline_over(const Pipeline&) override { ++over; }
  void pipeline_scrubbed() override {}
  void pipeline_event(ForeignPtr) override {}
  void pipeline_changed(Insertion) override {}
  void pipeline_buffers(const Pipeline&) override {}
  void pipeline_traits_changed() override {}
  int over = 0;
};

class PipelineTest : public testing::Test {
 protected:
  ~PipelineTest() override {
    executor->run_all();  // a task left on its strand would hold what holds the strand
    executor->discard();
  }

  std::shared_ptr<FakeSource> make_source(FakeSource::Script script = {}) {
    return std::make_shared<FakeSource>(world, "source", script);
  }
  std::shared_ptr<FakeTransform> make_transform() {
    return std::make_shared<FakeTransform>(world, "transform", FakeTransform::Script{});
  }
  std::shared_ptr<FakeSink> make_sink(FakeStreamSink::Script stream = {}, FakeSink::Script script = {}) {
    return std::make_shared<FakeSink>(world, "sink", script, std::vector{stream});
  }
  Result<std::shared_ptr<Pipeline>> build(TopologyPtr topology) {
    return Pipeline::build(std::move(topology),
                           {
                               executor, Strand::create(executor, "session"),
                               Unit<ClockPort>{clock, Strand::create(executor, "clock")},
                               &sources, &sinks
    },
                           owner);
  }
  Status build_status(TopologyPtr topology) { return build(std::move(topology)).status(); }
  Pipeline::Done note() {
    return [this](Status status) { done.push_back(status); };
  }

  const std::shared_ptr<ManualExecutor> executor = std::make_shared<ManualExecutor>();
  const FakeWorld world{executor, std::make_shared<CallLog>()};
  const std::shared_ptr<FakeClock> clock = std::make_shared<FakeClock>(
      world, [this] { return executor->now().count() / 100; }, FakeClock::Script{});
  const std::shared_ptr<Owner> owner = std::make_shared<Owner>();
  Roster<SourcePort> sources{executor, "source"};
  Roster<SinkPort> sinks{executor, "sink"};
  std::vector<Status> done;
};

TEST_F(PipelineTest, RunsALine) { EXPECT_EQ(build_status(line(1, make_source(), make_sink())), status::kOk); }

// They may work for another topology that is about to let go of them.
TEST_F(PipelineTest, TouchesNoTransformOfATopologyThatNeverCameToItsTurn) {
  TopologyDraft draft(1);
  const std::size_t from = draft.source(make_source());
  const std::size_t between = draft.transform(make_transform());
  draft.link(from, between).link(between, draft.output(make_sink()));
  const auto pipeline = build(draft.done());
  ASSERT_TRUE(pipeline.ok());

  pipeline.value()->release(nullptr, note());
  executor->run_all();

  EXPECT_THAT(done, ElementsAre(status::kOk));
  EXPECT_THAT(world.calls->only({"transform"}), ElementsAre("transform.let_go"));
}

// The next one plays through it already.
TEST_F(PipelineTest, LeavesATransformToTheNextTopologyThatUsesIt) {
  const auto transform = make_transform();
  const auto shared = [&](NodeId id) {
    TopologyDraft draft(id);
    const std::size_t from = draft.source(make_source());
    const std::size_t between = draft.transform(transform);
    return draft.link(from, between).link(between, draft.output(make_sink())).done();
  };
  const auto pipeline = build(shared(1));
  ASSERT_TRUE(pipeline.ok());
  pipeline.value()->make_ready(note());
  executor->run_all();
  world.calls->clear();

  pipeline.value()->release(shared(2), note());
  executor->run_all();

  EXPECT_THAT(done, ElementsAre(status::kOk, status::kOk));
  EXPECT_THAT(world.calls->only({"transform.flush", "transform.drain"}), ElementsAre());
}

TEST_F(PipelineTest, RefusesATopologyWithoutNodes) {
  EXPECT_EQ(build_status(TopologyDraft(1).done()), status::kTopologyUnsupported);
}

TEST_F(PipelineTest, RefusesASourceThatLeadsNowhere) {
  TopologyDraft draft(1);
  draft.source(make_source());
  draft.link(draft.source(make_source()), draft.output(make_sink()));

  EXPECT_EQ(build_status(draft.done()), status::kTopologyUnsupported);
}

TEST_F(PipelineTest, RefusesAnOutputThatNothingLeadsTo) {
  TopologyDraft draft(1);
  draft.output(make_sink());
  draft.link(draft.source(make_source()), draft.output(make_sink()));

  EXPECT_EQ(build_status(draft.done()), status::kTopologyUnsupported);
}

TEST_F(PipelineTest, RefusesASourceBehindASource) {
  TopologyDraft draft(1);
  const auto first = draft.source(make_source()), second = draft.source(make_source());
  draft.link(first, second).link(second, draft.output(make_sink()));

  EXPECT_EQ(build_status(draft.done()), status::kTopologyUnsupported);
}

TEST_F(PipelineTest, RefusesALinkToANodeThatIsNotThere) {
  TopologyDraft draft(1);
  draft.link(draft.source(make_source()), 7);

  EXPECT_EQ(build_status(draft.done()), status::kTopologyUnsupported);
}

TEST_F(PipelineTest, RefusesATeeWhosePrimaryOutputIsMissing) {
  TopologyDraft draft(1);
  const auto source = draft.source(make_source()), tee = draft.tee(1);
  draft.link(source, tee).link(tee, draft.output(make_sink()));

  EXPECT_EQ(build_status(draft.done()), status::kTopologyUnsupported);
}

TEST_F(PipelineTest, RefusesACycle) {
  TopologyDraft draft(1);
  const auto first = draft.transform(make_transform()), second = draft.transform(make_transform());
  draft.link(first, second).link(second, first);
  draft.link(draft.source(make_source()), draft.output(make_sink()));

  EXPECT_EQ(build_status(draft.done()), status::kTopologyLoops);
}

TEST_F(PipelineTest, GivesBranchesThatShareNothingStrandsOfTheirOwn) {
  TopologyDraft draft(1);
  const auto source = make_source({.streams = 2});
  draft.link(draft.source(source, 0), draft.output(make_sink()));
  draft.link(draft.source(source, 1), draft.output(make_sink()));

  const auto pipeline = build(draft.done());

  ASSERT_TRUE(pipeline.ok());
  EXPECT_EQ(pipeline.value()->strands().size(), 1u + 2u + 2u);  // a source, two sinks, two branches
}

TEST_F(PipelineTest, EndsAPhaseOnceAndAfterEverybodyHasAnswered) {
  const auto pipeline = build(line(1, make_source({.start = Reply::after(milliseconds(50))}), make_sink())).value();

  pipeline->start_sources({}, note());
  executor->advance(milliseconds(49));
  EXPECT_THAT(done, IsEmpty());
  executor->advance(milliseconds(500));

  EXPECT_THAT(done, ElementsAre(status::kOk));
}

TEST_F(PipelineTest, EndsAPhaseWithTheFirstFailure) {
  TopologyDraft draft(1);
  const auto good = make_source(), bad = make_source({.start = Reply::refuses(kBroken)});
  draft.link(draft.source(good), draft.output(make_sink())).link(draft.source(bad), draft.output(make_sink()));
  const auto pipeline = build(draft.done()).value();

  pipeline->start_sources({}, note());
  executor->run_all();

  EXPECT_THAT(done, ElementsAre(kBroken));
}

TEST_F(PipelineTest, EndsAPhaseThatConcernsNobodyAtOnce) {
  const auto pipeline = build(line(1, make_source(), make_sink())).value();

  pipeline->stop_sources(note());

  EXPECT_THAT(done, ElementsAre(status::kOk));
}

TEST_F(PipelineTest, ForgetsAPhaseWhenANewOneBegins) {
  const auto pipeline = build(line(1, make_source({.start = Reply::after(milliseconds(50))}), make_sink())).value();
  bool first_done = false;

  pipeline->start_sources({}, [&](Status) { first_done = true; });
  pipeline->stop_sources(note());
  executor->advance(milliseconds(100));

  EXPECT_FALSE(first_done);
  EXPECT_THAT(done, ElementsAre(status::kOk));
}

TEST_F(PipelineTest, CallsNoComponentItself) {
  const auto pipeline = build(line(1, make_source(), make_sink())).value();

  pipeline->make_ready(note());
  pipeline->start_sources({}, note());

  EXPECT_THAT(world.calls->all(), IsEmpty());
}

// session R166
TEST_F(PipelineTest, PrefersTheTimeOfASinkThatCanFollowNoOther) {
  TopologyDraft draft(1);
  const auto audio = make_sink(
      {
  },
      {.traits = {.has_time_source = true, .is_audio = true}});
  const auto rigid = std::make_shared<FakeSink>(world, "rigid",
                                                FakeSink::Script{
                                                    .traits = {.has_time_source = true, .cannot_match_clock = true}
  },
                                                std::vector{FakeStreamSink::Script{}});
  draft.link(draft.source(make_source()), draft.output(audio)).link(draft.source(make_source()), draft.output(rigid));
  const auto pipeline = build(draft.done()).value();

  pipeline->make_ready(note());
  executor->run_all();

  EXPECT_THAT(world.calls->only({"clock."}), ElementsAre("clock.use_time_source rigid"));
}

TEST_F(PipelineTest, HearsNothingOnceReleased) {
  const auto source = make_source({.samples = 1});
  const auto pipeline = build(line(1, source, make_sink())).value();
  pipeline->start_sources({}, note());
  executor->run_all();
  pipeline->release(nullptr, note());
  executor->run_all();

  source->fail(kBroken);
  executor->run_all();

  EXPECT_THAT(done, ElementsAre(status::kOk, status::kOk));
  EXPECT_EQ(owner->over, 0);
}

}  // namespace
}  // namespace caesura::engine
