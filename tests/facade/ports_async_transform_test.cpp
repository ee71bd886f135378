// SPDX-License-Identifier: MIT
#include <algorithm>
#include <mutex>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mf/async_transform_port.h"
#include "mf/async_unlock.h"
#include "support/com_media_foundation.h"
#include "support/com_wait.h"
#include "support/fake_async_transform.h"

namespace caesura::test {
namespace {

using mf::AsyncTransformPort;

/// Remembers the rounds in which input was asked for. Thread-safe.
class Rounds final : public engine::TransformListener {
 public:
  void on_input_needed(std::uint64_t round) override {
    const std::lock_guard lock(mutex_);
    rounds_.push_back(round);
  }
  void on_output_ready(std::uint64_t) override {}
  void on_drained(std::uint64_t) override {}
  void on_transform_failed(Status) override {}
  void on_transform_quality(engine::ForeignPtr) override {}
  void on_transform_event(engine::ForeignPtr) override {}

  std::ptrdiff_t of(std::uint64_t round) const {
    const std::lock_guard lock(mutex_);
    return std::count(rounds_.begin(), rounds_.end(), round);
  }
  std::size_t all() const {
    const std::lock_guard lock(mutex_);
    return rounds_.size();
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::uint64_t> rounds_;  // under mutex_
};

class AsyncTransformPorts : public testing::Test {
 protected:
  AsyncTransformPorts() { mf::unlock_asynchronous(transform_.Get()); }

  /// As for another topology with the same transform.
  std::shared_ptr<AsyncTransformPort> make_port() {
    return AsyncTransformPort::create(transform_, {}, hub_, std::make_shared<std::atomic<bool>>(false)).value();
  }
  void listen(AsyncTransformPort& port) { ASSERT_TRUE(port.listen(ears_).ok()); }

  MediaFoundation platform_;
  mf::EventHub hub_;
  const ComPtr<FakeAsyncTransform> transform_ =
      com::make<FakeAsyncTransform>(std::make_shared<CallLog>(), FakeAsyncTransformScript{.room = 2});
  const std::shared_ptr<Rounds> ears_ = std::make_shared<Rounds>();
};

// session R151
TEST_F(AsyncTransformPorts, TakeWhatWasSaidBeforeTheyListenedForVoid) {
  const auto port = make_port();
  transform_->raise(METransformNeedInput);
  transform_->raise(METransformNeedInput);

  listen(*port);
  ASSERT_TRUE(port->start_of_stream().ok());

  EXPECT_TRUE(becomes_true([&] { return ears_->all() == 4; }));
  EXPECT_EQ(ears_->of(port->round()), 2);
}

// session R151
TEST_F(AsyncTransformPorts, TakeNoRoundOfAnotherPortForOneOfTheirOwn) {
  const auto before = make_port();
  listen(*before);
  ASSERT_TRUE(before->flush().ok());
  before->disconnect();
  ASSERT_TRUE(before->flush().ok());
  ASSERT_TRUE(before->flush().ok());
  const auto port = make_port();

  listen(*port);
  ASSERT_TRUE(port->start_of_stream().ok());

  EXPECT_TRUE(becomes_true([&] { return ears_->of(port->round()) == 2; }));
}

// session O25
TEST_F(AsyncTransformPorts, TellWhatWasSaidBeforeAFlushFromWhatIsSaidAfterIt) {
  const auto port = make_port();
  listen(*port);
  ASSERT_TRUE(port->start_of_stream().ok());
  ASSERT_TRUE(port->flush().ok());
  ASSERT_TRUE(port->start_of_stream().ok());

  EXPECT_TRUE(becomes_true([&] { return ears_->all() == 4; }));
  EXPECT_EQ(ears_->of(port->round()), 2);
}

}  // namespace
}  // namespace caesura::test
