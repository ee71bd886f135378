// SPDX-License-Identifier: MIT
//
// Services of renderers and sources: what a client asks of the session reaches the component that has it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/session_fixture.h"
// Needs Media Foundation's headers before it.
#include <evr.h>

/// What mingw-w64's headers lack. Reference: IMFSAMIStyle.
MIDL_INTERFACE("a7e025dd-5303-4a62-89d6-e747e1efac73") IMFSAMIStyle : public IUnknown {
 public:
  virtual HRESULT STDMETHODCALLTYPE GetStyleCount(DWORD * count) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetStyles(PROPVARIANT * styles) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetSelectedStyle(LPCWSTR style) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetSelectedStyle(LPWSTR * style) = 0;
};
__CRT_UUID_DECL(IMFSAMIStyle, 0xa7e025dd, 0x5303, 0x4a62, 0x89, 0xd6, 0xe7, 0x47, 0xe1, 0xef, 0xac, 0x73)

namespace caesura::test {
namespace {

constexpr GUID kSamiService{
    0x49a89ae7, 0xb4d9, 0x4ef2, {0xaa, 0x5c, 0xf6, 0x5a, 0x3e, 0x05, 0xae, 0x4e}
};

/// The two volumes of a sound renderer. Logs "volume.SetMasterVolume" and "volume.SetAllVolumes" in per cent.
class FakeVolume final : public com::Object<IMFSimpleAudioVolume, IMFAudioStreamVolume> {
 public:
  explicit FakeVolume(std::shared_ptr<CallLog> log) : log_(std::move(log)) {}

  HRESULT STDMETHODCALLTYPE SetMasterVolume(float level) noexcept override {
    log_->add("volume.SetMasterVolume", percent(level));
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetMasterVolume(float*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE SetMute(BOOL) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetMute(BOOL*) noexcept override { return E_NOTIMPL; }

  HRESULT STDMETHODCALLTYPE GetChannelCount(UINT32* count) noexcept override {
    *count = 2;
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE SetChannelVolume(UINT32, float) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetChannelVolume(UINT32, float*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE SetAllVolumes(UINT32 count, const float* levels) noexcept override {
    log_->add("volume.SetAllVolumes", std::to_string(count) + " " + percent(levels[0]));
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetAllVolumes(UINT32, float*) noexcept override { return E_NOTIMPL; }

 private:
  static std::string percent(float level) { return std::to_string(static_cast<int>(level * 100)); }

  const std::shared_ptr<CallLog> log_;
};

/// The presenter and the mixer of a video renderer. Logs "display.SetAspectRatioMode" and "mixer.SetStreamZOrder".
class FakeDisplay final : public com::Object<IMFVideoDisplayControl, IMFVideoMixerControl> {
 public:
  explicit FakeDisplay(std::shared_ptr<CallLog> log) : log_(std::move(log)) {}

  HRESULT STDMETHODCALLTYPE GetNativeVideoSize(SIZE*, SIZE*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetIdealVideoSize(SIZE*, SIZE*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE SetVideoPosition(const MFVideoNormalizedRect*, const LPRECT) noexcept override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE GetVideoPosition(MFVideoNormalizedRect*, LPRECT) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE SetAspectRatioMode(DWORD mode) noexcept override {
    log_->add("display.SetAspectRatioMode", std::to_string(mode));
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetAspectRatioMode(DWORD*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE SetVideoWindow(HWND) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetVideoWindow(HWND*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE RepaintVideo() noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetCurrentImage(BITMAPINFOHEADER*, BYTE**, DWORD*, LONGLONG*) noexcept override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE SetBorderColor(COLORREF) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetBorderColor(COLORREF*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE SetRenderingPrefs(DWORD) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetRenderingPrefs(DWORD*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE SetFullscreen(WINBOOL) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetFullscreen(WINBOOL*) noexcept override { return E_NOTIMPL; }

  HRESULT STDMETHODCALLTYPE SetStreamZOrder(DWORD stream, DWORD order) noexcept override {
    log_->add("mixer.SetStreamZOrder", std::to_string(stream) + " " + std::to_string(order));
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetStreamZOrder(DWORD, DWORD*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE SetStreamOutputRect(DWORD, const MFVideoNormalizedRect*) noexcept override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE GetStreamOutputRect(DWORD, MFVideoNormalizedRect*) noexcept override { return E_NOTIMPL; }

 private:
  const std::shared_ptr<CallLog> log_;
};

/// What a network source with captions gives: 3 statistics, 2 styles.
class FakeCaptions final : public com::Object<IPropertyStore, IMFSAMIStyle> {
 public:
  HRESULT STDMETHODCALLTYPE GetCount(DWORD* count) noexcept override {
    *count = 3;
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetAt(DWORD, PROPERTYKEY*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetValue(REFPROPERTYKEY, PROPVARIANT*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE SetValue(REFPROPERTYKEY, REFPROPVARIANT) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE Commit() noexcept override { return E_NOTIMPL; }

  HRESULT STDMETHODCALLTYPE GetStyleCount(DWORD* count) noexcept override {
    *count = 2;
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetStyles(PROPVARIANT*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE SetSelectedStyle(LPCWSTR) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetSelectedStyle(LPWSTR*) noexcept override { return E_NOTIMPL; }
};

template <typename Fake>
ComPtr<IUnknown> unknown(const ComPtr<Fake>& fake) {
  ComPtr<IUnknown> object;
  fake->QueryInterface(IID_PPV_ARGS(&object));
  return object;
}

class RendererServices : public SessionTest {
 protected:
  template <typename Interface>
  ComPtr<Interface> ask(REFGUID service) {
    ComPtr<Interface> found;
    EXPECT_EQ(session_.service(service, IID_PPV_ARGS(&found)), S_OK);
    return found;
  }
  /// The sound renderer: the sink has its volumes, or its stream.
  std::vector<FakeService> volumes() {
    const ComPtr<IUnknown> volume = unknown(com::make<FakeVolume>(log_));
    return {
        {MR_POLICY_VOLUME_SERVICE, volume},
        {MR_STREAM_VOLUME_SERVICE, volume}
    };
  }
};

// session R22
TEST_F(RendererServices, SetTheVolumeOfTheSinkThatHasOne) {
  sink_script_.services = volumes();
  ASSERT_NO_FATAL_FAILURE(ready());

  const auto volume = ask<IMFSimpleAudioVolume>(MR_POLICY_VOLUME_SERVICE);
  ASSERT_TRUE(volume);
  volume->SetMasterVolume(0.25f);

  EXPECT_EQ(log_->details("volume.SetMasterVolume"), Texts{"25"});
}

// session R22
TEST_F(RendererServices, SetTheVolumesOfTheChannels) {
  sink_script_.streams[0].services = volumes();
  ASSERT_NO_FATAL_FAILURE(ready());

  const auto volume = ask<IMFAudioStreamVolume>(MR_STREAM_VOLUME_SERVICE);
  ASSERT_TRUE(volume);
  const float levels[]{0.5f, 0.5f};
  volume->SetAllVolumes(2, levels);

  EXPECT_EQ(log_->details("volume.SetAllVolumes"), Texts{"2 50"});
}

// session R22
TEST_F(RendererServices, OfSoundWaitForATopology) {
  sink_script_.services = volumes();
  ComPtr<IMFSimpleAudioVolume> volume;

  EXPECT_EQ(session_.service(MR_POLICY_VOLUME_SERVICE, IID_PPV_ARGS(&volume)), E_NOINTERFACE);
}

// session R23
TEST_F(RendererServices, ReachThePresenterAndTheMixer) {
  const ComPtr<IUnknown> display = unknown(com::make<FakeDisplay>(log_));
  sink_script_.services = {
      {MR_VIDEO_RENDER_SERVICE, display},
      {MR_VIDEO_MIXER_SERVICE,  display}
  };
  ASSERT_NO_FATAL_FAILURE(ready());

  const auto presenter = ask<IMFVideoDisplayControl>(MR_VIDEO_RENDER_SERVICE);
  const auto mixer = ask<IMFVideoMixerControl>(MR_VIDEO_MIXER_SERVICE);
  ASSERT_TRUE(presenter && mixer);
  presenter->SetAspectRatioMode(MFVideoARMode_PreservePicture);
  mixer->SetStreamZOrder(0, 1);

  EXPECT_EQ(log_->details("display.SetAspectRatioMode"), Texts{"1"});
  EXPECT_EQ(log_->details("mixer.SetStreamZOrder"), Texts{"0 1"});
}

// session R24
TEST_F(RendererServices, OfASourceAreReachedToo) {
  const ComPtr<IUnknown> captions = unknown(com::make<FakeCaptions>());
  source_script_.services = {
      {MFNETSOURCE_STATISTICS_SERVICE, captions},
      {kSamiService,                   captions}
  };
  ASSERT_NO_FATAL_FAILURE(ready());

  const auto statistics = ask<IPropertyStore>(MFNETSOURCE_STATISTICS_SERVICE);
  const auto styles = ask<IMFSAMIStyle>(kSamiService);
  ASSERT_TRUE(statistics && styles);
  DWORD count = 0;
  EXPECT_EQ(Hr(statistics->GetCount(&count)), S_OK);
  EXPECT_EQ(count, 3u);
  EXPECT_EQ(Hr(styles->GetStyleCount(&count)), S_OK);
  EXPECT_EQ(count, 2u);
}

}  // namespace
}  // namespace caesura::test
