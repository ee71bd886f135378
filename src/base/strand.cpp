// SPDX-License-Identifier: MIT
#include "base/strand.h"

#include <exception>
#include <utility>

#include "base/log.h"

namespace caesura {
namespace {

// The strand whose task this thread runs. Trivially destructible: a thread_local with a destructor would keep the DLL
// mapped after its last release.
thread_local const Strand* current_strand = nullptr;

class CurrentStrand {
 public:
  explicit CurrentStrand(const Strand* strand) : outer_(std::exchange(current_strand, strand)) {}
  ~CurrentStrand() { current_strand = outer_; }
  CurrentStrand(const CurrentStrand&) = delete;
  CurrentStrand& operator=(const CurrentStrand&) = delete;

 private:
  const Strand* const outer_;
};

// Takes the task by value, so that what it holds is gone before the next one starts.
void run(Task task, const std::string& strand) {
  try {
    task();
  } catch (const std::exception& error) {
    LOG_ERROR(strand, "{}: a task threw: {}", strand, error.what());
  } catch (...) {
    LOG_ERROR(strand, "{}: a task threw something that is no std::exception", strand);
  }
}

}  // namespace

std::shared_ptr<Strand> Strand::create(std::shared_ptr<Executor> executor, std::string name) {
  return std::shared_ptr<Strand>(new Strand(std::move(executor), std::move(name)));
}

Strand::Strand(std::shared_ptr<Executor> executor, std::string name)
    : executor_(std::move(executor)), name_(std::move(name)) {}

void Strand::post(Task task) {
  {
    std::lock_guard lock(mutex_);
    inbox_.push_back(std::move(task));
    if (std::exchange(scheduled_, true)) return;
  }
  try {
    executor_->post([self = shared_from_this()] { self->drain(); });
  } catch (...) {
    std::lock_guard lock(mutex_);
    scheduled_ = false;  // a later post asks again
    throw;
  }
}

void Strand::post_after(std::chrono::nanoseconds delay, Task task) {
  executor_->post_after(delay,
                        [self = shared_from_this(), task = std::move(task)]() mutable { self->post(std::move(task)); });
}

bool Strand::runs_here() const { return current_strand == this; }

// Two buffers change places: the inbox that posters fill, and the one that the draining thread empties. Both keep
// their capacity, so a strand that is used steadily allocates nothing.
void Strand::drain() {
  CurrentStrand current(this);
  for (int turn = 0; turn < kTurn; ++turn) {
    if (next_ == running_.size()) {
      running_.clear();
      next_ = 0;
      std::lock_guard lock(mutex_);
      if (inbox_.empty()) {
        scheduled_ = false;  // From here on another thread may drain: touch nothing.
        return;
      }
      running_.swap(inbox_);
    }
    run(std::move(running_[next_++]), name_);
  }
  executor_->post([self = shared_from_this()] { self->drain(); });
}

}  // namespace caesura
