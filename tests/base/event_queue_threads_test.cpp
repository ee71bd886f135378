// SPDX-License-Identifier: MIT
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/countdown.h"
#include "base/event_queue.h"
#include "base/strand.h"
#include "base/thread_pool.h"
#include "fake_subscriber.h"

namespace caesura {
namespace {

using Subscriber = FakeSubscriber;

constexpr int kThreads = 3;
constexpr int kEvents = 3000;

// Pushes from several threads, which end with it: event n comes from thread n / kEvents.
template <typename Queue>
class Pushers {
 public:
  explicit Pushers(Queue& queue) {
    for (int thread = 0; thread < kThreads; ++thread) {
      threads_.emplace_back([&queue, thread] {
        for (int i = 0; i < kEvents; ++i) EXPECT_EQ(queue.push(thread * kEvents + i), status::kOk);
      });
    }
  }

 private:
  std::vector<std::jthread> threads_;
};

// Whether all events are there, once, and those of each thread in order.
bool is_complete_and_ordered(const std::vector<int>& events) {
  std::vector<int> next(kThreads);
  for (const int event : events) {
    if (next[static_cast<std::size_t>(event / kEvents)]++ != event % kEvents) return false;
  }
  return next == std::vector<int>(kThreads, kEvents);
}

TEST(EventQueueThreads, LosesNoEventBetweenManyThreadsThatPushAndASubscriber) {
  std::vector<int> seen;
  Countdown all_seen(kThreads * kEvents);
  auto pool = std::make_shared<ThreadPool>(2);
  auto strand = Strand::create(pool, "delivery");
  EventQueue<int, Subscriber>* self = nullptr;
  EventQueue<int, Subscriber> queue([&](const Subscriber& subscriber) {
    strand->post([&, request = subscriber.request] {
      if (!self->still_wanted(request)) return;
      seen.push_back(self->finish(request).value());
      EXPECT_EQ(self->subscribe({.request = request + 1}), status::kOk);
      all_seen.count_down();
    });
  });
  self = &queue;

  EXPECT_EQ(queue.subscribe({}), status::kOk);
  Pushers pushers(queue);
  all_seen.wait();

  EXPECT_TRUE(is_complete_and_ordered(seen));
}

// The sum tells whether each event was taken, and taken once.
constexpr long long kAll = kThreads * kEvents;
constexpr long long kSumOfAll = kAll * (kAll - 1) / 2;

TEST(EventQueueThreads, GivesEachEventToOneOfManyWaitingThreads) {
  EventQueue<int, Subscriber> queue([](const Subscriber&) {});
  std::atomic<long long> sum = 0;
  Countdown all_taken(kAll);
  std::vector<std::jthread> poppers;
  for (int i = 0; i < kThreads; ++i) {
    poppers.emplace_back([&] {
      for (auto event = queue.pop(); event.ok(); event = queue.pop()) {
        sum += event.value();
        all_taken.count_down();
      }
    });
  }

  Pushers pushers(queue);
  all_taken.wait();
  queue.shut_down();
  poppers.clear();

  EXPECT_EQ(sum, kSumOfAll);
}

TEST(EventQueueThreads, SharesItsEventsBetweenASubscriberAndAThreadThatPops) {
  std::atomic<long long> sum = 0;
  Countdown all_taken(kAll);
  auto pool = std::make_shared<ThreadPool>(2);
  auto strand = Strand::create(pool, "delivery");
  EventQueue<int, Subscriber>* self = nullptr;
  EventQueue<int, Subscriber> queue([&](const Subscriber& subscriber) {
    strand->post([&, request = subscriber.request] {
      sum += self->finish(request).value();
      strand->post([&, request] { EXPECT_EQ(self->subscribe({.request = request + 1}), status::kOk); });
      all_taken.count_down();
    });
  });
  self = &queue;
  std::jthread popper([&] {
    for (auto event = queue.pop(); event.status() != status::kShutdown; event = queue.pop()) {
      if (!event.ok()) continue;  // came while a subscription was outstanding
      sum += event.value();
      all_taken.count_down();
    }
  });

  EXPECT_EQ(queue.subscribe({}), status::kOk);
  Pushers pushers(queue);
  all_taken.wait();
  Countdown strand_idle(1);
  strand->post([&] { strand_idle.count_down(); });
  strand_idle.wait();
  queue.shut_down();

  EXPECT_EQ(sum, kSumOfAll);
}

// session R57
TEST(EventQueueThreads, StartsNoDeliveryAfterAShutDownThatMeetsOne) {
  for (int round = 0; round < 200; ++round) {
    EventQueue<int, Subscriber> queue([](const Subscriber&) {});
    EXPECT_EQ(queue.subscribe({.request = round}), status::kOk);
    Countdown start(2);
    std::jthread pusher([&] {
      start.count_down();
      start.wait();
      static_cast<void>(queue.push(1));
    });

    start.count_down();
    start.wait();
    queue.shut_down();

    EXPECT_FALSE(queue.still_wanted(round));
  }
}

}  // namespace
}  // namespace caesura
