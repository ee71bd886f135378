// SPDX-License-Identifier: MIT
#include "base/event_queue.h"

#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/countdown.h"
#include "fake_subscriber.h"

namespace caesura {
namespace {

using Subscriber = FakeSubscriber;
using testing::ElementsAre;
using testing::IsEmpty;

class EventQueueTest : public testing::Test {
 protected:
  void push(int first, int last) {
    for (int event = first; event <= last; ++event) EXPECT_EQ(queue.push(event), status::kOk);
  }
  void expect_pop(int event) {
    auto popped = queue.try_pop();
    ASSERT_TRUE(popped.ok());
    EXPECT_EQ(popped.value(), event);
  }

  std::vector<int> delivered;  // requests
  EventQueue<int, Subscriber> queue{[this](const Subscriber& s) { delivered.push_back(s.request); }};
};

// session R95
TEST_F(EventQueueTest, SaysAtOnceThatThereIsNoEvent) {
  EXPECT_EQ(queue.try_pop().status(), status::kNoEventsAvailable);
}

TEST_F(EventQueueTest, KeepsEventsThatNobodyAskedForYetInTheirOrder) {
  push(1, 3);

  expect_pop(1);
  expect_pop(2);
  expect_pop(3);
  EXPECT_EQ(queue.try_pop().status(), status::kNoEventsAvailable);
}

TEST_F(EventQueueTest, GivesAWaitingEventAtOnce) {
  push(1, 1);

  EXPECT_EQ(queue.pop().value(), 1);
}

// session R96
TEST_F(EventQueueTest, LetsAPopWaitUntilAnEventIsPushed) {
  std::jthread pusher([this] { push(7, 7); });

  const auto event = queue.pop();

  ASSERT_TRUE(event.ok());
  EXPECT_EQ(event.value(), 7);
}

// session R97
TEST_F(EventQueueTest, ReleasesWaitingPopsWhenItIsShutDown) {
  std::vector<Status> released(3);
  Countdown about_to_wait(3);
  std::vector<std::jthread> waiting;
  for (auto& status : released) {
    waiting.emplace_back([this, &status, &about_to_wait] {
      about_to_wait.count_down();
      status = queue.pop().status();
    });
  }

  about_to_wait.wait();
  queue.shut_down();
  waiting.clear();

  EXPECT_THAT(released, testing::Each(status::kShutdown));
}

TEST_F(EventQueueTest, TellsASubscriberOfAnEventThatIsThere) {
  push(1, 1);

  EXPECT_EQ(queue.subscribe({.request = 5}), status::kOk);

  EXPECT_THAT(delivered, ElementsAre(5));
  EXPECT_EQ(queue.finish(5).value(), 1);
}

TEST_F(EventQueueTest, TellsASubscriberOnceOfTheEventThatComesNext) {
  EXPECT_EQ(queue.subscribe({.request = 5}), status::kOk);
  EXPECT_THAT(delivered, IsEmpty());

  push(1, 2);

  EXPECT_THAT(delivered, ElementsAre(5));
  EXPECT_EQ(queue.finish(5).value(), 1);
  expect_pop(2);
}

// session R99
TEST_F(EventQueueTest, RefusesToPopFromTheSubscriptionUntilItIsFinished) {
  EXPECT_EQ(queue.subscribe({.request = 5}), status::kOk);
  EXPECT_EQ(queue.try_pop().status(), status::kMultipleSubscribers);
  EXPECT_EQ(queue.pop().status(), status::kMultipleSubscribers);

  push(1, 2);
  EXPECT_EQ(queue.try_pop().status(), status::kMultipleSubscribers);

  EXPECT_EQ(queue.finish(5).value(), 1);
  expect_pop(2);
}

// session R100
TEST_F(EventQueueTest, AcceptsTheSameSubscriptionAgainAndDeliversOnce) {
  EXPECT_EQ(queue.subscribe({.callback = 1, .state = 1, .request = 5}), status::kOk);

  EXPECT_EQ(queue.subscribe({.callback = 1, .state = 1, .request = 6}), status::kMultipleBeginSame);
  push(1, 2);

  EXPECT_THAT(delivered, ElementsAre(5));
}

// session R101
TEST_F(EventQueueTest, RefusesTheSameCallbackWithAnotherState) {
  EXPECT_EQ(queue.subscribe({.callback = 1, .state = 1}), status::kOk);

  EXPECT_EQ(queue.subscribe({.callback = 1, .state = 2}), status::kMultipleBegin);
}

// session R102
TEST_F(EventQueueTest, RefusesAnotherCallback) {
  EXPECT_EQ(queue.subscribe({.callback = 1, .state = 1}), status::kOk);

  EXPECT_EQ(queue.subscribe({.callback = 2, .state = 1}), status::kMultipleSubscribers);
}

TEST_F(EventQueueTest, HoldsASubscriptionForOutstandingUntilItIsFinished) {
  EXPECT_EQ(queue.subscribe({.callback = 1, .request = 5}), status::kOk);
  push(1, 1);
  EXPECT_EQ(queue.subscribe({.callback = 2, .request = 6}), status::kMultipleSubscribers);

  EXPECT_EQ(queue.finish(5).value(), 1);

  EXPECT_EQ(queue.subscribe({.callback = 2, .request = 6}), status::kOk);
}

TEST_F(EventQueueTest, FinishesOnlyTheOutstandingSubscriptionAndThatOnce) {
  push(1, 2);
  EXPECT_EQ(queue.finish(5).status(), status::kInvalidArgument);
  EXPECT_EQ(queue.subscribe({.request = 5}), status::kOk);
  EXPECT_EQ(queue.finish(6).status(), status::kInvalidArgument);

  EXPECT_EQ(queue.finish(5).value(), 1);
  EXPECT_EQ(queue.finish(5).status(), status::kInvalidArgument);
}

TEST_F(EventQueueTest, DoesNotFinishASubscriptionBeforeItsDelivery) {
  EXPECT_EQ(queue.subscribe({.request = 5}), status::kOk);
  EXPECT_EQ(queue.finish(5).status(), status::kNoEventsAvailable);

  push(1, 1);

  EXPECT_EQ(queue.finish(5).value(), 1);
}

TEST_F(EventQueueTest, ReleasesTheSubscriberWhenItIsFinished) {
  auto held = std::make_shared<int>();
  EXPECT_EQ(queue.subscribe({.request = 5, .held = held}), status::kOk);
  push(1, 1);

  EXPECT_EQ(queue.finish(5).value(), 1);

  EXPECT_EQ(held.use_count(), 1);
}

// session R107
TEST_F(EventQueueTest, RefusesEverythingAfterItIsShutDown) {
  EXPECT_EQ(queue.subscribe({.request = 5}), status::kOk);
  push(1, 1);

  queue.shut_down();

  EXPECT_EQ(queue.push(1), status::kShutdown);
  EXPECT_EQ(queue.try_pop().status(), status::kShutdown);
  EXPECT_EQ(queue.pop().status(), status::kShutdown);
  EXPECT_EQ(queue.subscribe({.request = 6}), status::kShutdown);
  EXPECT_EQ(queue.finish(5).status(), status::kShutdown);
}

// session O6
TEST_F(EventQueueTest, DropsTheWaitingSubscriberWhenItIsShutDown) {
  auto held = std::make_shared<int>();
  EXPECT_EQ(queue.subscribe({.request = 5, .held = held}), status::kOk);

  queue.shut_down();

  EXPECT_THAT(delivered, IsEmpty());
  EXPECT_EQ(held.use_count(), 1);
}

TEST_F(EventQueueTest, WantsADeliveryFromItsEventUntilItIsFinished) {
  EXPECT_EQ(queue.subscribe({.request = 5}), status::kOk);
  EXPECT_FALSE(queue.still_wanted(5));

  push(1, 1);
  EXPECT_TRUE(queue.still_wanted(5));

  EXPECT_EQ(queue.finish(5).value(), 1);
  EXPECT_FALSE(queue.still_wanted(5));
}

// session R57
TEST_F(EventQueueTest, WantsNoDeliveryAfterItIsShutDown) {
  EXPECT_EQ(queue.subscribe({.request = 5}), status::kOk);
  push(1, 1);

  queue.shut_down();

  EXPECT_FALSE(queue.still_wanted(5));
}

TEST(EventQueue, DestroysWhatItDropsWithoutHoldingItsLock) {
  using Queue = EventQueue<std::shared_ptr<void>, Subscriber>;
  Status pushed_back;
  Queue queue([](const Subscriber&) {});
  std::shared_ptr<void> pushes_as_it_goes(nullptr, [&](void*) { pushed_back = queue.push(nullptr); });
  EXPECT_EQ(queue.push(std::move(pushes_as_it_goes)), status::kOk);

  queue.shut_down();

  EXPECT_EQ(pushed_back, status::kShutdown);
}

TEST(EventQueue, LetsTheHookFinishAndSubscribeAgain) {
  std::vector<int> seen;
  EventQueue<int, Subscriber>* self = nullptr;
  EventQueue<int, Subscriber> queue([&](const Subscriber& subscriber) {
    seen.push_back(self->finish(subscriber.request).value());
    EXPECT_EQ(self->subscribe({.request = subscriber.request + 1}), status::kOk);
  });
  self = &queue;

  EXPECT_EQ(queue.subscribe({}), status::kOk);
  for (int event = 1; event <= 3; ++event) EXPECT_EQ(queue.push(event), status::kOk);

  EXPECT_THAT(seen, ElementsAre(1, 2, 3));
}

}  // namespace
}  // namespace caesura
