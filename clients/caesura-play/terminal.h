// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform.h"

namespace caesura::play {

/// What a key means, wherever it was pressed.
enum class Key { kPauseOrGoOn, kStop, kBack, kForward, kSlower, kFaster, kLouder, kQuieter, kMute, kClose };

/// The meaning of a virtual key code (VK_…); false when it has none.
bool KeyOf(WORD virtual_key, Key& key);

/// Standard input and output. Keys are read only when input is a console, progress is drawn only when output is one;
/// lines go anywhere. Restores the console when it goes. Used by the main thread alone.
class Terminal {
 public:
  Terminal();
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  /// Signalled when ReadKeys has something to read; nullptr when input is no console.
  HANDLE input() const { return input_; }
  std::vector<Key> ReadKeys();
  /// Input has failed: from now on input() is nullptr.
  void ForgetInput() { input_ = nullptr; }

  bool draws_progress() const { return output_is_console_; }
  /// Columns that a line may have without wrapping.
  int width() const;
  /// Draws over the line drawn before.
  void DrawProgress(std::string_view line);
  /// Writes a whole line, UTF-8, above the progress line.
  void PrintLine(std::string_view line);
  /// Ends the progress line, so that what follows stands below it.
  void EndProgress();

 private:
  void Write(std::string_view text);

  HANDLE input_ = nullptr;
  HANDLE output_ = nullptr;
  DWORD input_mode_ = 0;
  bool output_is_console_ = false;
  std::string progress_;
};

}  // namespace caesura::play
