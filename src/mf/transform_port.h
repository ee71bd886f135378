// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/ports.h"
#include "mf/branch_queue.h"
#include "mf/headers.h"
#include "mf/type_receiver.h"

namespace caesura::mf {

/// How many ports of one transform have lent it the Direct3D device manager of a sink. Thread-safe.
using DeviceLoan = std::shared_ptr<std::atomic<int>>;

/// What the node says of its transform: when it may be drained and flushed (MF_TOPONODE_DRAIN, MF_TOPONODE_FLUSH), and
/// whether its input type has to stay (MF_TOPONODE_LOCKED). Immutable.
struct TransformModes {
  MF_TOPONODE_DRAIN_MODE drain = MF_TOPONODE_DRAIN_DEFAULT;
  MF_TOPONODE_FLUSH_MODE flush = MF_TOPONODE_FLUSH_ALWAYS;
  bool locked = false;
};

/// The engine's port over an IMFTransform with one input and one output, whose types are set; by itself, over a
/// synchronous one. Strand-bound.
class TransformPort : public engine::TransformPort, public TypeReceiver {
 public:
  /// MF_E_TOPO_UNSUPPORTED: asynchronous, or more than one input or output.
  static Result<std::shared_ptr<TransformPort>> create(ComPtr<IMFTransform> transform, TransformModes modes);

  /// Who is asked before a new output format is chosen. Before the first sample.
  void set_downstream(std::vector<std::weak_ptr<TypeReceiver>> downstream) { downstream_ = std::move(downstream); }

  /// The transform has been given a device manager for the topology of this port: takes it back in let_go, where no
  /// other topology has done so. Before the first sample.
  void lend_device(DeviceLoan loan);
  ~TransformPort() override;

  Status begin_streaming() override;
  Status start_of_stream() override;
  Status process_input(const engine::Sample& sample) override;
  Result<engine::Sample> process_output() override;
  std::vector<engine::TransformNews> take_news() override { return std::exchange(news_, {}); }
  bool takes_format_at_once() const override;
  Status empty() override;
  bool passes_tick(engine::Hns time) override;
  bool passes_event(const engine::ForeignPtr& event) override;
  Status drain() override;
  Status flush() override;
  Status discard() override;
  bool drains_at_mark_out() const override { return modes_.drain == MF_TOPONODE_DRAIN_ALWAYS; }
  void use_queue(const engine::ForeignPtr& queue) override { queue_.use(transform_.Get(), queue); }
  void let_go() override;
  bool is_same_transform(const engine::TransformPort& other) const override;
  std::string describe() const override { return description_; }

  engine::ForeignPtr format() const override;
  Status accept_format(const engine::ForeignPtr& format) override;
  bool takes_type(IMFMediaType* type) override;

  IMFTransform* transform() const { return transform_.Get(); }
  /// The type of what it gives; null before it has one.
  ComPtr<IMFMediaType> output_type() const { return output_type_; }

 protected:
  /// The identifiers of a transform's only input and output.
  struct Streams {
    DWORD input = 0;
    DWORD output = 0;
  };
  static Result<Streams> streams_of(IMFTransform* transform);
  TransformPort(ComPtr<IMFTransform> transform, TransformModes modes, Streams streams);

  const TransformModes& modes() const { return modes_; }
  /// One call of the transform. MF_E_TRANSFORM_STREAM_CHANGE: renegotiate and call again.
  Result<ComPtr<IMFSample>> pull();
  Status renegotiate();

 private:
  bool goes_by(IMFMediaType* type) const;
  Status set_new_output();
  Status send(MFT_MESSAGE_TYPE message, ULONG_PTR parameter = 0);
  Result<ComPtr<IMFSample>> take_empty_sample();
  void list_others();
  void note(IMFCollection* events);
  bool all_take(IMFMediaType* type) const;
  ComPtr<IMFMediaType> choose_output_type() const;
  HRESULT inherit(IMFSample* output);

  const ComPtr<IMFTransform> transform_;
  const ComPtr<IUnknown> identity_;
  const std::string description_;
  QueueMember queue_;
  DeviceLoan loan_;  // null: nothing is lent
  const TransformModes modes_;
  const DWORD input_;
  const DWORD output_;
  std::vector<DWORD> others_;  // outputs that it added; what they give is thrown away
  std::vector<engine::TransformNews> news_;
  bool only_streams_added_ = false;  // what the last stream change was
  bool copies_attributes_itself_ = false;
  bool output_info_known_ = false;
  MFT_OUTPUT_STREAM_INFO output_info_{};
  ComPtr<IMFMediaType> output_type_;  // the one that downstream knows
  ComPtr<IMFSample> empty_;           // what the transform left unused
  ComPtr<IMFAttributes> input_attributes_;
  engine::Hns input_time_ = engine::kNoTime;
  engine::Hns input_duration_ = 0;
  bool input_fresh_ = false;  // no output has inherited from the last input yet
  std::vector<std::weak_ptr<TypeReceiver>> downstream_;
};

}  // namespace caesura::mf
