// SPDX-License-Identifier: MIT
#include "mf/async_transform_port.h"

#include <utility>

#include "base/log.h"
#include "com/hresult.h"
#include "mf/foreign.h"
#include "mf/given.h"
#include "mf/prop_variant.h"
#include "mf/sample.h"

namespace caesura::mf {
namespace {

/// The extended types of the events that this port queues behind the transform's own: those of a round, and those of a
/// stream whose end is not drained.
constexpr GUID kRoundOver{
    0x6f1b7a52, 0x4c0e, 0x4f7d, {0x9a, 0x53, 0x2d, 0x8e, 0x16, 0x40, 0xb9, 0x71}
};
constexpr GUID kStreamOver{
    0x6f1b7a53, 0x4c0e, 0x4f7d, {0x9a, 0x53, 0x2d, 0x8e, 0x16, 0x40, 0xb9, 0x71}
};

std::uint64_t next_before(std::uint64_t most_rounds) {
  static std::atomic<std::uint64_t> before{0};
  return before.fetch_add(most_rounds);
}

bool has_extended_type(IMFMediaEvent* event, REFGUID wanted) {
  GUID extended = GUID_NULL;
  return SUCCEEDED(event->GetExtendedType(&extended)) && InlineIsEqualGUID(extended, wanted);
}

}  // namespace

Result<std::shared_ptr<AsyncTransformPort>> AsyncTransformPort::create(ComPtr<IMFTransform> transform,
                                                                       TransformModes modes, EventHub& hub,
                                                                       ShutdownMark mark) {
  const Result<Streams> streams = streams_of(transform.Get());
  RETURN_IF_FAILED(streams.status());
  ComPtr<IMFMediaEventGenerator> generator;
  RETURN_HR_IF(MF_E_TOPO_UNSUPPORTED, FAILED(given(transform.As(&generator), generator)));
  std::shared_ptr<AsyncTransformPort> port(
      new AsyncTransformPort(std::move(transform), generator, modes, streams.value(), std::move(mark)));
  port->pump_ = EventPump::create(std::move(generator), hub, port);
  return port;
}

AsyncTransformPort::AsyncTransformPort(ComPtr<IMFTransform> transform, ComPtr<IMFMediaEventGenerator> generator,
                                       TransformModes modes, Streams streams, ShutdownMark mark)
    : TransformPort(std::move(transform), modes, streams),
      generator_(std::move(generator)),
      mark_(std::move(mark)),
      before_(next_before(kMostRounds)) {}

/// One call, whatever it gives. Outputs and inputs don't pair, so nothing is inherited from an input.
Result<engine::Sample> AsyncTransformPort::process_output() {
  Result<ComPtr<IMFSample>> sample = pull();
  if (sample.ok()) return wrap_sample(std::move(sample).value());
  if (sample.status() != status::kStreamChange) return sample.status();
  RETURN_IF_FAILED(renegotiate());
  return status::kNeedMoreInput;  // METransformHaveOutput comes again
}

Status AsyncTransformPort::drain() {
  RETURN_IF_FAILED(TransformPort::drain());
  if (modes().drain != MF_TOPONODE_DRAIN_NEVER) return status::kOk;
  return com::to_status(generator_->QueueEvent(MEExtendedType, kStreamOver, S_OK, nullptr));
}

Status AsyncTransformPort::flush() {
  if (modes().flush == MF_TOPONODE_FLUSH_NEVER) return status::kOk;
  const Status flushed = TransformPort::flush();
  begin_round();
  return flushed;
}

void AsyncTransformPort::begin_round() {
  const PropVariant next = PropVariant::of_uint64(++round_);
  const HRESULT hr = generator_->QueueEvent(MEExtendedType, kRoundOver, S_OK, &next.get());
  if (FAILED(hr)) heard_round_ = round_;  // what it said before can't be told from what it says now
}

Status AsyncTransformPort::listen(std::weak_ptr<engine::TransformListener> listener) {
  listener_ = std::move(listener);
  RETURN_IF_FAILED(pump_->start());
  begin_round();  // what it has said to another port, or to nobody, is void
  return status::kOk;
}

void AsyncTransformPort::disconnect() { pump_->disconnect(); }

Status AsyncTransformPort::shut_down() {
  if (mark_->exchange(true)) return status::kOk;
  ComPtr<IMFShutdown> shutdown;
  RETURN_IF_FAILED(given(generator_.As(&shutdown), shutdown));
  return com::to_status(shutdown->Shutdown());
}

void AsyncTransformPort::on_event(IMFMediaEvent* event) {
  MediaEventType type = MEUnknown;
  HRESULT hr = E_UNEXPECTED;
  static_cast<void>(event->GetType(&type));
  static_cast<void>(event->GetStatus(&hr));
  LOG_TRACE(transform, "transform event {} with {:#010x}", type, static_cast<UINT32>(hr));
  if (type == MEExtendedType && has_extended_type(event, kRoundOver)) {
    PropVariant round;
    static_cast<void>(event->GetValue(round.receive()));
    const auto number = static_cast<std::uint64_t>(round.int64());
    if (is_own(number)) heard_round_ = number;
    return;
  }
  const std::shared_ptr<engine::TransformListener> listener = listener_.lock();
  if (!listener) return;
  if (FAILED(hr)) return listener->on_transform_failed(com::to_status(hr));
  switch (type) {
    case METransformNeedInput:
      return listener->on_input_needed(heard_round_);
    case METransformHaveOutput:
      return listener->on_output_ready(heard_round_);
    case METransformDrainComplete:
      return listener->on_drained(heard_round_);
    case METransformMarker:
    case METransformInputStreamStateChanged:
      return;
    case MEQualityNotify:
      return listener->on_transform_quality(make_foreign(ComPtr<IMFMediaEvent>(event)));
    case MEError:
      return listener->on_transform_failed(status::kFail);  // an error that does not say which
    case MEExtendedType:
      if (has_extended_type(event, kStreamOver)) return listener->on_drained(heard_round_);
      [[fallthrough]];
    default:
      listener->on_transform_event(make_foreign(ComPtr<IMFMediaEvent>(event)));
  }
}

void AsyncTransformPort::on_events_lost(Status status) {
  if (const std::shared_ptr<engine::TransformListener> listener = listener_.lock())
    listener->on_transform_failed(status);
}

}  // namespace caesura::mf
