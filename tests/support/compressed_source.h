// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "mf/headers.h"
#include "support/compressed_stream.h"

namespace caesura::test {

/// A media source that hands out compressed samples, as Windows' and newer Wine's do: one type a stream, requests
/// answered at once, seeks to the key unit at or before the position. All streams are selected. Thread-safe.
mf::ComPtr<IMFMediaSource> make_compressed_source(std::vector<CompressedStream> streams);

}  // namespace caesura::test
