// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "com/object.h"
#include "platform.h"
// Needs windows.h before it.
#include <evr.h>

namespace programs {

/// The player of Microsoft's playback tutorial: opens a file, plays and pauses it in a window, to which the session's
/// events are posted. Lives on the window's thread; Invoke comes on one of the platform's. Close it before the last
/// release. Reference: "How to Play Media Files with Media Foundation".
class Player final : public caesura::com::Object<IMFAsyncCallback> {
 public:
  enum class State { kClosed, kOpenPending, kStarted, kPaused, kStopped, kClosing };
  /// wparam: an IMFMediaEvent*, for HandleEvent, which takes the reference over.
  static constexpr UINT kEventMessage = WM_APP + 1;

  Player(HWND video, HWND messages);

  void OpenUrl(const std::wstring& url);
  void Play();
  void Pause();
  /// Ends the presentation and waits for it. May be called again.
  void Close();
  void HandleEvent(WPARAM wparam);

  State state() const { return state_; }
  bool has_video() const { return video_display_ != nullptr; }
  void Repaint();
  void Resize(WORD width, WORD height);
  IMFVideoDisplayControl* video_display() const { return video_display_.Get(); }
  /// 100 ns.
  LONGLONG position() const;

  HRESULT STDMETHODCALLTYPE GetParameters(DWORD*, DWORD*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE Invoke(IMFAsyncResult* result) noexcept override;

 private:
  void AddBranch(IMFTopology* topology, DWORD index);
  void OnTopologyStatus(IMFMediaEvent* event);
  void OnPresentationEnded();
  void Start();

  const HWND video_;
  const HWND messages_;
  const HANDLE closed_;
  std::unique_ptr<MediaFile> file_;
  ComPtr<IMFMediaSession> session_;
  ComPtr<IMFVideoDisplayControl> video_display_;
  std::atomic<State> state_{State::kClosed};
};

}  // namespace programs
