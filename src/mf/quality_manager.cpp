// SPDX-License-Identifier: MIT
#include "mf/quality_manager.h"

#include <atomic>
#include <utility>

#include "base/log.h"
#include "com/guid_text.h"
#include "mf/foreign.h"
#include "mf/late_frames.h"
#include "mf/quality_api.h"
#include "mf/sample.h"

namespace caesura::mf {
namespace {

/// The client's manager. What it answers concerns nobody: playback goes on whatever it says. Thread-safe as far as the
/// manager is, which hears from several branches at once.
struct Guest {
  explicit Guest(ComPtr<IMFQualityManager> object) : manager(std::move(object)) {}

  const ComPtr<IMFQualityManager> manager;
  std::atomic<bool> shut_down{false};

  bool listens() const { return !shut_down.load(std::memory_order_relaxed); }
};

/// The object that a node stands for: what its events come from.
ComPtr<IUnknown> object_of(IMFTopologyNode* node) {
  ComPtr<IUnknown> object;
  static_cast<void>(node->GetObject(&object));
  return object;
}

class GuestWatch final : public engine::NodeWatch {
 public:
  GuestWatch(std::shared_ptr<Guest> guest, IMFTopologyNode* node)
      : guest_(std::move(guest)), node_(node), object_(object_of(node)) {}

  void before_input(std::size_t input, const engine::Sample& sample) override {
    if (guest_->listens()) guest_->manager->NotifyProcessInput(node_.Get(), static_cast<LONG>(input), timed(sample));
  }
  void after_output(std::size_t output, const engine::Sample& sample) override {
    if (guest_->listens()) guest_->manager->NotifyProcessOutput(node_.Get(), static_cast<LONG>(output), timed(sample));
  }
  std::optional<engine::Hns> heard(const engine::ForeignPtr& event) override {
    IMFMediaEvent* const told = foreign_cast<IMFMediaEvent>(event);
    if (told && guest_->listens()) guest_->manager->NotifyQualityEvent(object_.Get(), told);
    return std::nullopt;
  }

 private:
  /// The platform's sample with the times that the next component will see.
  static IMFSample* timed(const engine::Sample& sample) {
    IMFSample* const given = unwrap_sample(sample);
    static_cast<void>(write_times(sample, given));
    return given;
  }

  const std::shared_ptr<Guest> guest_;
  const ComPtr<IMFTopologyNode> node_;
  const ComPtr<IUnknown> object_;  // null at a source node
};

/// A quality manager that the client brought. Reference: IMFQualityManager and its methods.
class GuestManager final : public QualityManager {
 public:
  GuestManager(ComPtr<IMFQualityManager> manager, ComPtr<IMFPresentationClock> clock)
      : guest_(std::make_shared<Guest>(std::move(manager))), clock_(std::move(clock)) {}

  std::shared_ptr<engine::NodeWatch> watch(IMFTopologyNode* node) override {
    return std::make_shared<GuestWatch>(guest_, node);
  }

  void topology_starts(const engine::ForeignPtr& topology) override {
    playing_ = topology;
    guest_->manager->NotifyTopology(foreign_cast<IMFTopology>(topology));
    if (!std::exchange(clock_told_, true)) guest_->manager->NotifyPresentationClock(clock_.Get());
  }

  void topology_leaves(const engine::ForeignPtr& topology) override {
    if (playing_ != topology) return;
    playing_.reset();
    guest_->manager->NotifyTopology(nullptr);
  }

  void shut_down() override {
    guest_->shut_down = true;
    if (playing_) topology_leaves(engine::ForeignPtr(playing_));
    if (clock_told_) guest_->manager->NotifyPresentationClock(nullptr);
    guest_->manager->Shutdown();
  }

 private:
  const std::shared_ptr<Guest> guest_;
  const ComPtr<IMFPresentationClock> clock_;
  engine::ForeignPtr playing_;
  bool clock_told_ = false;
};

}  // namespace

std::shared_ptr<QualityManager> make_quality_manager(IMFAttributes* configuration, IMFPresentationClock* clock) {
  CLSID clsid{};
  if (!configuration || FAILED(configuration->GetGUID(kSessionQualityManager, &clsid)))
    return std::make_shared<LateFrames>();
  if (clsid == GUID_NULL) return nullptr;
  ComPtr<IMFQualityManager> manager;
  const HRESULT hr = CoCreateInstance(clsid, nullptr, CLSCTX_INPROC_SERVER, IID_PPV_ARGS(&manager));
  if (SUCCEEDED(hr)) return std::make_shared<GuestManager>(std::move(manager), clock);
  LOG_WARN(session, "there is no quality manager of class {}: {:#010x}; our own is used", com::guid_text(clsid),
           static_cast<std::uint32_t>(hr));
  return std::make_shared<LateFrames>();
}

}  // namespace caesura::mf
