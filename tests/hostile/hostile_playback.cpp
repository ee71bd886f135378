// SPDX-License-Identifier: MIT
#include "hostile/hostile_playback.h"

#include <utility>

#include "support/com_dll.h"
#include "support/com_wait.h"

namespace caesura::test {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kAnswer{6'000};  // several times HostileClient::kPatience
constexpr milliseconds kEnd{300};       // which need not come

Sabotage with(Sabotage sabotage, std::function<void()> inside) {
  sabotage.inside = std::move(inside);
  return sabotage;
}

/// How long `deed` takes, in ms.
template <typename Deed>
DWORD time_of(Deed deed) {
  const DWORD begun = GetTickCount();
  deed();
  return GetTickCount() - begun;
}

}  // namespace

HostilePlayback::HostilePlayback(Cast cast, Sabotage sabotage, Inside inside)
    : client_(HostileClient::create()),
      saboteur_(std::make_shared<Saboteur>(with(std::move(sabotage), [this, inside] { act(inside); }))) {
  auto made = std::make_shared<Troupe>(cast, saboteur_);
  const std::lock_guard lock(mutex_);
  troupe_ = std::move(made);
}

std::shared_ptr<Troupe> HostilePlayback::troupe() {
  const std::lock_guard lock(mutex_);
  return troupe_;
}

void HostilePlayback::let_troupe_go() {
  std::shared_ptr<Troupe> gone;  // outside the lock
  const std::lock_guard lock(mutex_);
  gone.swap(troupe_);
}

void HostilePlayback::act(Inside inside) {
  const std::shared_ptr<Troupe> troupe = this->troupe();
  if (!troupe) return;  // the curtain is not up yet, or has come down
  switch (inside) {
    case Inside::kCommands:
      return client_->command_everything(troupe->topology());
    case Inside::kClose:
      return static_cast<void>(client_->close());
    case Inside::kShutdown:
      return static_cast<void>(client_->shut_down());
    case Inside::kRelease:
      return client_->release();
    case Inside::kEndSource:
      return troupe->shut_source_down();
    case Inside::kEndSink:
      return troupe->shut_sink_down();
    case Inside::kNothing:
      break;
  }
}

bool HostilePlayback::settle() {
  if (client_->settle(kAnswer)) return true;
  if (!client_->is_gone()) wrong_ += "not answered in time: " + client_->debts();
  return false;
}

void HostilePlayback::play() {
  client_->set_topology(troupe()->topology());
  if (!settle()) return;
  client_->start();
  if (!settle()) return;
  for (int waited = 0; waited < 20 && saboteur_->count("streamsink.ProcessSample") < 2; ++waited) Sleep(1);
  client_->pause();
  client_->start();
  if (!settle()) return;
  client_->start(mf::PropVariant::of_int64(200'000));
  client_->set_rate(2);
  if (!settle()) return;
  client_->stop();
  client_->set_rate(1);
  if (!settle()) return;
  client_->start(mf::PropVariant::of_int64(0));
  if (settle()) static_cast<void>(client_->await("Ended", kEnd));
}

void HostilePlayback::close() {
  client_->close();
  // What the peer does not do in time it may do never: then it is for its process to be ended.
  const bool heard = client_->await("Closed", is_peer_tested() ? std::chrono::hours(1) : kLongest);
  if (client_->is_gone()) return;
  wrong_ += heard ? client_->debts() : "MESessionClosed did not come; ";
}

void HostilePlayback::shut_down() {
  const DWORD took = time_of([&] { client_->shut_down(); });
  if (took > milliseconds(kLongest).count()) wrong_ += "Shutdown took " + std::to_string(took) + " ms; ";
}

std::string HostilePlayback::run() {
  play();
  close();
  shut_down();
  client_->release();
  let_troupe_go();
  if (!becomes_true([&] { return saboteur_.use_count() == 1; }))
    wrong_ += std::to_string(saboteur_.use_count() - 1) + " components are not released; ";
  if (wrong_.empty()) return wrong_;
  std::string events;
  for (const std::string& event : client_->events()) events += event + " ";
  return wrong_ + "events: " + events;
}

}  // namespace caesura::test
