// SPDX-License-Identifier: MIT
//
// Work queues of the client's: a standing wish, apart from what plays, so it is no command and has no state.
#include <utility>

#include "engine/session.h"

namespace caesura::engine {

Status Session::use_queues(bool registered, QueuesDone done) {
  if (shut_down_) return status::kShutdown;
  strand_->post([self = shared_from_this(), registered, done = std::move(done)]() mutable {
    self->change_queues(registered, std::move(done));
  });
  return status::kOk;
}

void Session::change_queues(bool registered, QueuesDone done) {
  if (shut_down_) return done(status::kShutdown);
  queues_registered_ = registered;
  if (!current_) return done(status::kOk);
  const std::uint64_t number = ++last_queue_wish_;
  queue_wishes_.emplace(number, std::move(done));
  current_->use_queues(registered, [strand = strand_, weak = weak_from_this(), number] {
    strand->post([weak, number] {
      if (const auto self = weak.lock()) self->queues_changed(number);
    });
  });
}

void Session::queues_changed(std::uint64_t number) {
  auto wish = queue_wishes_.extract(number);
  if (wish) wish.mapped()(status::kOk);  // or else Shutdown has answered it
}

void Session::forget_queues() {
  for (auto& [number, done] : std::exchange(queue_wishes_, {})) done(status::kShutdown);
}

}  // namespace caesura::engine
