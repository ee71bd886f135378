// SPDX-License-Identifier: MIT
//
// What mingw-w64's headers lack of quality management. Reference: IMFQualityManager, IMFQualityAdvise,
// IMFQualityAdvise2, MEQualityNotify.
#pragma once

#include "mf/headers.h"

namespace caesura::mf {

/// MF_SESSION_QUALITY_MANAGER: the class of the client's own quality manager.
inline constexpr GUID kSessionQualityManager{
    0x1e83d482, 0x1f1c, 0x4571, {0x84, 0x05, 0x88, 0xf4, 0xb2, 0x18, 0x1f, 0x73}
};
/// MF_QUALITY_NOTIFY_SAMPLE_LAG: an MEQualityNotify of this extended type says how late a sample was, 100 ns.
inline constexpr GUID kQualityNotifySampleLag{
    0x30d15206, 0xed2a, 0x4760, {0xbe, 0x17, 0xeb, 0x4a, 0x9f, 0x12, 0x29, 0x5c}
};
/// MF_QUALITY_SERVICES: the service by which a media source gives IMFQualityAdvise.
inline constexpr GUID kQualityServices{
    0xb7e2be11, 0x2f96, 0x4640, {0xb5, 0x2c, 0x28, 0x23, 0x65, 0xbd, 0xf1, 0x6c}
};

enum MF_QUALITY_DROP_MODE {  // NOLINT(readability-identifier-naming)
  MF_DROP_MODE_NONE = 0,
  MF_DROP_MODE_5 = 5,  // the most
};
enum MF_QUALITY_LEVEL { MF_QUALITY_NORMAL = 0 };  // NOLINT(readability-identifier-naming)

/// A flag that IMFQualityAdvise2::NotifyQualityEvent gives: the component has done all it can.
inline constexpr DWORD kQualityCannotKeepUp = 1;  // MF_QUALITY_CANNOT_KEEP_UP

MIDL_INTERFACE("8d009d86-5b9f-4115-b1fc-9f80d52ab8ab") IMFQualityManager : public IUnknown {
 public:
  virtual HRESULT STDMETHODCALLTYPE NotifyTopology(IMFTopology * topology) = 0;
  virtual HRESULT STDMETHODCALLTYPE NotifyPresentationClock(IMFPresentationClock * clock) = 0;
  virtual HRESULT STDMETHODCALLTYPE NotifyProcessInput(IMFTopologyNode * node, LONG input, IMFSample * sample) = 0;
  virtual HRESULT STDMETHODCALLTYPE NotifyProcessOutput(IMFTopologyNode * node, LONG output, IMFSample * sample) = 0;
  virtual HRESULT STDMETHODCALLTYPE NotifyQualityEvent(IUnknown * object, IMFMediaEvent * event) = 0;
  virtual HRESULT STDMETHODCALLTYPE Shutdown() = 0;
};

MIDL_INTERFACE("ec15e2e9-e36b-4f7c-8758-77d452ef4ce7") IMFQualityAdvise : public IUnknown {
 public:
  virtual HRESULT STDMETHODCALLTYPE SetDropMode(MF_QUALITY_DROP_MODE mode) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetQualityLevel(MF_QUALITY_LEVEL level) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetDropMode(MF_QUALITY_DROP_MODE * mode) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetQualityLevel(MF_QUALITY_LEVEL * level) = 0;
  virtual HRESULT STDMETHODCALLTYPE DropTime(LONGLONG amount) = 0;
};

MIDL_INTERFACE("f3706f0d-8ea2-4886-8000-7155e9ec2eae") IMFQualityAdvise2 : public IMFQualityAdvise {
 public:
  virtual HRESULT STDMETHODCALLTYPE NotifyQualityEvent(IMFMediaEvent * event, DWORD * flags) = 0;
};

}  // namespace caesura::mf

__CRT_UUID_DECL(caesura::mf::IMFQualityManager, 0x8d009d86, 0x5b9f, 0x4115, 0xb1, 0xfc, 0x9f, 0x80, 0xd5, 0x2a, 0xb8,
                0xab)
__CRT_UUID_DECL(caesura::mf::IMFQualityAdvise, 0xec15e2e9, 0xe36b, 0x4f7c, 0x87, 0x58, 0x77, 0xd4, 0x52, 0xef, 0x4c,
                0xe7)
__CRT_UUID_DECL(caesura::mf::IMFQualityAdvise2, 0xf3706f0d, 0x8ea2, 0x4886, 0x80, 0x00, 0x71, 0x55, 0xe9, 0xec, 0x2e,
                0xae)
