// SPDX-License-Identifier: MIT
#include "base/thread_pool.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <utility>

#include "base/mutex.h"

namespace caesura {

using Clock = std::chrono::steady_clock;

// What the threads work on. A worker that destroys the pool from within a task outlives it, and so must this.
struct ThreadPool::Shared {
  Mutex mutex;
  std::condition_variable task_posted;
  std::condition_variable delay_changed;
  std::deque<Task> tasks;                          // under mutex
  std::multimap<Clock::time_point, Task> delayed;  // under mutex; by the time they are due
  bool keeps_time = true;                          // under mutex: takes delayed tasks
  bool closing = false;                            // under mutex: the workers end when no task is left

  void post(Task task) {
    {
      std::lock_guard lock(mutex);
      tasks.push_back(std::move(task));
    }
    task_posted.notify_one();
  }

  // Runs tasks until the pool closes and none is left.
  void work() {
    std::unique_lock<std::mutex> lock(mutex);
    while (true) {
      task_posted.wait(lock, [this] { return closing || !tasks.empty(); });
      if (tasks.empty()) return;
      Task task = std::move(tasks.front());
      tasks.pop_front();
      lock.unlock();
      task();
      task = Task();
      lock.lock();
    }
  }

  // Posts delayed tasks as they fall due, as long as the pool keeps time.
  void keep_time() {
    std::unique_lock<std::mutex> lock(mutex);
    while (keeps_time) {
      if (delayed.empty()) {
        delay_changed.wait(lock);
      } else if (const auto due = delayed.begin()->first; Clock::now() < due) {
        delay_changed.wait_until(lock, due);
      } else {
        tasks.push_back(std::move(delayed.extract(delayed.begin()).mapped()));
        task_posted.notify_one();
      }
    }
  }
};

ThreadPool::ThreadPool(int threads) : shared_(std::make_shared<Shared>()) {
  timer_ = std::thread([shared = shared_] { shared->keep_time(); });
  for (int i = 0; i < threads; ++i) workers_.emplace_back([shared = shared_] { shared->work(); });
}

ThreadPool::~ThreadPool() {
  {
    // Destroyed outside the lock and before the workers end, since what goes with them may post.
    std::multimap<Clock::time_point, Task> dropped;
    std::lock_guard lock(shared_->mutex);
    shared_->keeps_time = false;
    dropped.swap(shared_->delayed);
  }
  shared_->delay_changed.notify_one();
  timer_.join();
  {
    std::lock_guard lock(shared_->mutex);
    shared_->closing = true;
  }
  shared_->task_posted.notify_all();
  for (auto& worker : workers_) {
    if (worker.get_id() == std::this_thread::get_id()) {
      worker.detach();
    } else {
      worker.join();
    }
  }
}

void ThreadPool::post(Task task) { shared_->post(std::move(task)); }

void ThreadPool::post_after(std::chrono::nanoseconds delay, Task task) {
  {
    std::lock_guard lock(shared_->mutex);
    if (!shared_->keeps_time) return;
    shared_->delayed.emplace(Clock::now() + std::chrono::duration_cast<Clock::duration>(delay), std::move(task));
  }
  shared_->delay_changed.notify_one();
}

}  // namespace caesura
