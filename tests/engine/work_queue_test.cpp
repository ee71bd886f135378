// SPDX-License-Identifier: MIT
//
// Work queues of the client's: which components are told of them, and when.
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/countdown.h"
#include "session_rig.h"

namespace caesura::engine {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class WorkQueues : public SessionTest {
 protected:
  /// source → transform → sink, with a queue for the branch or none.
  TopologyPtr branch(NodeId id, ForeignPtr named) {
    TopologyDraft draft(id);
    const std::size_t from = draft.source(make_source({.samples = 100}));
    const std::size_t between = draft.transform(make_transform());
    const std::size_t to = draft.output(make_sink({.pace = seconds(1)}));
    draft.queue(from, std::move(named));
    return draft.link(from, between).link(between, to).done();
  }
  void use_queues(bool registered) {
    ASSERT_EQ(session->use_queues(registered, [this](Status status) { answers.push_back(status); }), status::kOk);
    pass(milliseconds(1));
  }
  /// What the components were told.
  std::vector<std::string> told() const {
    std::vector<std::string> found = calls->all();
    std::erase_if(found, [](const std::string& call) { return call.find("_queue") == std::string::npos; });
    return found;
  }

  const ForeignPtr queue = std::make_shared<Foreign>();
  std::vector<Status> answers;
};

// session R189
TEST_F(WorkQueues, ReachEveryComponentOfABranch) {
  set_and_wait(branch(1, queue));
  use_queues(true);

  EXPECT_THAT(told(), UnorderedElementsAre("source.use_queue", "transform.use_queue", "sink.use_queue",
                                           "sink.stream_use_queue"));
  EXPECT_THAT(answers, ElementsAre(status::kOk));
}

TEST_F(WorkQueues, AreTakenBackFromEveryComponent) {
  set_and_wait(branch(1, queue));
  use_queues(true);
  calls->clear();
  use_queues(false);

  EXPECT_THAT(told(), UnorderedElementsAre("source.leave_queue", "transform.leave_queue", "sink.leave_queue",
                                           "sink.stream_leave_queue"));
  EXPECT_THAT(answers, ElementsAre(status::kOk, status::kOk));
}

TEST_F(WorkQueues, AreTakenBackWhenTheTopologyGoes) {
  set_and_wait(branch(1, queue));
  use_queues(true);
  calls->clear();

  ASSERT_EQ(session->clear_current({}), status::kOk);
  pass(milliseconds(1));

  EXPECT_THAT(told(), UnorderedElementsAre("source.leave_queue", "transform.leave_queue", "sink.leave_queue",
                                           "sink.stream_leave_queue"));
}

TEST_F(WorkQueues, ReachANodeThatIsPutInLater) {
  const auto source = make_source({.samples = 100});
  TopologyDraft draft(1);
  const std::size_t from = draft.source(source);
  draft.queue(from, queue).bridge(std::make_shared<FakeBridge>(world, FakeTransform::Script{}));
  use_queues(true);
  play(draft.link(from, draft.output(make_sink({.pace = seconds(1), .takes_formats = false}))).done());

  source->change_format(0, 1);
  pass(seconds(2));

  EXPECT_EQ(calls->count("bridge.use_queue"), 1u);
}

// session R189 R140
TEST_F(WorkQueues, StayWithASinkThatPlaysOn) {
  const auto sink = make_sink();
  const auto with_queue = [&](NodeId id) {
    TopologyDraft draft(id);
    const std::size_t from = draft.source(make_source());
    return draft.queue(from, queue).link(from, draft.output(sink)).done();
  };
  use_queues(true);
  set_and_wait(with_queue(1));
  ASSERT_EQ(set(with_queue(2)), status::kOk);
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_EQ(calls->count("source.leave_queue"), 1u);
  EXPECT_EQ(calls->count("sink.leave_queue"), 0u);
  EXPECT_EQ(calls->count("sink.stream_leave_queue"), 0u);
}

TEST_F(WorkQueues, ConcernOnlyBranchesThatHaveOne) {
  set_and_wait(branch(1, nullptr));
  use_queues(true);

  EXPECT_THAT(told(), IsEmpty());
  EXPECT_THAT(answers, ElementsAre(status::kOk));
}

TEST_F(WorkQueues, ConcernLaterTopologiesToo) {
  use_queues(true);
  EXPECT_THAT(answers, ElementsAre(status::kOk));

  set_and_wait(branch(1, queue));

  EXPECT_THAT(told(), Contains("source.use_queue"));
}

TEST_F(WorkQueues, ConcernNoLaterTopologyOnceTheyAreTakenBack) {
  use_queues(true);
  use_queues(false);
  set_and_wait(branch(1, queue));

  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(WorkQueues, TellASourceThatFeedsTwoBranchesOnce) {
  const auto source = make_source({.streams = 2});
  TopologyDraft draft(1);
  const std::size_t first = draft.source(source, 0), second = draft.source(source, 1);
  draft.queue(first, queue).queue(second, queue);
  draft.link(first, draft.output(make_sink({}, {}, "left"))).link(second, draft.output(make_sink({}, {}, "right")));
  set_and_wait(draft.done());
  use_queues(true);

  EXPECT_EQ(calls->count("source.use_queue"), 1u);
  EXPECT_EQ(calls->count("left.use_queue"), 1u);
  EXPECT_EQ(calls->count("right.use_queue"), 1u);
}

TEST_F(WorkQueues, AreRefusedAfterShutdown) {
  ASSERT_EQ(shut_down(), status::kOk);

  EXPECT_EQ(session->use_queues(true, [this](Status status) { answers.push_back(status); }), status::kShutdown);
  EXPECT_THAT(answers, IsEmpty());
}

class StuckQueues : public testing::Test, public SessionRig {
 protected:
  StuckQueues() : SessionRig({.threads = true}) {}
};

TEST_F(StuckQueues, AreAnsweredByShutdown) {
  const auto gate = std::make_shared<Countdown>(1), answered = std::make_shared<Countdown>(1);
  Status answer;
  TopologyDraft draft(1);
  const std::size_t from = draft.source(make_source());
  const std::size_t between = draft.transform(make_transform({.queue_gate = gate}));
  draft.queue(from, std::make_shared<Foreign>());
  set_and_wait(draft.link(from, between).link(between, draft.output(make_sink())).done());

  ASSERT_EQ(session->use_queues(true,
                                [&answer, answered](Status status) {
                                  answer = status;
                                  answered->count_down();
                                }),
            status::kOk);
  ASSERT_EQ(shut_down(), status::kOk);
  EXPECT_TRUE(answered->wait_for(seconds(5)));
  EXPECT_EQ(answer, status::kShutdown);
  gate->count_down();
}

}  // namespace
}  // namespace caesura::engine
