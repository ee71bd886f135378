// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "mf/quality_api.h"
#include "mf/work_queue_api.h"
#include "support/fake_call_log.h"
#include "support/fake_media.h"
#include "support/fake_rates.h"

namespace caesura::test {

/// An event that a FakeTransform returns with a sample.
struct FakeTransformEvent {
  MediaEventType type = MEUnknown;
  HRESULT status = S_OK;
  LONGLONG value = 0;
};

/// How a FakeTransform behaves.
struct FakeTransformScript {
  std::string name = "transform";
  std::vector<ComPtr<IMFMediaType>> input_types{make_audio_type()};   // compared by major type and subtype
  std::vector<ComPtr<IMFMediaType>> output_types{make_audio_type()};  // the first is current from the start
  bool types_set = true;                                              // whether types are current from the start
  DWORD output_flags = 0;                                             // MFT_OUTPUT_STREAM_INFO_FLAGS
  DWORD output_size = 64;                                             // bytes
  DWORD output_alignment = 0;
  int delay = 0;                                      // samples held back until more come or it is drained
  int stream_change_at = -1;                          // the output, counted from 0, before which the format changes
  std::vector<ComPtr<IMFMediaType>> changed_types{};  // what it offers after that
  bool keeps_old_type = false;       // after that its old type stays current until a new one is set, but is of no use
  bool input_resets_output = false;  // with another input type it has no output type, and offers changed_types
  bool times_output = true;          // false: output samples carry no time
  bool asynchronous = false;
  std::optional<FakeRateScript> rates{};     // IMFRateSupport by MF_RATE_CONTROL_SERVICE
  bool returns_events = false;               // puts a collection into pEvents
  std::vector<FakeTransformEvent> events{};  // what is in it, with the first output
  HRESULT process_event = E_NOTIMPL;
  bool d3d_aware = false;       // MF_SA_D3D_AWARE
  bool needs_software = false;  // takes no type while it has a device manager
  bool dynamic_format = false;  // MFT_SUPPORT_DYNAMIC_FORMAT_CHANGE
  bool whole_types = false;     // an input type must be one of those listed, in all details
  HRESULT process_input = S_OK;
  HRESULT process_output = S_OK;
  int drop_modes = 0;  // as many as it has
};

/// A scripted synchronous transform that copies its input. Logs "transform.BeginStreaming", "…StartOfStream",
/// "…EndStreaming", "…EndOfStream", "…Drain", "…Flush", "…ProcessInput" (with the time), "…ProcessOutput" (with
/// "sample" or "empty"), "…SetInputType", "…SetOutputType", "…SetDropMode" (the mode), "…RegisterThreadsEx"
/// (class, task, priority), "…UnregisterThreads", "…SetWorkQueueEx" (queue, priority of the items). Thread-safe.
class FakeTransform : public com::Object<IMFTransform, mf::IMFQualityAdvise, mf::IMFRealTimeClientEx, IMFGetService> {
 public:
  FakeTransform(std::shared_ptr<CallLog> log, FakeTransformScript script);

  HRESULT STDMETHODCALLTYPE GetStreamLimits(DWORD* min_in, DWORD* max_in, DWORD* min_out,
                                            DWORD* max_out) noexcept override;
  HRESULT STDMETHODCALLTYPE GetStreamCount(DWORD* inputs, DWORD* outputs) noexcept override;
  HRESULT STDMETHODCALLTYPE GetStreamIDs(DWORD, DWORD*, DWORD, DWORD*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetInputStreamInfo(DWORD, MFT_INPUT_STREAM_INFO* info) noexcept override;
  HRESULT STDMETHODCALLTYPE GetOutputStreamInfo(DWORD, MFT_OUTPUT_STREAM_INFO* info) noexcept override;
  HRESULT STDMETHODCALLTYPE GetAttributes(IMFAttributes** attributes) noexcept override;
  HRESULT STDMETHODCALLTYPE GetInputStreamAttributes(DWORD, IMFAttributes**) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetOutputStreamAttributes(DWORD, IMFAttributes**) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE DeleteInputStream(DWORD) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE AddInputStreams(DWORD, DWORD*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetInputAvailableType(DWORD, DWORD index, IMFMediaType** type) noexcept override;
  HRESULT STDMETHODCALLTYPE GetOutputAvailableType(DWORD, DWORD index, IMFMediaType** type) noexcept override;
  HRESULT STDMETHODCALLTYPE SetInputType(DWORD, IMFMediaType* type, DWORD flags) noexcept override;
  HRESULT STDMETHODCALLTYPE SetOutputType(DWORD, IMFMediaType* type, DWORD flags) noexcept override;
  HRESULT STDMETHODCALLTYPE GetInputCurrentType(DWORD, IMFMediaType** type) noexcept override;
  HRESULT STDMETHODCALLTYPE GetOutputCurrentType(DWORD, IMFMediaType** type) noexcept override;
  HRESULT STDMETHODCALLTYPE GetInputStatus(DWORD, DWORD*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetOutputStatus(DWORD*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE SetOutputBounds(LONGLONG, LONGLONG) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE ProcessEvent(DWORD, IMFMediaEvent* event) noexcept override;
  HRESULT STDMETHODCALLTYPE ProcessMessage(MFT_MESSAGE_TYPE message, ULONG_PTR parameter) noexcept override;
  HRESULT STDMETHODCALLTYPE ProcessInput(DWORD, IMFSample* sample, DWORD flags) noexcept override;
  HRESULT STDMETHODCALLTYPE ProcessOutput(DWORD flags, DWORD count, MFT_OUTPUT_DATA_BUFFER* buffers,
                                          DWORD* status) noexcept override;

  HRESULT STDMETHODCALLTYPE SetDropMode(mf::MF_QUALITY_DROP_MODE mode) noexcept override;
  HRESULT STDMETHODCALLTYPE SetQualityLevel(mf::MF_QUALITY_LEVEL) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetDropMode(mf::MF_QUALITY_DROP_MODE*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetQualityLevel(mf::MF_QUALITY_LEVEL*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE DropTime(LONGLONG) noexcept override { return MF_E_DROPTIME_NOT_SUPPORTED; }

  HRESULT STDMETHODCALLTYPE RegisterThreadsEx(DWORD* task, LPCWSTR name, LONG priority) noexcept override;
  HRESULT STDMETHODCALLTYPE UnregisterThreads() noexcept override;
  HRESULT STDMETHODCALLTYPE SetWorkQueueEx(DWORD queue, LONG item_priority) noexcept override;

  HRESULT STDMETHODCALLTYPE GetService(REFGUID service, REFIID iid, void** object) noexcept override {
    *object = nullptr;
    if (!script_.rates || service != MF_RATE_CONTROL_SERVICE) return MF_E_UNSUPPORTED_SERVICE;
    return com::make<FakeRates>(log_, script_.name, *script_.rates)->QueryInterface(iid, object);
  }

  /// What was in pSample in the last ProcessOutput.
  bool was_given_a_sample() const { return given_a_sample_; }

 private:
  ComPtr<IMFCollection> take_events();
  HRESULT produce(MFT_OUTPUT_DATA_BUFFER& buffer);

  const std::shared_ptr<CallLog> log_;
  FakeTransformScript script_;
  ComPtr<IMFAttributes> attributes_;
  Mutex mutex_;
  std::vector<ComPtr<IMFMediaType>> output_types_;  // offered now
  ComPtr<IMFMediaType> input_type_;
  ComPtr<IMFMediaType> output_type_;
  std::deque<ComPtr<IMFSample>> held_;
  bool has_manager_ = false;
  bool draining_ = false;
  bool changed_ = false;   // to the changed types
  bool outdated_ = false;  // the output type
  int produced_ = 0;
  std::atomic<bool> given_a_sample_{false};
};

}  // namespace caesura::test
