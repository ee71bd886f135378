// SPDX-License-Identifier: MIT
//
// Media types and positions that are made up, through the whole resolution: with the platform's decoders and
// converters. A story that fails names its seed, CAESURA_NEGOTIATION=SEED lives it again; CAESURA_NEGOTIATIONS=COUNT
// lives more of them.
#include <cstdio>
#include <limits>

#include <gtest/gtest.h>

#include "support/choices.h"
#include "support/environment.h"
#include "support/session_fixture.h"

namespace caesura::test {
namespace {

const GUID kSubtypes[] = {MFAudioFormat_PCM,  MFAudioFormat_Float, MFVideoFormat_RGB32, MFVideoFormat_NV12,
                          MFVideoFormat_I420, MFVideoFormat_YUY2,  MFMediaType_Audio,   GUID_NULL};
const GUID kMajorTypes[] = {MFMediaType_Audio, MFMediaType_Video, MFMediaType_Stream, GUID_NULL};
const GUID kNumbers[] = {MF_MT_AUDIO_NUM_CHANNELS,
                         MF_MT_AUDIO_SAMPLES_PER_SECOND,
                         MF_MT_AUDIO_BITS_PER_SAMPLE,
                         MF_MT_AUDIO_BLOCK_ALIGNMENT,
                         MF_MT_AUDIO_AVG_BYTES_PER_SECOND,
                         MF_MT_AUDIO_CHANNEL_MASK,
                         MF_MT_ALL_SAMPLES_INDEPENDENT,
                         MF_MT_FIXED_SIZE_SAMPLES,
                         MF_MT_SAMPLE_SIZE,
                         MF_MT_DEFAULT_STRIDE,
                         MF_MT_INTERLACE_MODE};
const GUID kPairs[] = {MF_MT_FRAME_SIZE, MF_MT_FRAME_RATE, MF_MT_PIXEL_ASPECT_RATIO};

/// One session, from a topology of types that somebody made up to its end.
class Negotiation : public PresentationTest {
 protected:
  void live(std::uint64_t seed) {
    Choices choices(seed);
    source_script_ = {};
    sink_script_ = {};
    source_script_.streams[0].type = type(choices);
    source_script_.streams[0].samples = 3;
    source_script_.streams[0].sample_bytes = choices.below(4096);
    if (choices.one_in(4)) {
      source_script_.streams[0].format_changes_at = 1;
      source_script_.streams[0].changed_type = type(choices);
    }
    sink_script_.streams[0].type = type(choices);
    sink_script_.streams[0].whole_type = choices.one_in(2);
    Presentation play = make_presentation(choices.one_in(4));
    SessionClient session;

    ASSERT_EQ(session.set_topology(play.topology.Get()), S_OK);
    const Hr resolved = session.status_of("TopologySet");
    ASSERT_NE(resolved, E_PENDING);
    resolved_ += resolved == S_OK ? 1 : 0;
    if (resolved == S_OK) {
      const PROPVARIANT from = position(choices);
      session->Start(&GUID_NULL, &from);
      session.start();
      ASSERT_NE(session.status_of("Started"), E_PENDING);
    }
    const std::vector<std::string> events = session.events_until_closed();
    EXPECT_EQ(session.log()->count("TopologySet"), 1u) << testing::PrintToString(events);
    EXPECT_EQ(session.shut_down(), S_OK);
  }
  int resolved() const { return resolved_; }

 private:
  static UINT32 number(Choices& choices) {
    constexpr UINT32 kOdd[] = {0, 1, 2, 3, 8, 16, 0x7fff'ffff, 0x8000'0000, 0xffff'ffff, 44'100, 0x1'0000};
    return choices.one_in(2) ? choices.one_of(kOdd) : choices.below(65'536);
  }
  /// An honest one of sound or picture, in which some attributes are others, of other kinds, or missing.
  static ComPtr<IMFMediaType> type(Choices& choices) {
    const ComPtr<IMFMediaType> made =
        choices.one_in(2) ? make_audio_type() : make_video_type(choices.one_of(kSubtypes), 16, 16);
    for (std::uint32_t i = choices.below(4); i > 0; --i) {
      switch (choices.below(7)) {
        case 0:
          made->SetGUID(MF_MT_SUBTYPE, choices.one_of(kSubtypes));
          break;
        case 1:
          made->SetUINT32(choices.one_of(kNumbers), number(choices));
          break;
        case 2:
          made->DeleteItem(choices.one_of(kNumbers));
          break;
        case 3:
          made->SetUINT64(choices.one_of(kPairs), UINT64{number(choices)} << 32 | number(choices));
          break;
        case 4:
          made->SetString(choices.one_of(kNumbers), L"a word");
          break;
        case 5:
          made->DeleteItem(choices.one_of(kPairs));
          break;
        default:
          if (choices.one_in(8)) made->SetGUID(MF_MT_MAJOR_TYPE, choices.one_of(kMajorTypes));
      }
    }
    return made;
  }
  /// Mostly a time; else of a type that is refused unseen.
  static PROPVARIANT position(Choices& choices) {
    constexpr LONGLONG kFar = std::numeric_limits<LONGLONG>::max();
    constexpr LONGLONG kTimes[] = {0, 1, -1, 100'000, kFar, -kFar, kFar - 1, -kFar - 1};
    PROPVARIANT value{};
    value.vt = choices.one_in(4) ? static_cast<VARTYPE>(choices.below(0x50)) : VARTYPE{VT_I8};
    value.hVal.QuadPart = choices.one_of(kTimes);
    return value;
  }

  int resolved_ = 0;
};

TEST_F(Negotiation, OfTypesThatAreMadeUpEndsWithOneAnswer) {
  if (is_peer_tested()) GTEST_SKIP() << "the named cases are for the peer";
  const std::uint64_t only = number_from("CAESURA_NEGOTIATION", 0);
  const std::uint64_t count = only ? 1 : number_from("CAESURA_NEGOTIATIONS", 300);
  for (std::uint64_t seed = only ? only : 1, i = 0; i < count; ++i, ++seed) {
    SCOPED_TRACE("CAESURA_NEGOTIATION=" + std::to_string(seed));
    ASSERT_NO_FATAL_FAILURE(live(seed));
  }
  std::printf("figure: topologies with media types that are made up: %d\nfigure: of these, could be played: %d\n",
              static_cast<int>(count), resolved());
  if (!only) {
    EXPECT_GT(resolved(), 0);
  }
}

}  // namespace
}  // namespace caesura::test
