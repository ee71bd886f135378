// SPDX-License-Identifier: MIT
#include "player.h"

#include <cstring>
#include <memory>

namespace programs {

Player::Player(HWND video, HWND messages)
    : video_(video), messages_(messages), closed_(CreateEventW(nullptr, FALSE, FALSE, nullptr)) {}

void Player::OpenUrl(const std::wstring& url) {
  Close();
  session_ = CreateMediaSession();
  Check(session_->BeginGetEvent(this, nullptr), "BeginGetEvent");
  file_ = std::make_unique<MediaFile>(url);

  ComPtr<IMFTopology> topology;
  Check(MFCreateTopology(&topology), "MFCreateTopology");
  for (DWORD i = 0; i < file_->stream_count(); ++i) AddBranch(topology.Get(), i);
  Check(session_->SetTopology(0, topology.Get()), "SetTopology");
  state_ = State::kOpenPending;  // until MF_TOPOSTATUS_READY, or an event that says why not
}

void Player::AddBranch(IMFTopology* topology, DWORD index) {
  ComPtr<IMFActivate> renderer;
  if (file_->major_type(index) == MFMediaType_Audio) {
    Check(MFCreateAudioRendererActivate(&renderer), "MFCreateAudioRendererActivate");
  } else if (file_->major_type(index) == MFMediaType_Video) {
    Check(MFCreateVideoRendererActivate(video_, &renderer), "MFCreateVideoRendererActivate");
  } else {
    return;
  }
  const auto from = file_->AddSourceNode(topology, index);
  const auto to = AddNode(topology, MF_TOPOLOGY_OUTPUT_NODE, renderer.Get());
  Check(from->ConnectOutput(0, to.Get(), 0), "ConnectOutput");
}

void Player::Start() {
  PROPVARIANT here;
  PropVariantInit(&here);
  Check(session_->Start(&GUID_NULL, &here), "Start");
  state_ = State::kStarted;  // a failure comes as an event
}

void Player::Play() {
  if (state_ == State::kPaused || state_ == State::kStopped) Start();
}

void Player::Pause() {
  if (state_ != State::kStarted) return;
  Check(session_->Pause(), "Pause");
  state_ = State::kPaused;
}

void Player::Close() {
  constexpr DWORD kPatience = 5'000;  // ms
  video_display_.Reset();
  if (session_) {
    state_ = State::kClosing;
    Check(session_->Close(), "Close");
    WaitForSingleObject(closed_, kPatience);
    file_.reset();  // shuts the source down
    Check(session_->Shutdown(), "Shutdown");
    session_.Reset();
  }
  state_ = State::kClosed;
}

HRESULT STDMETHODCALLTYPE Player::Invoke(IMFAsyncResult* result) noexcept {
  ComPtr<IMFMediaEvent> event;
  MediaEventType type = MEUnknown;
  HRESULT hr = session_->EndGetEvent(result, &event);
  if (FAILED(hr) || FAILED(hr = event->GetType(&type))) return hr;
  if (type == MESessionClosed) {
    SetEvent(closed_);  // no other comes
    return S_OK;
  }
  hr = session_->BeginGetEvent(this, nullptr);
  // While it closes, the window's thread waits and handles no messages.
  if (state_ != State::kClosing) PostMessageW(messages_, kEventMessage, reinterpret_cast<WPARAM>(event.Detach()), 0);
  return hr;
}

void Player::HandleEvent(WPARAM wparam) {
  ComPtr<IMFMediaEvent> event;
  *event.GetAddressOf() = reinterpret_cast<IMFMediaEvent*>(wparam);
  MediaEventType type = MEUnknown;
  HRESULT status = S_OK;
  Check(event->GetType(&type), "GetType");
  Check(event->GetStatus(&status), "GetStatus");
  Check(status, "an event");
  if (type == MESessionTopologyStatus) OnTopologyStatus(event.Get());
  if (type == MEEndOfPresentation) OnPresentationEnded();
}

void Player::OnTopologyStatus(IMFMediaEvent* event) {
  UINT32 status = 0;
  Check(event->GetUINT32(MF_EVENT_TOPOLOGY_STATUS, &status), "MF_EVENT_TOPOLOGY_STATUS");
  if (status != MF_TOPOSTATUS_READY) return;
  // Fails where there is no picture.
  static_cast<void>(MFGetService(session_.Get(), MR_VIDEO_RENDER_SERVICE, IID_PPV_ARGS(&video_display_)));
  Start();
}

/// The session puts itself into the stopped state.
void Player::OnPresentationEnded() { state_ = State::kStopped; }

void Player::Repaint() {
  if (video_display_) video_display_->RepaintVideo();
}

void Player::Resize(WORD width, WORD height) {
  RECT area{0, 0, width, height};
  if (video_display_) video_display_->SetVideoPosition(nullptr, &area);
}

LONGLONG Player::position() const {
  ComPtr<IMFClock> clock;
  ComPtr<IMFPresentationClock> presentation;
  MFTIME now = 0;
  Check(session_->GetClock(&clock), "GetClock");
  Check(clock.As(&presentation), "IMFPresentationClock");
  Check(presentation->GetTime(&now), "GetTime");
  return now;
}

}  // namespace programs
