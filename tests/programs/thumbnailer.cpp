// SPDX-License-Identifier: MIT
#include "thumbnailer.h"

#include <cstdlib>
#include <future>
#include <thread>

#include <evr.h>

namespace programs {
namespace {

/// A window for the video renderer to draw in, and the thread that handles its messages.
class RenderWindow {
 public:
  RenderWindow() {
    std::promise<HWND> made;
    thread_ = std::thread([&made] { Pump(made); });
    window_ = made.get_future().get();
    if (window_) return;
    thread_.join();
    throw PlatformError("there is no display", E_FAIL);
  }
  RenderWindow(const RenderWindow&) = delete;
  RenderWindow& operator=(const RenderWindow&) = delete;
  ~RenderWindow() {
    PostMessageW(window_, WM_CLOSE, 0, 0);
    thread_.join();
  }

  HWND handle() const { return window_; }

 private:
  static void Pump(std::promise<HWND>& made) {
    const HWND window = CreateWindowExW(0, L"STATIC", L"Thumbnails", WS_POPUP | WS_VISIBLE, 0, 0, 320, 240, nullptr,
                                        nullptr, GetModuleHandleW(nullptr), nullptr);
    made.set_value(window);
    MSG message;
    while (IsWindow(window) && GetMessageW(&message, nullptr, 0, 0) > 0) DispatchMessageW(&message);
  }

  std::thread thread_;
  HWND window_ = nullptr;
};

Thumbnail CurrentImage(IMFVideoDisplayControl* display) {
  BITMAPINFOHEADER header{};
  header.biSize = sizeof header;
  BYTE* bytes = nullptr;
  DWORD size = 0;
  LONGLONG time = 0;
  Check(display->GetCurrentImage(&header, &bytes, &size, &time), "GetCurrentImage");
  Thumbnail image{
      header.biWidth, std::abs(header.biHeight), {bytes, bytes + size}
  };
  CoTaskMemFree(bytes);
  return image;
}

}  // namespace

std::vector<Thumbnail> MakeThumbnails(const std::wstring& path, const std::vector<LONGLONG>& times) {
  const RenderWindow window;
  const MediaFile file(path);
  const DWORD index = file.FindStream(MFMediaType_Video);
  file.SelectOnly(index);

  ComPtr<IMFTopology> topology;
  ComPtr<IMFActivate> renderer;
  Check(MFCreateTopology(&topology), "MFCreateTopology");
  Check(MFCreateVideoRendererActivate(window.handle(), &renderer), "MFCreateVideoRendererActivate");
  const auto from = file.AddSourceNode(topology.Get(), index);
  const auto to = AddNode(topology.Get(), MF_TOPOLOGY_OUTPUT_NODE, renderer.Get());
  Check(from->ConnectOutput(0, to.Get(), 0), "ConnectOutput");

  const ComPtr<IMFMediaSession> session = CreateMediaSession();
  Check(session->SetTopology(0, topology.Get()), "SetTopology");
  WaitForEvent(session.Get(), MESessionTopologyStatus);  // ready

  ComPtr<IMFRateControl> rate;
  Check(MFGetService(session.Get(), MF_RATE_CONTROL_SERVICE, IID_PPV_ARGS(&rate)), "MF_RATE_CONTROL_SERVICE");
  Check(rate->SetRate(FALSE, 0.0f), "SetRate");
  WaitForEvent(session.Get(), MESessionRateChanged);
  ComPtr<IMFVideoDisplayControl> display;
  Check(MFGetService(session.Get(), MR_VIDEO_RENDER_SERVICE, IID_PPV_ARGS(&display)), "MR_VIDEO_RENDER_SERVICE");

  std::vector<Thumbnail> thumbnails;
  for (const LONGLONG time : times) {
    PROPVARIANT position;
    PropVariantInit(&position);
    position.vt = VT_I8;
    position.hVal.QuadPart = time;
    Check(session->Start(&GUID_NULL, &position), "Start");
    WaitForEvent(session.Get(), MESessionScrubSampleComplete);
    thumbnails.push_back(CurrentImage(display.Get()));
  }
  Check(session->Close(), "Close");
  WaitForEvent(session.Get(), MESessionClosed);
  Check(session->Shutdown(), "Shutdown");
  return thumbnails;
}

}  // namespace programs
