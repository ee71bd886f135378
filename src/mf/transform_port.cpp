// SPDX-License-Identifier: MIT
#include "mf/transform_port.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "com/guid_text.h"
#include "com/hresult.h"
#include "mf/async_unlock.h"
#include "mf/foreign.h"
#include "mf/given.h"
#include "mf/identity.h"
#include "mf/object_name.h"
#include "mf/prop_variant.h"
#include "mf/sample.h"

namespace caesura::mf {
namespace {

// cbSize is only what a transform can't do without: for a resampler, one audio frame, and it would give its output in
// such pieces. Wine's video converters ask for too little where rows are padded (widths that 4 does not divide), and
// fail in ProcessOutput. All of them fill no more than they need of a larger buffer.
constexpr DWORD kSlack = 64 * 1024;
// A transform may change its format again before it gives a sample, but not for ever.
constexpr int kMostChanges = 4;
// More types than any transform has; ends the enumeration of one that never says that it is through.
constexpr DWORD kMostTypes = 256;
// What is said beyond these is garbage: bytes of a sample, streams of a transform.
constexpr DWORD kLargestOutput = DWORD{1} << 30;
constexpr DWORD kMostStreams = 256;

bool copies_attributes(IMFTransform* transform) {
  ComPtr<IPropertyStore> properties;
  if (FAILED(transform->QueryInterface(IID_PPV_ARGS(&properties)))) return false;
  PropVariant value;
  return SUCCEEDED(properties->GetValue(MFPKEY_EXATTRIBUTE_SUPPORTED, value.receive())) && value.type() == VT_BOOL &&
         value.get().boolVal != VARIANT_FALSE;
}

GUID guid_of(IMFMediaType* type, REFGUID key) {
  GUID value = GUID_NULL;
  if (FAILED(type->GetGUID(key, &value))) return GUID_NULL;
  return value;
}

/// By its friendly name and class, as far as it has them.
std::string describe_transform(IMFTransform* transform) {
  ComPtr<IMFAttributes> attributes;
  std::string text = describe_object("transform", transform);
  if (FAILED(transform->GetAttributes(&attributes)) || !attributes) return text;
  LPWSTR name = nullptr;
  UINT32 length = 0;
  if (SUCCEEDED(attributes->GetAllocatedString(MFT_FRIENDLY_NAME_Attribute, &name, &length))) {
    text = "transform " + to_utf8(name);
    CoTaskMemFree(name);
  }
  GUID clsid = GUID_NULL;
  if (SUCCEEDED(attributes->GetGUID(MFT_TRANSFORM_CLSID_Attribute, &clsid))) text += " " + com::guid_text(clsid);
  return text;
}

}  // namespace

Result<std::shared_ptr<TransformPort>> TransformPort::create(ComPtr<IMFTransform> transform, TransformModes modes) {
  RETURN_HR_IF(MF_E_TOPO_UNSUPPORTED, is_asynchronous(transform.Get()));
  const Result<Streams> streams = streams_of(transform.Get());
  RETURN_IF_FAILED(streams.status());
  return std::shared_ptr<TransformPort>(new TransformPort(std::move(transform), modes, streams.value()));
}

Result<TransformPort::Streams> TransformPort::streams_of(IMFTransform* transform) {
  DWORD inputs = 0;
  DWORD outputs = 0;
  RETURN_IF_FAILED(transform->GetStreamCount(&inputs, &outputs));
  RETURN_HR_IF(MF_E_TOPO_UNSUPPORTED, inputs != 1 || outputs != 1);
  Streams streams;
  const HRESULT hr = transform->GetStreamIDs(1, &streams.input, 1, &streams.output);
  if (hr == E_NOTIMPL) return Streams{};  // numbered from 0; reference: IMFTransform::GetStreamIDs
  RETURN_IF_FAILED(hr);
  return streams;
}

TransformPort::TransformPort(ComPtr<IMFTransform> transform, TransformModes modes, Streams streams)
    : transform_(std::move(transform)),
      identity_(identity_of(transform_.Get())),
      description_(describe_transform(transform_.Get())),
      modes_(modes),
      input_(streams.input),
      output_(streams.output),
      copies_attributes_itself_(copies_attributes(transform_.Get())) {}

TransformPort::~TransformPort() {
  if (loan_) --*loan_;  // its topology has never been one of the session's
}

void TransformPort::lend_device(DeviceLoan loan) {
  loan_ = std::move(loan);
  ++*loan_;
}

void TransformPort::let_go() {
  const DeviceLoan loan = std::exchange(loan_, nullptr);
  if (loan && --*loan == 0) static_cast<void>(send(MFT_MESSAGE_SET_D3D_MANAGER));
}

Status TransformPort::send(MFT_MESSAGE_TYPE message, ULONG_PTR parameter) {
  const HRESULT hr = transform_->ProcessMessage(message, parameter);
  return hr == E_NOTIMPL ? status::kOk : com::to_status(hr);
}

Status TransformPort::begin_streaming() {
  output_type_.Reset();
  if (FAILED(transform_->GetOutputCurrentType(output_, &output_type_))) output_type_.Reset();
  return send(MFT_MESSAGE_NOTIFY_BEGIN_STREAMING);
}

Status TransformPort::start_of_stream() { return send(MFT_MESSAGE_NOTIFY_START_OF_STREAM); }

Status TransformPort::process_input(const engine::Sample& sample) {
  IMFSample* const given = unwrap_sample(sample);
  RETURN_IF_FAILED(write_times(sample, given));
  RETURN_IF_FAILED(transform_->ProcessInput(input_, given, 0));
  input_time_ = sample.time;
  input_duration_ = sample.duration;
  input_fresh_ = true;

  UINT32 count = 0;
  if (copies_attributes_itself_ || FAILED(given->GetCount(&count))) return status::kOk;
  if (count == 0) {
    input_attributes_.Reset();
    return status::kOk;
  }
  if (!input_attributes_) RETURN_IF_FAILED(MFCreateAttributes(&input_attributes_, count));
  return com::to_status(given->CopyAllItems(input_attributes_.Get()));
}

Result<engine::Sample> TransformPort::process_output() {
  for (int changes = 0; changes <= kMostChanges; ++changes) {
    Result<ComPtr<IMFSample>> sample = pull();
    if (sample.ok()) {
      RETURN_IF_FAILED(inherit(sample->Get()));
      return wrap_sample(std::move(sample).value());
    }
    if (sample.status() != status::kStreamChange) return sample.status();
    RETURN_IF_FAILED(renegotiate());
  }
  return status::kFormatChangeNotSupported;
}

Result<ComPtr<IMFSample>> TransformPort::pull() {
  if (!output_info_known_) {
    RETURN_IF_FAILED(transform_->GetOutputStreamInfo(output_, &output_info_));
    output_info_known_ = true;
  }
  ComPtr<IMFSample> sample;
  const bool brings_its_own =
      (output_info_.dwFlags & (MFT_OUTPUT_STREAM_PROVIDES_SAMPLES | MFT_OUTPUT_STREAM_CAN_PROVIDE_SAMPLES)) != 0;
  if (!brings_its_own) {
    Result<ComPtr<IMFSample>> empty = take_empty_sample();
    RETURN_IF_FAILED(empty.status());
    sample = std::move(empty).value();
  }

  std::vector<MFT_OUTPUT_DATA_BUFFER> buffers{
      {output_, sample.Get(), 0, nullptr}
  };
  for (const DWORD other : others_) buffers.push_back({other, nullptr, 0, nullptr});
  DWORD status = 0;
  const HRESULT hr = transform_->ProcessOutput(others_.empty() ? 0 : MFT_PROCESS_OUTPUT_DISCARD_WHEN_NO_BUFFER,
                                               static_cast<DWORD>(buffers.size()), buffers.data(), &status);
  const MFT_OUTPUT_DATA_BUFFER& buffer = buffers.front();
  for (std::size_t i = 0; i < buffers.size(); ++i) {
    ComPtr<IMFCollection> events;
    events.Attach(buffers[i].pEvents);
    if (events) note(events.Get());
    if (i > 0 && buffers[i].pSample) buffers[i].pSample->Release();
  }
  if (brings_its_own) sample.Attach(buffer.pSample);

  const bool format_changed = (buffer.dwStatus & MFT_OUTPUT_DATA_BUFFER_FORMAT_CHANGE) != 0;
  const bool streams_added =
      hr == MF_E_TRANSFORM_STREAM_CHANGE && (status & MFT_PROCESS_OUTPUT_STATUS_NEW_STREAMS) != 0;
  only_streams_added_ = streams_added && !format_changed;
  if (streams_added) list_others();
  if ((buffer.dwStatus & MFT_OUTPUT_DATA_BUFFER_STREAM_END) != 0) return status::kEndOfStream;
  if (FAILED(hr)) {
    if (!brings_its_own) empty_ = std::move(sample);
    return com::to_status(hr);
  }
  if (format_changed) return status::kStreamChange;
  if (!sample || (buffer.dwStatus & MFT_OUTPUT_DATA_BUFFER_NO_SAMPLE) != 0) {
    if (!brings_its_own) empty_ = std::move(sample);
    return status::kNeedMoreInput;
  }
  return sample;
}

/// Reference: IMFTransform::ProcessOutput, "Stream Changes".
void TransformPort::list_others() {
  DWORD inputs = 0;
  DWORD outputs = 0;
  others_.clear();
  if (FAILED(transform_->GetStreamCount(&inputs, &outputs)) || inputs == 0 || outputs == 0) return;
  if (inputs > kMostStreams || outputs > kMostStreams) return;
  std::vector<DWORD> input_ids(inputs);
  std::vector<DWORD> output_ids(outputs);
  if (FAILED(transform_->GetStreamIDs(inputs, input_ids.data(), outputs, output_ids.data()))) return;
  for (const DWORD id : output_ids)
    if (id != output_) others_.push_back(id);
}

/// What came with a sample, for the engine. Reference: MFT_OUTPUT_DATA_BUFFER.
void TransformPort::note(IMFCollection* events) {
  using enum engine::TransformNews::Kind;
  DWORD count = 0;
  if (FAILED(events->GetElementCount(&count))) return;
  for (DWORD i = 0; i < count; ++i) {
    ComPtr<IUnknown> element;
    ComPtr<IMFMediaEvent> event;
    if (FAILED(given(events->GetElement(i, &element), element)) || FAILED(given(element.As(&event), event))) continue;
    MediaEventType type = MEUnknown;
    HRESULT hr = S_OK;
    PropVariant value;
    static_cast<void>(event->GetType(&type));
    static_cast<void>(event->GetStatus(&hr));
    static_cast<void>(event->GetValue(value.receive()));
    if (type == MEError || FAILED(hr))
      news_.push_back({.kind = kFailed, .status = FAILED(hr) ? com::to_status(hr) : status::kFail});
    else if (type == MEStreamTick && value.type() == VT_I8)
      news_.push_back({.kind = kTick, .time = value.int64()});
    else if (type == MEQualityNotify)
      news_.push_back({.kind = kQuality, .object = make_foreign(std::move(event))});
    else if (type == MEEncodingParameters)
      news_.push_back({.kind = kInBandEvent, .object = make_foreign(std::move(event))});
    else
      news_.push_back({.kind = kForApplication, .object = make_foreign(std::move(event))});
  }
}

Result<ComPtr<IMFSample>> TransformPort::take_empty_sample() {
  if (empty_) return std::exchange(empty_, nullptr);
  ComPtr<IMFSample> sample;
  RETURN_IF_FAILED(MFCreateSample(&sample));
  ComPtr<IMFMediaBuffer> buffer;
  RETURN_HR_IF(E_OUTOFMEMORY, output_info_.cbSize > kLargestOutput);
  const DWORD alignment = output_info_.cbAlignment > 1
                              ? std::min<DWORD>(output_info_.cbAlignment - 1, MF_512_BYTE_ALIGNMENT)
                              : MF_16_BYTE_ALIGNMENT;
  RETURN_IF_FAILED(MFCreateAlignedMemoryBuffer(output_info_.cbSize + kSlack, alignment, &buffer));
  RETURN_IF_FAILED(sample->AddBuffer(buffer.Get()));
  return sample;
}

HRESULT TransformPort::inherit(IMFSample* output) {
  if (!std::exchange(input_fresh_, false)) return S_OK;
  LONGLONG present = 0;
  if (input_time_ != engine::kNoTime && output->GetSampleTime(&present) == MF_E_NO_SAMPLE_TIMESTAMP) {
    RETURN_IF_FAILED(output->SetSampleTime(input_time_));
    if (input_duration_ > 0 && output->GetSampleDuration(&present) == MF_E_NO_SAMPLE_DURATION)
      RETURN_IF_FAILED(output->SetSampleDuration(input_duration_));
  }
  if (!input_attributes_) return S_OK;
  UINT32 count = 0;
  RETURN_IF_FAILED(input_attributes_->GetCount(&count));
  for (UINT32 i = 0; i < count; ++i) {
    GUID key = GUID_NULL;
    PropVariant value;
    RETURN_IF_FAILED(input_attributes_->GetItemByIndex(i, &key, value.receive()));
    if (output->GetItem(key, nullptr) == MF_E_ATTRIBUTENOTFOUND) RETURN_IF_FAILED(output->SetItem(key, value.get()));
  }
  return S_OK;
}

Status TransformPort::renegotiate() {
  output_info_known_ = false;
  empty_.Reset();
  ComPtr<IMFMediaType> current;
  const bool stays = only_streams_added_ && SUCCEEDED(transform_->GetOutputCurrentType(output_, &current)) && current;
  return stays ? status::kOk : set_new_output();
}

/// The present type may still be readable, and is of no use.
Status TransformPort::set_new_output() {
  const ComPtr<IMFMediaType> type = choose_output_type();
  if (!type) {
    LOG_WARN(transform, "{}: it offers no new output format that can be set", describe());
    return status::kFormatChangeNotSupported;
  }
  DWORD flags = 0;
  if (output_type_ && output_type_->IsEqual(type.Get(), &flags) == S_OK) return status::kOk;
  LOG_DEBUG(transform, "{}: goes on with a new output format", describe());
  output_type_ = type;
  news_.push_back({.kind = engine::TransformNews::Kind::kFormat, .object = make_foreign(type)});
  return status::kOk;
}

/// Sets the best of the output types that it offers: one like before that all downstream take, any that they take, one
/// like before (then a converter will be needed), any.
ComPtr<IMFMediaType> TransformPort::choose_output_type() const {
  struct Candidate {
    int rank;
    ComPtr<IMFMediaType> type;
  };
  std::vector<Candidate> candidates;
  for (DWORD i = 0; i < kMostTypes; ++i) {
    ComPtr<IMFMediaType> type;
    if (FAILED(transform_->GetOutputAvailableType(output_, i, &type)) || !type) break;
    const bool alike = output_type_ &&
                       guid_of(type.Get(), MF_MT_MAJOR_TYPE) == guid_of(output_type_.Get(), MF_MT_MAJOR_TYPE) &&
                       guid_of(type.Get(), MF_MT_SUBTYPE) == guid_of(output_type_.Get(), MF_MT_SUBTYPE);
    const bool taken = all_take(type.Get());
    candidates.push_back({taken ? (alike ? 0 : 1) : (alike ? 2 : 3), std::move(type)});
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.rank < b.rank; });
  for (const Candidate& candidate : candidates)
    if (SUCCEEDED(transform_->SetOutputType(output_, candidate.type.Get(), 0))) return candidate.type;
  return nullptr;
}

bool TransformPort::all_take(IMFMediaType* type) const {
  return std::all_of(downstream_.begin(), downstream_.end(), [&](const std::weak_ptr<TypeReceiver>& weak) {
    const std::shared_ptr<TypeReceiver> receiver = weak.lock();
    return !receiver || receiver->takes_type(type);
  });
}

bool TransformPort::goes_by(IMFMediaType* type) const {
  const engine::ForeignPtr present = format();
  DWORD flags = 0;
  return present && foreign_cast<IMFMediaType>(present)->IsEqual(type, &flags) == S_OK;
}

bool TransformPort::takes_type(IMFMediaType* type) {
  if (modes_.locked) return goes_by(type);
  return SUCCEEDED(transform_->SetInputType(input_, type, MFT_SET_TYPE_TEST_ONLY));
}

engine::ForeignPtr TransformPort::format() const {
  ComPtr<IMFMediaType> type;
  if (FAILED(transform_->GetInputCurrentType(input_, &type)) || !type) return nullptr;
  return make_foreign(std::move(type));
}

bool TransformPort::takes_format_at_once() const {
  ComPtr<IMFAttributes> attributes;
  return SUCCEEDED(transform_->GetAttributes(&attributes)) && attributes &&
         MFGetAttributeUINT32(attributes.Get(), MFT_SUPPORT_DYNAMIC_FORMAT_CHANGE, FALSE) != FALSE;
}

Status TransformPort::accept_format(const engine::ForeignPtr& format) {
  IMFMediaType* const type = foreign_cast<IMFMediaType>(format);
  RETURN_HR_IF(E_INVALIDARG, !type);
  if (modes_.locked) return goes_by(type) ? status::kOk : com::to_status(MF_E_INVALIDMEDIATYPE);
  ComPtr<IMFMediaType> input;
  ComPtr<IMFMediaType> output;
  static_cast<void>(transform_->GetInputCurrentType(input_, &input));
  static_cast<void>(transform_->GetOutputCurrentType(output_, &output));
  RETURN_IF_FAILED(transform_->SetInputType(input_, type, 0));
  output_info_known_ = false;
  empty_.Reset();
  // Some transforms forget their output type with the input's.
  ComPtr<IMFMediaType> kept;
  if (!output || (SUCCEEDED(transform_->GetOutputCurrentType(output_, &kept)) && kept)) return status::kOk;
  if (SUCCEEDED(transform_->SetOutputType(output_, output.Get(), 0))) return status::kOk;
  output_type_ = output;
  const Status status = set_new_output();
  if (status.failed() && input) {  // it goes on with what it had
    static_cast<void>(transform_->SetInputType(input_, input.Get(), 0));
    static_cast<void>(transform_->SetOutputType(output_, output.Get(), 0));
  }
  return status;
}

Status TransformPort::empty() {
  return modes_.drain == MF_TOPONODE_DRAIN_NEVER ? status::kOk : send(MFT_MESSAGE_COMMAND_DRAIN, input_);
}

bool TransformPort::passes_tick(engine::Hns time) {
  const PropVariant value = PropVariant::of_int64(time);
  ComPtr<IMFMediaEvent> event;
  if (FAILED(MFCreateMediaEvent(MEStreamTick, GUID_NULL, S_OK, &value.get(), &event))) return true;
  return transform_->ProcessEvent(input_, event.Get()) != MF_S_TRANSFORM_DO_NOT_PROPAGATE_EVENT;
}

bool TransformPort::passes_event(const engine::ForeignPtr& event) {
  IMFMediaEvent* const given = foreign_cast<IMFMediaEvent>(event);
  return !given || transform_->ProcessEvent(input_, given) != MF_S_TRANSFORM_DO_NOT_PROPAGATE_EVENT;
}

Status TransformPort::drain() {
  RETURN_IF_FAILED(send(MFT_MESSAGE_NOTIFY_END_OF_STREAM, input_));
  return modes_.drain == MF_TOPONODE_DRAIN_NEVER ? status::kOk : send(MFT_MESSAGE_COMMAND_DRAIN, input_);
}

Status TransformPort::flush() {
  input_fresh_ = false;
  return modes_.flush == MF_TOPONODE_FLUSH_NEVER ? status::kOk : send(MFT_MESSAGE_COMMAND_FLUSH);
}

Status TransformPort::discard() { return modes_.flush == MF_TOPONODE_FLUSH_ALWAYS ? flush() : status::kOk; }

bool TransformPort::is_same_transform(const engine::TransformPort& other) const {
  // Every transform port of a topology is one of ours.
  return identity_ == static_cast<const TransformPort&>(other).identity_;
}

}  // namespace caesura::mf
