// SPDX-License-Identifier: MIT
#include "session_diagram.h"

#include <map>

#include "engine/session_machine.h"

namespace caesura::engine {

std::string mermaid() {
  using enum Input;
  std::string text = "stateDiagram-v2\n  [*] --> Empty\n";
  for (std::size_t row = 0; row < kStateCount; ++row) {
    const State state = static_cast<State>(row);
    std::map<State, std::string> edges;  // one line for all inputs that lead to the same state
    for (std::size_t column = 0; column < kInputCount; ++column) {
      const Input input = static_cast<Input>(column);
      const Cell& cell = step(state, input);
      if (cell.verdict != Verdict::kGo || cell.next == state || input == kShutdown || input == kCloseOverdue) continue;
      std::string& label = edges[cell.next];
      label += (label.empty() ? "" : ", ") + std::string(name(input));
    }
    for (const auto& [next, label] : edges)
      text += "  " + std::string(name(state)) + " --> " + std::string(name(next)) + ": " + label + "\n";
  }
  return text + "  note right of ShutDown: Shutdown leads here from every state\n";
}

}  // namespace caesura::engine
