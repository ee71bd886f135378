// SPDX-License-Identifier: MIT
#include "player_window.h"

#include <chrono>
#include <utility>

namespace programs {
namespace {

constexpr wchar_t kClass[] = L"Caesura.PlayerWindow";
constexpr UINT_PTR kPauseTimer = 1;
constexpr UINT_PTR kGoOnTimer = 2;
constexpr UINT_PTR kLookTimer = 3;
constexpr UINT kLookAfter = 100;  // ms

const char* NameOf(Player::State state) {
  switch (state) {
    case Player::State::kClosed:
      return "closed";
    case Player::State::kOpenPending:
      return "opening";
    case Player::State::kStarted:
      return "playing";
    case Player::State::kPaused:
      return "paused";
    case Player::State::kStopped:
      return "stopped";
    case Player::State::kClosing:
      return "closing";
  }
  return "";
}

}  // namespace

PlayerWindow::PlayerWindow() {
  WNDCLASSW window_class{};
  window_class.lpfnWndProc = &Procedure;
  window_class.hInstance = GetModuleHandleW(nullptr);
  window_class.lpszClassName = kClass;
  RegisterClassW(&window_class);  // a second time fails, which does no harm
  window_ = CreateWindowExW(0, kClass, L"Player", WS_OVERLAPPEDWINDOW, CW_USEDEFAULT, CW_USEDEFAULT, 320, 240, nullptr,
                            nullptr, window_class.hInstance, this);
  if (!window_) throw PlatformError("there is no display", HRESULT_FROM_WIN32(GetLastError()));
  ShowWindow(window_, SW_SHOW);
  player_ = caesura::com::make<Player>(window_, window_);
}

PlayerWindow::~PlayerWindow() { DestroyWindow(window_); }

PlayerWindow::Seen PlayerWindow::Run(const std::wstring& path, UINT pause_after, UINT go_on_after) {
  seen_ = {};
  player_->OpenUrl(path);
  Watch();
  auto begun = std::chrono::steady_clock::now();
  MSG message;
  while (player_->state() != Player::State::kStopped && GetMessageW(&message, nullptr, 0, 0) > 0) {
    TranslateMessage(&message);
    DispatchMessageW(&message);
    if (last_ == Player::State::kOpenPending && player_->state() == Player::State::kStarted) {
      begun = std::chrono::steady_clock::now();
      SetTimer(window_, kPauseTimer, pause_after, nullptr);
      SetTimer(window_, kGoOnTimer, go_on_after, nullptr);
    }
    Watch();
  }
  if (failure_) {
    player_->Close();
    std::rethrow_exception(std::exchange(failure_, nullptr));
  }
  seen_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  seen_.has_video = player_->has_video();
  if (seen_.has_video) Check(player_->video_display()->GetNativeVideoSize(&seen_.native_size, nullptr), "video size");
  player_->Close();
  Watch();
  return seen_;
}

void PlayerWindow::Watch() {
  if (player_->state() == last_) return;
  last_ = player_->state();
  seen_.states.emplace_back(NameOf(last_));
}

LRESULT CALLBACK PlayerWindow::Procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam) {
  if (message == WM_NCCREATE)
    SetWindowLongPtrW(window, GWLP_USERDATA,
                      reinterpret_cast<LONG_PTR>(reinterpret_cast<CREATESTRUCTW*>(lparam)->lpCreateParams));
  auto* self = reinterpret_cast<PlayerWindow*>(GetWindowLongPtrW(window, GWLP_USERDATA));
  return self && self->player_ ? self->HandleSafely(message, wparam, lparam)
                               : DefWindowProcW(window, message, wparam, lparam);
}

/// Nothing may be thrown through the frames of the platform that called the window.
LRESULT PlayerWindow::HandleSafely(UINT message, WPARAM wparam, LPARAM lparam) noexcept {
  try {
    return Handle(message, wparam, lparam);
  } catch (...) {
    failure_ = std::current_exception();
    PostQuitMessage(1);
    return 0;
  }
}

LRESULT PlayerWindow::Handle(UINT message, WPARAM wparam, LPARAM lparam) {
  switch (message) {
    case WM_CHAR:
      OnKey(wparam);
      return 0;
    case WM_TIMER:
      KillTimer(window_, wparam);
      if (wparam == kLookTimer) {
        seen_.pause_begins = player_->position();
        return 0;
      }
      if (wparam == kGoOnTimer) seen_.pause_ends = player_->position();
      PostMessageW(window_, WM_CHAR, VK_SPACE, 0);  // the user
      return 0;
    case WM_PAINT: {
      PAINTSTRUCT paint;
      BeginPaint(window_, &paint);
      player_->Repaint();
      EndPaint(window_, &paint);
      return 0;
    }
    case WM_SIZE:
      player_->Resize(LOWORD(lparam), HIWORD(lparam));
      return 0;
    case Player::kEventMessage:
      player_->HandleEvent(wparam);
      return 0;
    default:
      return DefWindowProcW(window_, message, wparam, lparam);
  }
}

void PlayerWindow::OnKey(WPARAM key) {
  if (key != VK_SPACE) return;
  if (player_->state() == Player::State::kStarted) {
    player_->Pause();
    SetTimer(window_, kLookTimer, kLookAfter, nullptr);
  } else {
    player_->Play();
  }
}

}  // namespace programs
