// SPDX-License-Identifier: MIT
#include "mf/resolve_search.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "base/log.h"
#include "com/hresult.h"
#include "mf/async_unlock.h"
#include "mf/given.h"
#include "mf/media_type_text.h"
#include "mf/resolve_guids.h"
#include "mf/transform_finder.h"

namespace caesura::mf {
namespace {

/// Refusals beyond this many are not told; the first ones say it.
constexpr std::size_t kMostRefusals = 12;

MF_TOPOLOGY_TYPE type_of(IMFTopologyNode* node) {
  MF_TOPOLOGY_TYPE type = MF_TOPOLOGY_MAX;
  return SUCCEEDED(node->GetNodeType(&type)) ? type : MF_TOPOLOGY_MAX;
}

UINT32 connect_method_of(IMFTopologyNode* node) {
  return MFGetAttributeUINT32(node, MF_TOPONODE_CONNECT_METHOD, MF_CONNECT_ALLOW_DECODER);
}

ComPtr<IMFTransform> transform_of(IMFTopologyNode* node) {
  ComPtr<IUnknown> object;
  ComPtr<IMFTransform> transform;
  if (SUCCEEDED(node->GetObject(&object)) && object) object.As(&transform);
  return transform;
}

/// Whether the media types of `node` must stay as they are.
bool is_locked(IMFTopologyNode* node) { return MFGetAttributeUINT32(node, MF_TOPONODE_LOCKED, FALSE) != FALSE; }

bool is_same(IMFMediaType* a, IMFMediaType* b) {
  DWORD differences = 0;
  return a && a->IsEqual(b, &differences) == S_OK;
}

/// What the input of a locked `node` takes.
MediaTypes current_of(IMFTopologyNode* node) {
  ComPtr<IMFMediaTypeHandler> handler;
  ComPtr<IMFMediaType> type;
  if (const ComPtr<IMFTransform> transform = transform_of(node)) {
    transform->GetInputCurrentType(0, &type);
  } else if (type_of(node) == MF_TOPOLOGY_OUTPUT_NODE && SUCCEEDED(handler_of_output(node, &handler))) {
    handler->GetCurrentMediaType(&type);
  }
  return type ? MediaTypes{type} : MediaTypes{};
}

/// What the input of `node` says it takes.
MediaTypes wanted_by(IMFTopologyNode* node) {
  if (is_locked(node)) return current_of(node);
  if (const ComPtr<IMFTransform> transform = transform_of(node)) return input_types_of(transform.Get());
  ComPtr<IMFMediaTypeHandler> handler;
  if (type_of(node) != MF_TOPOLOGY_OUTPUT_NODE || FAILED(handler_of_output(node, &handler))) return {};
  return types_of(handler.Get());
}

bool same_major(IMFMediaType* a, IMFMediaType* b) {
  GUID major_a{}, major_b{};
  return SUCCEEDED(a->GetGUID(MF_MT_MAJOR_TYPE, &major_a)) && SUCCEEDED(b->GetGUID(MF_MT_MAJOR_TYPE, &major_b)) &&
         InlineIsEqualGUID(major_a, major_b);
}

void append_completed(MediaTypes& to, const MediaTypes& types, IMFMediaType* from) {
  for (const auto& type : types) {
    if (!same_major(type.Get(), from)) continue;
    if (ComPtr<IMFMediaType> whole = complete(type.Get(), from)) to.push_back(std::move(whole));
  }
}

}  // namespace

Status TypeSearch::run(IMFTopologyNode* source) {
  std::size_t planned = plan_.size();
  const Status found = search(source);
  for (; planned < plan_.size(); ++planned) {
    for (const Insertion& insertion : plan_[planned].between)
      if (is_asynchronous(insertion.transform.Get()))
        made_.transforms.push_back({insertion.transform, insertion.activate});
  }
  return found;
}

Status TypeSearch::search(IMFTopologyNode* source) {
  refusals_.clear();
  source_type_.Reset();
  has_optional_ = may_skip_ = decoder_allowed_ = somebody_read_it_ = false;
  fatal_ = S_OK;

  ComPtr<IMFMediaTypeHandler> handler;
  RETURN_IF_FAILED(handler_of_source(source, &handler));
  if (FAILED(handler->GetCurrentMediaType(&source_type_)) || !source_type_) {
    RETURN_IF_FAILED(given(handler->GetMediaTypeByIndex(0, source_type_.ReleaseAndGetAddressOf()), source_type_));
    RETURN_IF_FAILED(handler->SetCurrentMediaType(source_type_.Get()));
  }
  const Status whole = find(source, handler.Get());
  if (whole.ok() || !has_optional_ || FAILED(fatal_)) return whole;
  may_skip_ = true;
  const Status rest = find(source, handler.Get());
  if (rest.ok()) why_ = whole;
  return rest;
}

/// Tries the types of the source's stream; only its current one, unless it is told otherwise.
Status TypeSearch::find(IMFTopologyNode* source, IMFMediaTypeHandler* handler) {
  MediaTypes types{source_type_};
  if (hints_.all_source_types && !is_locked(source)) {
    for (auto& type : types_of(handler)) {
      DWORD flags = 0;
      if (source_type_->IsEqual(type.Get(), &flags) != S_OK) types.push_back(std::move(type));
    }
  }

  IMFMediaType* current = source_type_.Get();
  const auto set = [&](IMFMediaType* type) {
    const HRESULT hr = type == current ? S_OK : handler->SetCurrentMediaType(type);
    if (SUCCEEDED(hr)) current = type;
    return hr;
  };
  const bool independent =
      hints_.all_source_types && (connect_method_of(source) & MF_CONNECT_RESOLVE_INDEPENDENT_OUTPUTTYPES);
  if (join(source, 0, types, set, Method::kDecoder, independent)) return status::kOk;

  set(source_type_.Get());  // as the client gave it
  if (FAILED(fatal_)) return com::to_status(fatal_);
  GUID subtype{};
  source_type_->GetGUID(MF_MT_SUBTYPE, &subtype);
  const bool no_codec = decoder_allowed_ && !somebody_read_it_ && !is_uncompressed(subtype);
  return com::to_status(no_codec ? MF_E_TOPO_CODEC_NOT_FOUND : MF_E_TOPO_CANNOT_CONNECT);
}

std::string TypeSearch::message() const {
  std::string text;
  for (std::size_t i = 0; i < std::min(refusals_.size(), kMostRefusals); ++i) text += (i ? "; " : "") + refusals_[i];
  if (refusals_.size() > kMostRefusals) text += fmt::format("; and {} more", refusals_.size() - kMostRefusals);
  return text;
}

/// Connects an output of `upstream`, which can be set to any of `types`, to what the client put behind it. What is
/// optional there is left out where it has to be.
template <typename SetType>
bool TypeSearch::join(IMFTopologyNode* upstream, DWORD output, const MediaTypes& types, SetType set, Method limit,
                      bool each_type_to_the_end) {
  Link link{upstream, output, nullptr, 0, limit, {}};
  if (FAILED(upstream->GetOutput(output, &link.downstream, &link.input))) return false;
  for (;;) {
    if (connect(link, types, set, each_type_to_the_end)) return true;
    const UINT32 method = connect_method_of(link.downstream.Get());
    has_optional_ = has_optional_ || (method & (MF_CONNECT_AS_OPTIONAL | MF_CONNECT_AS_OPTIONAL_BRANCH)) != 0;
    if (!may_skip_ || FAILED(fatal_)) return false;
    if ((method & MF_CONNECT_AS_OPTIONAL_BRANCH) != 0) {
      plan_.push_back({link.upstream, link.output, link.downstream, link.input, {}, link.skipped, true});
      return true;
    }
    ComPtr<IMFTopologyNode> next;
    if ((method & MF_CONNECT_AS_OPTIONAL) == 0 || FAILED(link.downstream->GetOutput(0, &next, &link.input)))
      return false;
    link.skipped.push_back(std::exchange(link.downstream, next));
  }
}

template <typename SetType>
bool TypeSearch::connect(const Link& link, const MediaTypes& types, SetType set, bool each_type_to_the_end) {
  static constexpr Bridge kConverter[] = {Bridge::kConverter};
  static constexpr Bridge kDecoder[] = {Bridge::kDecoder};
  static constexpr Bridge kBoth[] = {Bridge::kDecoder, Bridge::kConverter};
  // Fewest conversions first. Behind a tee each branch has converters of its own; a decoder in front of it serves all.
  static constexpr Step kSteps[] = {
      {{},         Method::kDirect},
      {kConverter, Method::kDirect},
      {kDecoder,   Method::kDirect},
      {kBoth,      Method::kDirect}
  };
  static constexpr Step kTeeSteps[] = {
      {{},       Method::kDirect   },
      {{},       Method::kConverter},
      {kDecoder, Method::kConverter},
      {{},       Method::kDecoder  }
  };

  const bool tee = type_of(link.downstream.Get()) == MF_TOPOLOGY_TEE_NODE;
  const UINT32 allowed = connect_method_of(link.downstream.Get()) & static_cast<UINT32>(link.method);
  const bool converters = (allowed & MF_CONNECT_ALLOW_CONVERTER) != 0;
  const bool decoders = (allowed & MF_CONNECT_ALLOW_DECODER) == MF_CONNECT_ALLOW_DECODER;
  decoder_allowed_ = decoder_allowed_ || (decoders && !tee);
  const std::size_t count = decoders ? 4 : converters || tee ? 2 : 1;
  const std::span<const Step> steps = std::span<const Step>(tee ? kTeeSteps : kSteps).first(count);

  const bool may_skip = may_skip_;
  const auto try_one = [&](const Step& step, IMFMediaType* type) {
    may_skip_ = may_skip && (!tee || &step == &steps.back());  // an optional branch gets its converter first
    const bool connected = SUCCEEDED(fatal_) && SUCCEEDED(set(type)) && take_step(step, link, type);
    may_skip_ = may_skip;
    return connected;
  };
  if (each_type_to_the_end) {
    return std::any_of(types.begin(), types.end(), [&](const auto& type) {
      return std::any_of(steps.begin(), steps.end(), [&](const Step& step) { return try_one(step, type.Get()); });
    });
  }
  return std::any_of(steps.begin(), steps.end(), [&](const Step& step) {
    return std::any_of(types.begin(), types.end(), [&](const auto& type) { return try_one(step, type.Get()); });
  });
}

bool TypeSearch::take_step(const Step& step, const Link& link, IMFMediaType* type) {
  std::vector<Insertion> between;
  if (!cross(step.bridges, link, type, step.behind_tee, between)) return false;
  plan_.push_back({link.upstream, link.output, link.downstream, link.input, std::move(between), link.skipped});
  return true;
}

/// Puts one transform after the other, as `bridges` say, between `type` and the link's far end.
bool TypeSearch::cross(std::span<const Bridge> bridges, const Link& link, IMFMediaType* type, Method behind_tee,
                       std::vector<Insertion>& between) {
  if (bridges.empty()) return accept(link.downstream.Get(), type, behind_tee);
  const bool decoder = bridges.front() == Bridge::kDecoder;
  for (const TransformCandidate& candidate : decoder ? find_decoders(type, hints_) : find_converters(type, hints_)) {
    Result<ComPtr<IMFTransform>> made = candidate.create();
    if (FAILED(fatal_)) return false;
    if (!made.ok()) {
      LOG_DEBUG(loader, "{} can't be made: {:#010x}", candidate.name, made.status().code());
      continue;
    }
    const Insertion insertion{made.value(), decoder, candidate.name, candidate.activate};
    IMFTransform* const transform = made.value().Get();
    // Where no accelerated type fits, it goes without. Reference: MFT_MESSAGE_SET_D3D_MANAGER.
    const bool accelerated = managers_.give(transform, decoder, link.downstream.Get());
    if (cross_by(insertion, bridges, link, type, behind_tee, between)) return true;
    if (accelerated) managers_.take(transform);
    const bool again = accelerated && SUCCEEDED(fatal_);
    if (again && cross_by(insertion, bridges, link, type, behind_tee, between)) return true;
    end(insertion);
  }
  return false;
}

/// Nobody will use it.
void TypeSearch::end(const Insertion& insertion) {
  if (is_asynchronous(insertion.transform.Get())) shut_down({insertion.transform, insertion.activate});
}

void TypeSearch::drop_plan(std::size_t from) {
  for (std::size_t i = from; i < plan_.size(); ++i)
    for (const Insertion& insertion : plan_[i].between) end(insertion);
  plan_.resize(from);
}

bool TypeSearch::cross_by(const Insertion& insertion, std::span<const Bridge> bridges, const Link& link,
                          IMFMediaType* type, Method behind_tee, std::vector<Insertion>& between) {
  IMFTransform* const transform = insertion.transform.Get();
  if (const HRESULT hr = transform->SetInputType(0, type, 0); FAILED(hr)) {
    LOG_DEBUG(loader, "{} does not take {}: {:#010x}", insertion.name, describe(type), static_cast<UINT32>(hr));
    return false;
  }
  somebody_read_it_ = true;
  for (const auto& out : bridge_outputs(bridges.front(), transform, type, link.downstream.Get())) {
    if (FAILED(transform->SetOutputType(0, out.Get(), 0))) continue;
    between.push_back(insertion);
    if (cross(bridges.subspan(1), link, out.Get(), behind_tee, between)) return true;
    between.pop_back();
    if (FAILED(fatal_)) return false;
  }
  return false;
}

/// What to ask of a bridge that reads `input`: what the far end wants, then what the bridge offers.
MediaTypes TypeSearch::bridge_outputs(Bridge bridge, IMFTransform* transform, IMFMediaType* input,
                                      IMFTopologyNode* downstream) {
  MediaTypes outputs;
  MediaTypes offered = output_types_of(transform);
  if (bridge == Bridge::kConverter) {
    append_completed(outputs, wanted_by(downstream), input);
    sort_by_loss(offered, input);
  }
  append_completed(outputs, offered, input);
  return outputs;
}

bool TypeSearch::accept(IMFTopologyNode* node, IMFMediaType* type, Method behind_tee) {
  switch (type_of(node)) {
    case MF_TOPOLOGY_OUTPUT_NODE:
      return accept_output(node, type);
    case MF_TOPOLOGY_TRANSFORM_NODE:
      return accept_transform(node, type);
    case MF_TOPOLOGY_TEE_NODE: {
      const std::size_t planned = plan_.size();
      const auto nothing_to_set = [](IMFMediaType*) { return S_OK; };
      DWORD branches = 0;
      node->GetOutputCount(&branches);
      for (DWORD i = 0; i < branches; ++i) {
        if (join(node, i, {type}, nothing_to_set, behind_tee, false)) continue;
        drop_plan(planned);
        return false;
      }
      return true;
    }
    default:
      return false;
  }
}

bool TypeSearch::accept_output(IMFTopologyNode* node, IMFMediaType* type) {
  ComPtr<IMFMediaTypeHandler> handler;
  HRESULT hr = handler_of_output(node, &handler);
  if (SUCCEEDED(hr) && is_locked(node)) {
    ComPtr<IMFMediaType> current;
    hr = handler->GetCurrentMediaType(&current);
    if (SUCCEEDED(hr) && !is_same(current.Get(), type)) hr = MF_E_INVALIDMEDIATYPE;
  } else if (SUCCEEDED(hr)) {
    hr = is_in_use(node) ? handler->IsMediaTypeSupported(type, nullptr) : handler->SetCurrentMediaType(type);
  }
  TOPOID id = 0;
  if (SUCCEEDED(hr)) hr = node->GetTopoNodeID(&id);
  if (SUCCEEDED(hr)) {
    made_.accepted_types[id] = type;
    return true;
  }
  if (hr == MF_E_SHUTDOWN || hr == E_OUTOFMEMORY) fatal_ = hr;
  refused("the sink", type, hr);
  return false;
}

bool TypeSearch::is_in_use(IMFTopologyNode* output) const {
  ComPtr<IUnknown> object;
  ComPtr<IMFStreamSink> sink;
  return hints_.in_use.sink && SUCCEEDED(output->GetObject(&object)) && SUCCEEDED(object.As(&sink)) &&
         hints_.in_use.sink(sink.Get());
}

bool TypeSearch::accept_transform(IMFTopologyNode* node, IMFMediaType* type) {
  const ComPtr<IMFTransform> transform = transform_of(node);
  if (!transform) return false;  // it could not be made
  GUID subtype{};
  type->GetGUID(MF_MT_SUBTYPE, &subtype);
  const bool decoder = !is_uncompressed(subtype) || MFGetAttributeUINT32(node, MF_TOPONODE_DECODER, FALSE) != FALSE;
  const bool accelerated = managers_.give(transform.Get(), decoder, node);
  if (accept_as_it_is(node, transform.Get(), type)) return true;
  if (!accelerated) return false;
  managers_.take(transform.Get());
  return SUCCEEDED(fatal_) && accept_as_it_is(node, transform.Get(), type);
}

bool TypeSearch::accept_as_it_is(IMFTopologyNode* node, IMFTransform* transform, IMFMediaType* type) {
  ComPtr<IMFMediaType> chosen;  // the client may have set it
  transform->GetOutputCurrentType(0, &chosen);
  HRESULT hr = S_OK;
  if (is_locked(node)) {
    ComPtr<IMFMediaType> current;
    hr = transform->GetInputCurrentType(0, &current);
    if (SUCCEEDED(hr) && !is_same(current.Get(), type)) hr = MF_E_INVALIDMEDIATYPE;
  } else {
    hr = transform->SetInputType(0, type, 0);
  }
  if (FAILED(hr)) {
    refused("the client's transform", type, hr);
    return false;
  }
  somebody_read_it_ = true;
  MediaTypes outputs;
  if (chosen) outputs.push_back(chosen);
  if (is_locked(node))
    return join(
        node, 0, outputs, [](IMFMediaType*) { return S_OK; }, Method::kDecoder, false);
  append_completed(outputs, output_types_of(transform), type);
  const auto set = [&](IMFMediaType* output) { return transform->SetOutputType(0, output, 0); };
  return join(node, 0, outputs, set, Method::kDecoder, false);
}

void TypeSearch::refused(const char* who, IMFMediaType* type, HRESULT hr) {
  std::string text = fmt::format("{} refused {} ({:#010x})", who, describe(type), static_cast<UINT32>(hr));
  LOG_DEBUG(loader, "{}", text);
  if (std::find(refusals_.begin(), refusals_.end(), text) == refusals_.end()) refusals_.push_back(std::move(text));
}

}  // namespace caesura::mf
