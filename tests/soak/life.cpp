// SPDX-License-Identifier: MIT
#include "soak/life.h"

#include <cstdio>

#include <gmock/gmock.h>

namespace caesura::test {
namespace {

constexpr LONGLONG kSample = 10'000;  // 1 ms
constexpr int kSteps = 13;

}  // namespace

Lives::Lives(unsigned seed) : choose_(seed) {
  source_script_.streams[0].samples = 8;
  source_script_.streams[0].sample_duration = kSample;
  source_script_.rates = FakeRateScript{};
  sink_script_.rates = FakeRateScript{};
  transform_script_.rates = FakeRateScript{};
}

bool Lives::live() {
  log_ = std::make_shared<CallLog>();
  first_ = std::make_unique<Presentation>(make_presentation(choose_() % 2 == 0));
  second_ = std::make_unique<Presentation>(make_presentation());
  const int last = static_cast<int>(choose_() % (2 * kSteps));  // half of the lives go through all steps
  const bool closes = choose_() % 2 == 0;
  SessionClient session;
  Hr hr = S_OK;
  int step = 0;
  for (; step < kSteps && step <= last && hr == S_OK; ++step) hr = carry_out(session, step);
  if (hr == S_OK && closes) {
    session.close();
    hr = session.status_of("Closed");
  }
  const Hr shut = session.shut_down();
  if (hr == S_OK && shut == S_OK) return true;
  std::fprintf(stderr, "behind step %d: 0x%08lx, shutdown 0x%08lx, after %s\n", step - 1,
               static_cast<unsigned long>(hr.value), static_cast<unsigned long>(shut.value),
               testing::PrintToString(session.events()).c_str());
  return false;
}

Hr Lives::carry_out(SessionClient& session, int step) {
  const auto answer = [&](const char* event, std::size_t nth, Hr called) {
    return called == S_OK ? session.status_of(event, nth) : called;
  };
  switch (step) {
    case 0:
      return answer("TopologySet", 1, session.set_topology(first_->topology.Get()));
    case 1:
      return answer("Started", 1, session.start());
    case 2:
      return answer("Started", 2, session.seek(3 * kSample));
    case 3:
      return answer("Paused", 1, session.pause());
    case 4:
      return answer("RateChanged", 1, session.set_rate(2));
    case 5:
      return answer("Started", 3, session.seek(0));
    case 6:  // the second follows the first
      return answer("TopologySet", 2, session.set_topology(second_->topology.Get()));
    case 7:
      return session.status_of("Ended");
    case 8:
      return answer("TopologiesCleared", 1, session.clear_topologies());
    case 9:
      return answer("TopologySet", 3, session.set_topology(first_->topology.Get()));
    case 10:
      return answer("Started", 4, session.start());
    case 11:  // in its place
      return answer("TopologySet", 4, session.set_topology(second_->topology.Get(), MFSESSION_SETTOPOLOGY_IMMEDIATE));
    default:
      return answer("Stopped", 1, session.stop());
  }
}

}  // namespace caesura::test
