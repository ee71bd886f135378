// SPDX-License-Identifier: MIT
#include "video_window.h"

#include <cstdlib>
#include <utility>

#include "failure.h"

namespace caesura::play {
namespace {

constexpr wchar_t kClassName[] = L"Caesura.Play.Video";

bool IsWine() {
  const HMODULE ntdll = GetModuleHandleW(L"ntdll.dll");
  return ntdll && GetProcAddress(ntdll, "wine_get_version");
}

}  // namespace

VideoWindow::VideoWindow(const std::string& title, UINT32 width, UINT32 height, std::function<void(Key)> on_key)
    : on_key_(std::move(on_key)) {
  WNDCLASSW window_class{};
  window_class.lpfnWndProc = Procedure;
  window_class.hInstance = GetModuleHandleW(nullptr);
  window_class.hCursor = LoadCursorW(nullptr, MAKEINTRESOURCEW(32512));  // IDC_ARROW
  window_class.hbrBackground = static_cast<HBRUSH>(GetStockObject(BLACK_BRUSH));
  window_class.lpszClassName = kClassName;
  RegisterClassW(&window_class);

  RECT area{0, 0, static_cast<LONG>(width ? width : 640), static_cast<LONG>(height ? height : 360)};
  AdjustWindowRect(&area, WS_OVERLAPPEDWINDOW, FALSE);
  CreateWindowExW(0, kClassName, Wide(title).c_str(), WS_OVERLAPPEDWINDOW, CW_USEDEFAULT, CW_USEDEFAULT,
                  area.right - area.left, area.bottom - area.top, nullptr, nullptr, window_class.hInstance, this);
  if (!handle_) throw Failure(ExitCode::kNothingPlayable, "there is no display for a window");
  ShowWindow(handle_, SW_SHOWNORMAL);
}

VideoWindow::~VideoWindow() { DestroyWindow(handle_); }

RECT VideoWindow::area() const {
  RECT area{};
  GetClientRect(handle_, &area);
  MapWindowPoints(handle_, nullptr, reinterpret_cast<POINT*>(&area), 2);
  return area;
}

void VideoWindow::Attach(ComPtr<IMFVideoDisplayControl> display) {
  display_ = std::move(display);
  FitPicture();
}

LRESULT CALLBACK VideoWindow::Procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam) {
  if (message == WM_NCCREATE) {
    auto* self = static_cast<VideoWindow*>(reinterpret_cast<CREATESTRUCTW*>(lparam)->lpCreateParams);
    self->handle_ = window;
    SetWindowLongPtrW(window, GWLP_USERDATA, reinterpret_cast<LONG_PTR>(self));
  }
  auto* self = reinterpret_cast<VideoWindow*>(GetWindowLongPtrW(window, GWLP_USERDATA));
  return self ? self->Handle(message, wparam, lparam) : DefWindowProcW(window, message, wparam, lparam);
}

LRESULT VideoWindow::Handle(UINT message, WPARAM wparam, LPARAM lparam) {
  Key key{};
  switch (message) {
    case WM_SIZE:
    case WM_MOVE:
      Moved();
      return 0;
    case WM_PAINT:
      Paint();
      return 0;
    case WM_ERASEBKGND:
      if (display_) return 1;
      break;
    case WM_KEYDOWN:
      if (KeyOf(static_cast<WORD>(wparam), key)) on_key_(key);
      return 0;
    case WM_CLOSE:
      on_key_(Key::kClose);
      return 0;
    case WM_NCDESTROY: {
      const HWND window = std::exchange(handle_, nullptr);
      SetWindowLongPtrW(window, GWLP_USERDATA, 0);
      return DefWindowProcW(window, message, wparam, lparam);
    }
    default:
      break;
  }
  return DefWindowProcW(handle_, message, wparam, lparam);
}

void VideoWindow::Moved() {
  FitPicture();
  InvalidateRect(handle_, nullptr, FALSE);  // a picture that stands has to be drawn again
  if (on_move_) on_move_(area());
}

/// The renderer keeps the picture's aspect ratio itself and fills the rest with black. Wine 8's fills its window with
/// the picture by itself; told about a new size, it never shows another frame.
void VideoWindow::FitPicture() {
  RECT area{};
  if (display_ && !IsWine() && GetClientRect(handle_, &area)) display_->SetVideoPosition(nullptr, &area);
}

void VideoWindow::Paint() {
  PAINTSTRUCT paint;
  const HDC canvas = BeginPaint(handle_, &paint);
  if (display_ && FAILED(display_->RepaintVideo())) DrawPicture(canvas);
  EndPaint(handle_, &paint);
}

/// Draws the picture that the renderer shows: Wine 8's can't do that itself. It gives each picture once, beginning with
/// the uppermost line, whatever its header says.
void VideoWindow::DrawPicture(HDC canvas) {
  BITMAPINFOHEADER header{};
  header.biSize = sizeof header;
  BYTE* bits = nullptr;
  DWORD size = 0;
  LONGLONG time = 0;
  if (SUCCEEDED(display_->GetCurrentImage(&header, &bits, &size, &time))) {
    header.biHeight = -std::abs(header.biHeight);
    picture_.bmiHeader = header;
    picture_bits_.assign(bits, bits + size);
    CoTaskMemFree(bits);
  }
  RECT area{};
  if (picture_bits_.empty() || !GetClientRect(handle_, &area)) return;
  StretchDIBits(canvas, 0, 0, area.right, area.bottom, 0, 0, picture_.bmiHeader.biWidth, -picture_.bmiHeader.biHeight,
                picture_bits_.data(), &picture_, DIB_RGB_COLORS, SRCCOPY);
}

}  // namespace caesura::play
