// SPDX-License-Identifier: MIT
#pragma once

#include "mf/headers.h"
#include "support/sound_file.h"

namespace caesura::test {

mf::ComPtr<IMFActivate> make_renderer();

/// Plays the file with the platform's own source and audio renderer: samples are passed from one to the other by hand.
/// Failures are GoogleTest's.
void play_bare(const SoundFile& file);

/// The same through a session.
void play_in_session(const SoundFile& file);

}  // namespace caesura::test
