// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <string>
#include <vector>

#include "player.h"

namespace programs {

/// A window with a player, whose space bar pauses and goes on, as in Microsoft's tutorial; and a user who presses it at
/// certain times after the start. Lives on one thread.
class PlayerWindow {
 public:
  /// What somebody who watches the player saw.
  struct Seen {
    std::vector<std::string> states;  // each as it came
    bool has_video = false;
    SIZE native_size{};          // of the picture
    LONGLONG pause_begins = -1;  // 100 ns, of the clock
    LONGLONG pause_ends = -1;
    double seconds = 0;  // from the first start to the end
  };

  PlayerWindow();
  PlayerWindow(const PlayerWindow&) = delete;
  PlayerWindow& operator=(const PlayerWindow&) = delete;
  ~PlayerWindow();

  /// Plays the file to its end, or throws what went wrong; the space bar is pressed so many milliseconds after the
  /// start, and again later.
  Seen Run(const std::wstring& path, UINT pause_after, UINT go_on_after);

 private:
  static LRESULT CALLBACK Procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam);
  LRESULT Handle(UINT message, WPARAM wparam, LPARAM lparam);
  LRESULT HandleSafely(UINT message, WPARAM wparam, LPARAM lparam) noexcept;
  void OnKey(WPARAM key);
  void Watch();

  HWND window_ = nullptr;
  caesura::com::ComPtr<Player> player_;
  Seen seen_;
  std::exception_ptr failure_;
  Player::State last_ = Player::State::kClosed;
};

}  // namespace programs
