// SPDX-License-Identifier: MIT
//
// What mingw-w64's headers lack of work queues. Reference: IMFWorkQueueServices, IMFWorkQueueServicesEx,
// IMFRealTimeClient, IMFRealTimeClientEx.
#pragma once

#include "mf/headers.h"

namespace caesura::mf {

MIDL_INTERFACE("35fe1bb8-a3a9-40fe-bbec-eb569c9ccca3") IMFWorkQueueServices : public IUnknown {
 public:
  virtual HRESULT STDMETHODCALLTYPE BeginRegisterTopologyWorkQueuesWithMMCSS(IMFAsyncCallback * callback,
                                                                             IUnknown * state) = 0;
  virtual HRESULT STDMETHODCALLTYPE EndRegisterTopologyWorkQueuesWithMMCSS(IMFAsyncResult * result) = 0;
  virtual HRESULT STDMETHODCALLTYPE BeginUnregisterTopologyWorkQueuesWithMMCSS(IMFAsyncCallback * callback,
                                                                               IUnknown * state) = 0;
  virtual HRESULT STDMETHODCALLTYPE EndUnregisterTopologyWorkQueuesWithMMCSS(IMFAsyncResult * result) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetTopologyWorkQueueMMCSSClass(DWORD queue, LPWSTR name, DWORD * length) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetTopologyWorkQueueMMCSSTaskId(DWORD queue, DWORD * task) = 0;
  virtual HRESULT STDMETHODCALLTYPE BeginRegisterPlatformWorkQueueWithMMCSS(
      DWORD queue, LPCWSTR name, DWORD task, IMFAsyncCallback * callback, IUnknown * state) = 0;
  virtual HRESULT STDMETHODCALLTYPE EndRegisterPlatformWorkQueueWithMMCSS(IMFAsyncResult * result, DWORD * task) = 0;
  virtual HRESULT STDMETHODCALLTYPE BeginUnregisterPlatformWorkQueueWithMMCSS(
      DWORD queue, IMFAsyncCallback * callback, IUnknown * state) = 0;
  virtual HRESULT STDMETHODCALLTYPE EndUnregisterPlatformWorkQueueWithMMCSS(IMFAsyncResult * result) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetPlaftormWorkQueueMMCSSClass(DWORD queue, LPWSTR name, DWORD * length) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetPlatformWorkQueueMMCSSTaskId(DWORD queue, DWORD * task) = 0;
};

MIDL_INTERFACE("96bf961b-40fe-42f1-ba9d-320238b49700") IMFWorkQueueServicesEx : public IMFWorkQueueServices {
 public:
  virtual HRESULT STDMETHODCALLTYPE GetTopologyWorkQueueMMCSSPriority(DWORD queue, LONG * priority) = 0;
  virtual HRESULT STDMETHODCALLTYPE BeginRegisterPlatformWorkQueueWithMMCSSEx(
      DWORD queue, LPCWSTR name, DWORD task, LONG priority, IMFAsyncCallback * callback, IUnknown * state) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetPlatformWorkQueueMMCSSPriority(DWORD queue, LONG * priority) = 0;
};

MIDL_INTERFACE("2347d60b-3fb5-480c-8803-8df3adcd3ef0") IMFRealTimeClient : public IUnknown {
 public:
  virtual HRESULT STDMETHODCALLTYPE RegisterThreads(DWORD task, LPCWSTR name) = 0;
  virtual HRESULT STDMETHODCALLTYPE UnregisterThreads() = 0;
  virtual HRESULT STDMETHODCALLTYPE SetWorkQueue(DWORD queue) = 0;
};

MIDL_INTERFACE("03910848-ab16-4611-b100-17b88ae2f248") IMFRealTimeClientEx : public IUnknown {
 public:
  virtual HRESULT STDMETHODCALLTYPE RegisterThreadsEx(DWORD * task, LPCWSTR name, LONG priority) = 0;
  virtual HRESULT STDMETHODCALLTYPE UnregisterThreads() = 0;
  virtual HRESULT STDMETHODCALLTYPE SetWorkQueueEx(DWORD queue, LONG item_priority) = 0;
};

}  // namespace caesura::mf

__CRT_UUID_DECL(caesura::mf::IMFWorkQueueServices, 0x35fe1bb8, 0xa3a9, 0x40fe, 0xbb, 0xec, 0xeb, 0x56, 0x9c, 0x9c, 0xcc,
                0xa3)
__CRT_UUID_DECL(caesura::mf::IMFWorkQueueServicesEx, 0x96bf961b, 0x40fe, 0x42f1, 0xba, 0x9d, 0x32, 0x02, 0x38, 0xb4,
                0x97, 0x00)
__CRT_UUID_DECL(caesura::mf::IMFRealTimeClient, 0x2347d60b, 0x3fb5, 0x480c, 0x88, 0x03, 0x8d, 0xf3, 0xad, 0xcd, 0x3e,
                0xf0)
__CRT_UUID_DECL(caesura::mf::IMFRealTimeClientEx, 0x03910848, 0xab16, 0x4611, 0xb1, 0x00, 0x17, 0xb8, 0x8a, 0xe2, 0xf2,
                0x48)
