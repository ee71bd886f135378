// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "base/countdown.h"
#include "com/object.h"
#include "mf/prop_variant.h"
#include "mf/quality_api.h"
#include "support/fake_call_log.h"

namespace caesura::test {

using com::ComPtr;

/// The class of FakeQualityManager, which QualityClass registers.
inline constexpr GUID kFakeQualityClass{
    0x5ee2b2c4, 0x3c52, 0x4a7e, {0x9b, 0x1f, 0x6d, 0x2f, 0x51, 0x6e, 0x8a, 0x13}
};

/// A quality manager that logs what it is told: "quality.NotifyTopology" ("topology" or "none"),
/// "quality.NotifyPresentationClock" ("clock" or "none"), "quality.NotifyProcessInput <node>" and
/// "quality.NotifyProcessOutput <node>" (index and time), "quality.NotifyQualityEvent", "quality.Shutdown"; a node is
/// "source", "transform" or "output". Thread-safe.
class FakeQualityManager final : public com::Object<mf::IMFQualityManager> {
 public:
  explicit FakeQualityManager(std::shared_ptr<CallLog> log) : log_(std::move(log)) {}

  HRESULT STDMETHODCALLTYPE NotifyTopology(IMFTopology* topology) noexcept override {
    if (gate) gate->wait();
    log_->add("quality.NotifyTopology", topology ? "topology" : "none");
    if (topology) topology_ = topology;
    return result;
  }
  HRESULT STDMETHODCALLTYPE NotifyPresentationClock(IMFPresentationClock* clock) noexcept override {
    log_->add("quality.NotifyPresentationClock", clock ? "clock" : "none");
    if (clock) clock_ = clock;
    return result;
  }
  HRESULT STDMETHODCALLTYPE NotifyProcessInput(IMFTopologyNode* node, LONG input, IMFSample* sample) noexcept override {
    log_->add("quality.NotifyProcessInput " + kind_of(node), text_of(input, sample));
    return result;
  }
  HRESULT STDMETHODCALLTYPE NotifyProcessOutput(IMFTopologyNode* node, LONG output,
                                                IMFSample* sample) noexcept override {
    log_->add("quality.NotifyProcessOutput " + kind_of(node), text_of(output, sample));
    return result;
  }
  HRESULT STDMETHODCALLTYPE NotifyQualityEvent(IUnknown* object, IMFMediaEvent* event) noexcept override {
    object_ = object;
    event_ = event;
    log_->add("quality.NotifyQualityEvent");
    return result;
  }
  HRESULT STDMETHODCALLTYPE Shutdown() noexcept override {
    log_->add("quality.Shutdown");
    return result;
  }

  // The last of each kind that was not null. To be read once the log has it.
  IMFTopology* topology() const { return topology_.Get(); }
  IMFPresentationClock* clock() const { return clock_.Get(); }
  IUnknown* object() const { return object_.Get(); }
  IMFMediaEvent* event() const { return event_.Get(); }

  std::shared_ptr<Countdown> gate;  // what NotifyTopology waits for; null: nothing. Before it is used
  std::atomic<HRESULT> result{S_OK};

 private:
  static std::string kind_of(IMFTopologyNode* node) {
    MF_TOPOLOGY_TYPE type{};
    static_cast<void>(node->GetNodeType(&type));
    return type == MF_TOPOLOGY_SOURCESTREAM_NODE ? "source"
           : type == MF_TOPOLOGY_TRANSFORM_NODE  ? "transform"
                                                 : "output";
  }
  static std::string text_of(LONG index, IMFSample* sample) {
    LONGLONG time = -1;
    static_cast<void>(sample->GetSampleTime(&time));
    return std::to_string(index) + " " + std::to_string(time);
  }

  const std::shared_ptr<CallLog> log_;
  ComPtr<IMFTopology> topology_;
  ComPtr<IMFPresentationClock> clock_;
  ComPtr<IUnknown> object_;
  ComPtr<IMFMediaEvent> event_;
};

/// Makes kFakeQualityClass creatable in this process, by `manager` itself, for as long as this lives. Thread-bound.
class QualityClass {
 public:
  explicit QualityClass(const ComPtr<FakeQualityManager>& manager) {
    CoRegisterClassObject(kFakeQualityClass, com::make<Factory>(manager).Get(), CLSCTX_INPROC_SERVER,
                          REGCLS_MULTIPLEUSE, &cookie_);
  }
  QualityClass(const QualityClass&) = delete;
  QualityClass& operator=(const QualityClass&) = delete;
  ~QualityClass() { CoRevokeClassObject(cookie_); }

 private:
  class Factory final : public com::Object<IClassFactory> {
   public:
    explicit Factory(ComPtr<FakeQualityManager> manager) : manager_(std::move(manager)) {}
    HRESULT STDMETHODCALLTYPE CreateInstance(IUnknown*, REFIID iid, void** object) noexcept override {
      return manager_->QueryInterface(iid, object);
    }
    HRESULT STDMETHODCALLTYPE LockServer(BOOL) noexcept override { return S_OK; }

   private:
    const ComPtr<FakeQualityManager> manager_;
  };

  DWORD cookie_ = 0;
};

/// A component that can be asked to drop frames. Logs "<name>.SetDropMode" (the mode) and "<name>.DropTime" (100 ns).
/// Thread-safe.
class FakeAdvise final : public com::Object<mf::IMFQualityAdvise> {
 public:
  /// `modes`: as many drop modes it has.
  FakeAdvise(std::shared_ptr<CallLog> log, std::string name, int modes)
      : log_(std::move(log)), name_(std::move(name)), modes_(modes) {}

  HRESULT STDMETHODCALLTYPE SetDropMode(mf::MF_QUALITY_DROP_MODE mode) noexcept override {
    if (mode > modes_) return MF_E_NO_MORE_DROP_MODES;
    log_->add(name_ + ".SetDropMode", std::to_string(mode));
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE SetQualityLevel(mf::MF_QUALITY_LEVEL) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetDropMode(mf::MF_QUALITY_DROP_MODE*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetQualityLevel(mf::MF_QUALITY_LEVEL*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE DropTime(LONGLONG amount) noexcept override {
    log_->add(name_ + ".DropTime", std::to_string(amount));
    return modes_ > 0 ? S_OK : MF_E_DROPTIME_NOT_SUPPORTED;
  }

 private:
  const std::shared_ptr<CallLog> log_;
  const std::string name_;
  const int modes_;
};

/// A component that judges for itself how late it is. Logs "<name>.NotifyQualityEvent" (the lag, 100 ns) and
/// "<name>.SetDropMode". Thread-safe.
class FakeJudge final : public com::Object<com::Chain<mf::IMFQualityAdvise2, mf::IMFQualityAdvise>> {
 public:
  /// `flags`: what it answers.
  FakeJudge(std::shared_ptr<CallLog> log, std::string name, DWORD flags)
      : log_(std::move(log)), name_(std::move(name)), flags_(flags) {}

  HRESULT STDMETHODCALLTYPE NotifyQualityEvent(IMFMediaEvent* event, DWORD* flags) noexcept override {
    mf::PropVariant lag;
    static_cast<void>(event->GetValue(lag.receive()));
    log_->add(name_ + ".NotifyQualityEvent", std::to_string(lag.int64()));
    *flags = flags_;
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE SetDropMode(mf::MF_QUALITY_DROP_MODE) noexcept override {
    log_->add(name_ + ".SetDropMode");
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE SetQualityLevel(mf::MF_QUALITY_LEVEL) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetDropMode(mf::MF_QUALITY_DROP_MODE*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetQualityLevel(mf::MF_QUALITY_LEVEL*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE DropTime(LONGLONG) noexcept override { return MF_E_DROPTIME_NOT_SUPPORTED; }

 private:
  const std::shared_ptr<CallLog> log_;
  const std::string name_;
  const DWORD flags_;
};

}  // namespace caesura::test
