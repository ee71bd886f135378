// SPDX-License-Identifier: MIT
#pragma once

#include "engine/sample.h"
#include "mf/headers.h"

namespace caesura::mf {

/// An IMFSample on its way through the engine, with the times it carries. Shares the object.
engine::Sample wrap_sample(ComPtr<IMFSample> sample);

/// The platform's sample, owned by `sample`.
inline IMFSample* unwrap_sample(const engine::Sample& sample) { return static_cast<IMFSample*>(sample.object()); }

/// Writes the times that the engine gave `sample` into the platform's, where they differ.
HRESULT write_times(const engine::Sample& sample, IMFSample* target);

}  // namespace caesura::mf
