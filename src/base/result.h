// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <utility>
#include <variant>

#include "base/status.h"

namespace caesura {

/// A value, or the Status that says why there is none. Immutable but for moving the value out.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
  /// `status` must be a failure.
  Result(Status status) : state_(std::in_place_index<1>, status) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return state_.index() == 0; }
  Status status() const { return ok() ? status::kOk : std::get<1>(state_); }

  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T* operator->() { return std::addressof(value()); }
  const T* operator->() const { return std::addressof(value()); }

 private:
  std::variant<T, Status> state_;
};

}  // namespace caesura
