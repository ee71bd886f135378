// SPDX-License-Identifier: MIT
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <utility>

#include <gtest/gtest.h>

#include "base/strand.h"

namespace {
std::atomic<std::size_t> allocations = 0;
}

// The array forms call these.
void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace caesura {
namespace {

// Accepts tasks and keeps one: what a strand allocates isn't lost among what its executor does.
class OneTaskExecutor final : public Executor {
 public:
  void post(Task task) override { task_ = std::move(task); }
  void post_after(std::chrono::nanoseconds, Task) override {}
  void run_all() {
    while (task_) Task(std::move(task_))();
  }

 private:
  Task task_;
};

TEST(Strand, KeepsTasksInTheRoomThatEarlierOnesLeft) {
  auto executor = std::make_shared<OneTaskExecutor>();
  auto strand = Strand::create(executor, "test");
  const auto post_and_run = [&] {
    for (int i = 0; i < 100; ++i) strand->post([] {});
    executor->run_all();
  };
  post_and_run();
  post_and_run();

  const auto before = allocations.load();
  post_and_run();

  EXPECT_EQ(allocations.load(), before);
}

}  // namespace
}  // namespace caesura
