// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "hostile/hostile_client.h"
#include "hostile/troupe.h"

namespace caesura::test {

/// What sabotage from inside a call does.
enum class Inside { kNothing, kCommands, kClose, kShutdown, kRelease, kEndSource, kEndSink };

/// One playback by components one of which misbehaves once: a topology, start, pause, a seek, a rate, stop, start and
/// play to the end, close, shutdown. Thread-bound; many may run at a time.
class HostilePlayback {
 public:
  /// The longest that Close and Shutdown may take each, whatever happens.
  static constexpr std::chrono::seconds kLongest{12};

  /// `sabotage.inside` is set from `inside`.
  HostilePlayback(Cast cast, Sabotage sabotage, Inside inside = Inside::kNothing);

  /// What was wrong with the session; empty where nothing was.
  std::string run();
  const Saboteur& saboteur() const { return *saboteur_; }

 private:
  void act(Inside inside);
  std::shared_ptr<Troupe> troupe();
  void let_troupe_go();
  void play();
  /// Waits for the answers to what was asked last. False where some are missing, or the session has gone.
  bool settle();
  void close();
  void shut_down();

  const std::shared_ptr<HostileClient> client_;
  const std::shared_ptr<Saboteur> saboteur_;
  Mutex mutex_;
  std::shared_ptr<Troupe> troupe_;  // under mutex_; null where it is not there yet or no more
  std::string wrong_;
};

}  // namespace caesura::test
