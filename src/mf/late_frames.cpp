// SPDX-License-Identifier: MIT
#include "mf/late_frames.h"

#include <utility>
#include <vector>

#include "base/log.h"
#include "mf/foreign.h"
#include "mf/given.h"
#include "mf/prop_variant.h"
#include "mf/quality_api.h"

namespace caesura::mf {
namespace {

/// Up to this is on time: 100 ns.
constexpr engine::Hns kTolerance = 5 * engine::kHnsPerMillisecond;

/// A component that can be asked to take it easier. Strand-bound: the branch's.
class Adviser {
 public:
  explicit Adviser(ComPtr<IMFQualityAdvise> advise) : advise_(std::move(advise)) {
    static_cast<void>(advise_.As(&advise2_));
  }

  /// Asks for more than before. False: it does all it can already.
  bool press(IMFMediaEvent* event, engine::Hns lag) {
    if (advise2_) return pass_on(event);
    if (mode_ < MF_DROP_MODE_5 && SUCCEEDED(advise_->SetDropMode(static_cast<MF_QUALITY_DROP_MODE>(mode_ + 1)))) {
      ++mode_;
      return true;
    }
    return !std::exchange(time_dropped_, true) && SUCCEEDED(advise_->DropTime(lag));
  }

  /// It judges for itself, so it hears of every sample.
  bool wants_all() const { return advise2_ != nullptr; }

  void relax(IMFMediaEvent* event) {
    if (advise2_) pass_on(event);
    time_dropped_ = false;
    if (std::exchange(mode_, 0) > 0) static_cast<void>(advise_->SetDropMode(MF_DROP_MODE_NONE));
  }

 private:
  bool pass_on(IMFMediaEvent* event) {
    DWORD flags = 0;
    return SUCCEEDED(advise2_->NotifyQualityEvent(event, &flags)) && (flags & kQualityCannotKeepUp) == 0;
  }

  const ComPtr<IMFQualityAdvise> advise_;
  ComPtr<IMFQualityAdvise2> advise2_;
  int mode_ = MF_DROP_MODE_NONE;
  bool time_dropped_ = false;
};

class VideoSinkWatch final : public engine::NodeWatch {
 public:
  VideoSinkWatch(IMFTopologyNode* node, ComPtr<IMFStreamSink> sink) : node_(node), sink_(std::move(sink)) {}

  void before_input(std::size_t, const engine::Sample&) override {}
  void after_output(std::size_t, const engine::Sample&) override {}

  std::optional<engine::Hns> heard(const engine::ForeignPtr& event) override {
    IMFMediaEvent* const told = foreign_cast<IMFMediaEvent>(event);
    GUID what = GUID_NULL;
    PropVariant lag;
    if (!told || FAILED(told->GetExtendedType(&what)) || what != kQualityNotifySampleLag) return std::nullopt;
    if (FAILED(told->GetValue(lag.receive())) || lag.type() != VT_I8) return std::nullopt;
    return judge(told, lag.int64());
  }

 private:
  engine::Hns judge(IMFMediaEvent* event, engine::Hns lag) {
    if (lag <= kTolerance) {
      relax(event);
      return 0;
    }
    find_advisers();
    const bool shrinks = lag < std::exchange(lag_, lag);
    while (asked_ < advisers_.size()) {
      Adviser& adviser = advisers_[asked_];
      if ((shrinks && !adviser.wants_all()) || adviser.press(event, lag)) break;
      ++asked_;
    }
    LOG_DEBUG(sink, "a video sink is late by {} (100 ns)", lag);
    return asked_ < advisers_.size() ? 0 : lag;
  }

  void relax(IMFMediaEvent* event) {
    for (Adviser& adviser : advisers_) adviser.relax(event);
    asked_ = 0;
    lag_ = 0;
  }

  /// When first needed: a topology binds its objects before it plays.
  void find_advisers() {
    if (std::exchange(looked_, true)) return;
    ComPtr<IMFMediaSource> source;
    ComPtr<IMFTopologyNode> node = node_;
    for (DWORD output = 0;;) {
      ComPtr<IMFTopologyNode> upstream;
      if (FAILED(node->GetInput(0, &upstream, &output)) || !upstream) break;
      node = std::move(upstream);
      ComPtr<IUnknown> object;
      if (node->GetObject(&object) == S_OK) add(object.Get());
      static_cast<void>(node->GetUnknown(MF_TOPONODE_SOURCE, IID_PPV_ARGS(&source)));
    }
    ComPtr<IMFMediaSink> media_sink;
    if (!add(sink_.Get()) && SUCCEEDED(given(sink_->GetMediaSink(&media_sink), media_sink))) add(media_sink.Get());
    ComPtr<IMFQualityAdvise> advise;
    if (source && SUCCEEDED(given(MFGetService(source.Get(), kQualityServices, IID_PPV_ARGS(&advise)), advise)))
      advisers_.emplace_back(std::move(advise));
  }

  bool add(IUnknown* component) {
    ComPtr<IMFQualityAdvise> advise;
    if (!component || FAILED(component->QueryInterface(IID_PPV_ARGS(&advise)))) return false;
    advisers_.emplace_back(std::move(advise));
    return true;
  }

  const ComPtr<IMFTopologyNode> node_;
  const ComPtr<IMFStreamSink> sink_;
  std::vector<Adviser> advisers_;  // the nearest transform upstream first
  bool looked_ = false;
  std::size_t asked_ = 0;  // the adviser that is at work; past the last: the node itself
  engine::Hns lag_ = 0;    // when last heard of
};

}  // namespace

std::shared_ptr<engine::NodeWatch> LateFrames::watch(IMFTopologyNode* node) {
  ComPtr<IUnknown> object;
  ComPtr<IMFStreamSink> sink;
  ComPtr<IMFMediaTypeHandler> handler;
  GUID major = GUID_NULL;
  MF_TOPOLOGY_TYPE type{};
  const bool video = SUCCEEDED(node->GetNodeType(&type)) && type == MF_TOPOLOGY_OUTPUT_NODE &&
                     node->GetObject(&object) == S_OK && SUCCEEDED(object.As(&sink)) &&
                     SUCCEEDED(given(sink->GetMediaTypeHandler(&handler), handler)) &&
                     SUCCEEDED(handler->GetMajorType(&major)) && major == MFMediaType_Video;
  return video ? std::make_shared<VideoSinkWatch>(node, std::move(sink)) : nullptr;
}

}  // namespace caesura::mf
