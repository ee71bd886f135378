// SPDX-License-Identifier: MIT
#include "terminal.h"

#include <algorithm>

namespace caesura::play {

bool KeyOf(WORD virtual_key, Key& key) {
  switch (virtual_key) {
    case VK_SPACE:
      key = Key::kPauseOrGoOn;
      return true;
    case 'S':
      key = Key::kStop;
      return true;
    case VK_LEFT:
      key = Key::kBack;
      return true;
    case VK_RIGHT:
      key = Key::kForward;
      return true;
    case VK_OEM_4:  // [
      key = Key::kSlower;
      return true;
    case VK_OEM_6:  // ]
      key = Key::kFaster;
      return true;
    case VK_OEM_PLUS:
    case VK_ADD:
      key = Key::kLouder;
      return true;
    case VK_OEM_MINUS:
    case VK_SUBTRACT:
      key = Key::kQuieter;
      return true;
    case 'M':
      key = Key::kMute;
      return true;
    case 'Q':
    case VK_ESCAPE:
      key = Key::kClose;
      return true;
    default:
      return false;
  }
}

Terminal::Terminal() : output_(GetStdHandle(STD_OUTPUT_HANDLE)) {
  DWORD mode = 0;
  output_is_console_ = GetConsoleMode(output_, &mode) != FALSE;
  const HANDLE input = GetStdHandle(STD_INPUT_HANDLE);
  if (!GetConsoleMode(input, &input_mode_)) return;
  input_ = input;
  // Keys one by one, and Ctrl+C among them: it closes in order.
  SetConsoleMode(input_, 0);
}

Terminal::~Terminal() {
  EndProgress();
  const HANDLE input = GetStdHandle(STD_INPUT_HANDLE);
  if (input_) SetConsoleMode(input, input_mode_);
}

std::vector<Key> Terminal::ReadKeys() {
  std::vector<Key> keys;
  INPUT_RECORD records[16];
  DWORD waiting = 0;
  while (input_ && GetNumberOfConsoleInputEvents(input_, &waiting) && waiting > 0) {
    DWORD count = 0;
    if (!ReadConsoleInputW(input_, records, 16, &count)) {
      ForgetInput();
      break;
    }
    for (DWORD i = 0; i < count; ++i) {
      const KEY_EVENT_RECORD& event = records[i].Event.KeyEvent;
      if (records[i].EventType != KEY_EVENT || !event.bKeyDown) continue;
      constexpr wchar_t kControlC = 3;
      Key key{};
      if (event.uChar.UnicodeChar == kControlC) {
        keys.push_back(Key::kClose);
      } else if (KeyOf(event.wVirtualKeyCode, key)) {
        keys.push_back(key);
      }
    }
  }
  return keys;
}

int Terminal::width() const {
  CONSOLE_SCREEN_BUFFER_INFO info;
  if (!GetConsoleScreenBufferInfo(output_, &info)) return 79;
  // The last column stays free: writing there may wrap.
  return std::clamp(info.dwSize.X - 1, 20, 100);
}

void Terminal::DrawProgress(std::string_view line) {
  if (!output_is_console_ || line == progress_) return;
  Write("\r" + std::string(line));
  progress_ = line;
}

void Terminal::PrintLine(std::string_view line) {
  if (!progress_.empty()) {
    Write("\r" + std::string(progress_.size(), ' ') + "\r");
    progress_.clear();
  }
  Write(std::string(line) + (output_is_console_ ? "\r\n" : "\n"));
}

void Terminal::EndProgress() {
  if (!progress_.empty()) Write("\r\n");
  progress_.clear();
}

void Terminal::Write(std::string_view text) {
  DWORD written = 0;
  if (output_is_console_) {
    const std::wstring wide = Wide(text);
    WriteConsoleW(output_, wide.data(), static_cast<DWORD>(wide.size()), &written, nullptr);
  } else {
    WriteFile(output_, text.data(), static_cast<DWORD>(text.size()), &written, nullptr);
  }
}

}  // namespace caesura::play
