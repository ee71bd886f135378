// SPDX-License-Identifier: MIT
#include "grabber.h"

#include "com/object.h"

namespace programs {
namespace {

/// MF_SAMPLEGRABBERSINK_IGNORE_CLOCK, which is not in mingw-w64's mfidl.h.
constexpr GUID kIgnoreClock{
    0x0efda2c0, 0x2b69, 0x4e2e, {0xab, 0x8d, 0x46, 0xdc, 0xbf, 0xf7, 0xd2, 0x5d}
};

/// Keeps what it is given. The sink calls it on threads of its own, one call at a time.
class SampleKeeper final
    : public caesura::com::Object<caesura::com::Chain<IMFSampleGrabberSinkCallback, IMFClockStateSink>> {
 public:
  HRESULT STDMETHODCALLTYPE OnClockStart(MFTIME, LONGLONG) noexcept override { return S_OK; }
  HRESULT STDMETHODCALLTYPE OnClockStop(MFTIME) noexcept override { return S_OK; }
  HRESULT STDMETHODCALLTYPE OnClockPause(MFTIME) noexcept override { return S_OK; }
  HRESULT STDMETHODCALLTYPE OnClockRestart(MFTIME) noexcept override { return S_OK; }
  HRESULT STDMETHODCALLTYPE OnClockSetRate(MFTIME, float) noexcept override { return S_OK; }
  HRESULT STDMETHODCALLTYPE OnSetPresentationClock(IMFPresentationClock*) noexcept override { return S_OK; }
  HRESULT STDMETHODCALLTYPE OnShutdown() noexcept override { return S_OK; }

  HRESULT STDMETHODCALLTYPE OnProcessSample(REFGUID, DWORD, LONGLONG time, LONGLONG duration, const BYTE* bytes,
                                            DWORD size) noexcept override {
    samples.push_back({
        time, duration, {bytes, bytes + size}
    });
    return S_OK;
  }

  std::vector<GrabbedSample> samples;
};

}  // namespace

std::vector<GrabbedSample> Grab(const std::wstring& path, const GUID& major, const GUID& subtype) {
  const MediaFile file(path);
  const DWORD index = file.FindStream(major);
  file.SelectOnly(index);

  ComPtr<IMFMediaType> type;
  Check(MFCreateMediaType(&type), "MFCreateMediaType");
  Check(type->SetGUID(MF_MT_MAJOR_TYPE, major), "MF_MT_MAJOR_TYPE");
  Check(type->SetGUID(MF_MT_SUBTYPE, subtype), "MF_MT_SUBTYPE");

  const auto keeper = caesura::com::make<SampleKeeper>();
  ComPtr<IMFActivate> activate;
  Check(MFCreateSampleGrabberSinkActivate(type.Get(), keeper.Get(), &activate), "MFCreateSampleGrabberSinkActivate");
  Check(activate->SetUINT32(kIgnoreClock, TRUE), "MF_SAMPLEGRABBERSINK_IGNORE_CLOCK");

  ComPtr<IMFTopology> topology;
  Check(MFCreateTopology(&topology), "MFCreateTopology");
  const auto from = file.AddSourceNode(topology.Get(), index);
  const auto to = AddNode(topology.Get(), MF_TOPOLOGY_OUTPUT_NODE, activate.Get());
  Check(from->ConnectOutput(0, to.Get(), 0), "ConnectOutput");

  const ComPtr<IMFMediaSession> session = CreateMediaSession();
  PROPVARIANT beginning;
  PropVariantInit(&beginning);
  Check(session->SetTopology(0, topology.Get()), "SetTopology");
  Check(session->Start(&GUID_NULL, &beginning), "Start");
  WaitForEvent(session.Get(), MESessionEnded);
  Check(session->Close(), "Close");
  WaitForEvent(session.Get(), MESessionClosed);
  Check(session->Shutdown(), "Shutdown");
  return keeper->samples;
}

}  // namespace programs
