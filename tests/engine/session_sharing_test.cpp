// SPDX-License-Identifier: MIT
//
// Components that one topology after the other uses.
#include <atomic>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "session_rig.h"

namespace caesura::engine {
namespace {

using testing::ElementsAre;

class Sharing : public SessionStory {
 protected:
  std::shared_ptr<FakeSource> endless() { return make_source({.samples = 100'000}); }
  std::shared_ptr<FakeSink> slow() { return make_sink({.pace = milliseconds(5)}); }
  void replace(const TopologyPtr& topology) {
    ASSERT_EQ(set(topology, true), status::kOk);
    ASSERT_TRUE(wait_for(EventKind::kTopologySet, 2));
  }
};

// session R138
TEST_P(Sharing, ATransformIsLetGoOfBeforeTheNextTopologyGetsIt) {
  const auto transform = make_transform();
  play(line(1, endless(), transform, slow()));
  calls->clear();

  replace(line(2, endless(), transform, slow()));

  const std::vector<std::string> found = calls->only({"transform.flush", "transform.let_go", "transform.begin"});
  ASSERT_GE(found.size(), 2u);
  EXPECT_EQ(found.back(), "transform.begin_streaming");
  EXPECT_EQ(found[found.size() - 2], "transform.let_go");
}

// session R138
TEST_P(Sharing, ASourceLeavesTheQueueOfItsOldBranchBeforeItGetsANewOne) {
  const auto source = endless();
  const auto with_queue = [&](NodeId id) {
    TopologyDraft draft(id);
    const std::size_t from = draft.source(source);
    draft.queue(from, std::make_shared<Foreign>());
    return draft.link(from, draft.output(slow())).done();
  };
  std::atomic<bool> registered{false};
  ASSERT_EQ(session->use_queues(true, [&](Status) { registered = true; }), status::kOk);
  ASSERT_TRUE(wait_until([&] { return registered.load(); }));
  play(with_queue(1));

  replace(with_queue(2));

  ASSERT_TRUE(wait_until([&] { return calls->count("source.use_queue") == 2; }));
  EXPECT_THAT(calls->only({"source.use_queue", "source.leave_queue"}),
              ElementsAre("source.use_queue", "source.leave_queue", "source.use_queue"));
}

// session R151
TEST_P(Sharing, AnAsynchronousTransformThatTheNextTopologyHasIsNotShutDown) {
  const auto transform = make_async_transform();
  const auto with_it = [&](NodeId id) {
    TopologyDraft draft(id);
    const std::size_t from = draft.source(endless());
    const std::size_t between = draft.transform(transform, true);
    return draft.link(from, between).link(between, draft.output(slow())).done();
  };
  play(with_it(1));

  replace(with_it(2));
  pass(milliseconds(20));

  EXPECT_EQ(calls->count("transform.shut_down"), 0u);
}

// session R141
TEST_P(Sharing, ATransformIsLetGoOfByATopologyThatNeverPlays) {
  set_and_wait(line(1, endless(), slow()));
  ASSERT_EQ(set(line(2, endless(), make_transform(), slow())), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kTopologySet, 2));

  ASSERT_EQ(session->clear_topologies(), status::kOk);

  EXPECT_TRUE(wait_until([&] { return calls->count("transform.let_go") == 1; }));
}

TEST_P(Sharing, ATransformOfAQueuedTopologyIsLetGoOfByShutdown) {
  set_and_wait(line(1, endless(), slow()));
  ASSERT_EQ(set(line(2, endless(), make_transform(), slow())), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kTopologySet, 2));

  ASSERT_EQ(shut_down(), status::kOk);

  EXPECT_EQ(calls->count("transform.let_go"), 1u);
}

TEST_P(Sharing, ATransformOfATopologyThatWaitsForItsPlaceIsLetGoOfByShutdown) {
  play(line(1, endless(), make_sink({.pace = milliseconds(10), .stop = Reply::never()})));
  ASSERT_EQ(set(line(2, endless(), make_transform(), slow()), true), status::kOk);
  pass(milliseconds(50));

  ASSERT_EQ(shut_down(), status::kOk);

  EXPECT_EQ(calls->count("transform.let_go"), 1u);
}

INSTANTIATE_TEST_SUITE_P(HowTasksRun, Sharing, testing::ValuesIn(all_ways_of_running()), name_of);

}  // namespace
}  // namespace caesura::engine
