// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <utility>

#include "engine/ports.h"
#include "mf/headers.h"
#include "mf/prop_variant.h"

namespace caesura::mf {

/// A COM object that travels through the engine: an IMFMediaEvent or an IMFTopology. Owns a reference. Immutable.
template <typename Interface>
class ForeignObject final : public engine::Foreign {
 public:
  explicit ForeignObject(ComPtr<Interface> object) : object_(std::move(object)) {}
  Interface* get() const { return object_.Get(); }

 private:
  const ComPtr<Interface> object_;
};

/// A start position in a time format that only the source understands. Immutable.
class ForeignPosition final : public engine::Foreign {
 public:
  ForeignPosition(const GUID& format, PropVariant value) : format_(format), value_(std::move(value)) {}
  const GUID& format() const { return format_; }
  const PROPVARIANT& value() const { return value_.get(); }

 private:
  const GUID format_;
  const PropVariant value_;
};

/// A client's topology that is still to be resolved. Immutable.
class PartialTopology final : public engine::Foreign {
 public:
  /// `copy`: as it was when it was given; `client`: the client's own, whose nodes are told why they fail.
  PartialTopology(ComPtr<IMFTopology> copy, ComPtr<IMFTopology> client)
      : copy_(std::move(copy)), client_(std::move(client)) {}
  IMFTopology* copy() const { return copy_.Get(); }
  IMFTopology* client() const { return client_.Get(); }

 private:
  const ComPtr<IMFTopology> copy_;
  const ComPtr<IMFTopology> client_;
};

template <typename Interface>
engine::ForeignPtr make_foreign(ComPtr<Interface> object) {
  return std::make_shared<const ForeignObject<Interface>>(std::move(object));
}

/// What make_foreign wrapped, without a reference of its own; null when it is something else.
template <typename Interface>
Interface* foreign_cast(const engine::ForeignPtr& foreign) {
  const auto* object = dynamic_cast<const ForeignObject<Interface>*>(foreign.get());
  return object ? object->get() : nullptr;
}

}  // namespace caesura::mf
