// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "platform.h"
#include "terminal.h"

namespace caesura::play {

/// The window that the picture is shown in. Its keys mean the same as the terminal's; closing it is Key::kClose.
/// Lives on the main thread, which pumps its messages.
class VideoWindow {
 public:
  /// The picture's size is the client area's at first. Throws Failure where there is no display.
  VideoWindow(const std::string& title, UINT32 width, UINT32 height, std::function<void(Key)> on_key);
  ~VideoWindow();
  VideoWindow(const VideoWindow&) = delete;
  VideoWindow& operator=(const VideoWindow&) = delete;

  HWND handle() const { return handle_; }
  /// The client area, in pixels of the screen.
  RECT area() const;
  /// Called with each new area from now on.
  void WhenMoved(std::function<void(const RECT&)> call) { on_move_ = std::move(call); }
  /// Whom to tell about a new size and to ask for the picture again; nullptr for nobody.
  void Attach(ComPtr<IMFVideoDisplayControl> display);

 private:
  static LRESULT CALLBACK Procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam);
  LRESULT Handle(UINT message, WPARAM wparam, LPARAM lparam);
  void Moved();
  void FitPicture();
  void Paint();
  void DrawPicture(HDC canvas);

  HWND handle_ = nullptr;
  std::function<void(Key)> on_key_;
  std::function<void(const RECT&)> on_move_;
  ComPtr<IMFVideoDisplayControl> display_;
  BITMAPINFO picture_{};  // the one that was drawn last, with its bits
  std::vector<BYTE> picture_bits_;
};

}  // namespace caesura::play
