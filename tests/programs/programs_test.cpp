// SPDX-License-Identifier: MIT
//
// Programs as others write them for Media Foundation, each run as it is on real files. They know nothing of Caesura but
// how its session is created; `CAESURA_PEER=1` runs them on Wine's own.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <future>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "grabber.h"
#include "player_window.h"
#include "playlist.h"
#include "support/activation_context.h"
#include "support/com_dll.h"
#include "support/wave_file.h"
#include "thumbnailer.h"
#include "transcoder.h"

namespace programs {
namespace {

using caesura::test::TemporaryFile;
using testing::ElementsAre;

constexpr double kClipSeconds = 4.0;  // of tools/make-media's clips
constexpr int kClipFrames = 100;
constexpr double kClipHz = 440.0;

std::wstring Clip(const wchar_t* name) { return std::wstring(CAESURA_TEST_MEDIA L"\\") + name; }

/// The class of caesura.dll without registration, and the platform.
struct Surroundings {
  caesura::test::ActivationContext context{
      std::filesystem::path(caesura::test::dll_path()).replace_filename("caesura.manifest")};
  Platform platform;
};

/// Runs a program in its own thread and gives what it returns and how long it took. One that hangs takes the process
/// with it, since nothing else ends it.
template <typename Program>
auto RunProgram(double& seconds, Program program) {
  constexpr std::chrono::seconds kLimit{40};
  const auto begun = std::chrono::steady_clock::now();
  auto result = std::async(std::launch::async, [program] {
    const Surroundings surroundings;
    return program();
  });
  if (result.wait_for(kLimit) != std::future_status::ready) {
    std::fprintf(stderr, "%s hangs\n", testing::UnitTest::GetInstance()->current_test_info()->name());
    std::fflush(nullptr);
    TerminateProcess(GetCurrentProcess(), 3);
  }
  seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  return result.get();
}

template <typename Program>
auto RunProgram(Program program) {
  double seconds = 0;
  return RunProgram(seconds, program);
}

/// The number in the 16 blocks of the lowest 32 lines of a 320x240 picture, whose pixels are so many bytes and begin
/// with one that is dark or light.
int FrameNumber(const std::vector<BYTE>& picture, std::size_t pixel = 1) {
  constexpr std::size_t kWidth = 320, kHeight = 240, kBlocks = 16, kBlock = 20;
  int number = 0;
  for (std::size_t block = 0; block < kBlocks; ++block) {
    const std::size_t middle = ((kHeight - 16) * kWidth + block * kBlock + kBlock / 2) * pixel;
    number = number * 2 + (middle < picture.size() && picture[middle] > 127 ? 1 : 0);
  }
  return number;
}

std::vector<int> FrameNumbers(const std::vector<GrabbedSample>& samples) {
  std::vector<int> numbers;
  for (const GrabbedSample& sample : samples) numbers.push_back(FrameNumber(sample.bytes));
  return numbers;
}

std::vector<int> FrameNumbers(const std::vector<Thumbnail>& thumbnails) {
  std::vector<int> numbers;
  for (const Thumbnail& thumbnail : thumbnails) numbers.push_back(FrameNumber(thumbnail.pixels, 4));
  return numbers;
}

std::vector<int> UpTo(int count) {
  std::vector<int> numbers(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) numbers[static_cast<std::size_t>(i)] = i;
  return numbers;
}

/// How far, in 100 ns, the time of any sample is from where the one before ends.
LONGLONG WorstSeam(const std::vector<GrabbedSample>& samples) {
  LONGLONG worst = 0;
  for (std::size_t i = 1; i < samples.size(); ++i)
    worst = std::max(worst, std::abs(samples[i].time - samples[i - 1].time - samples[i - 1].duration));
  return worst;
}

/// Hz of the left channel of 16-bit PCM, two channels, that lasts so long; from how often it rises from well below
/// zero to well above.
double Pitch(const std::vector<GrabbedSample>& samples, double seconds) {
  constexpr std::int16_t kWell = 2'000;
  int rises = 0;
  bool below = false;
  for (const GrabbedSample& sample : samples) {
    for (std::size_t at = 0; at + 4 <= sample.bytes.size(); at += 4) {
      std::int16_t value;
      std::memcpy(&value, sample.bytes.data() + at, sizeof value);
      if (below && value > kWell) ++rises;
      below = value < -kWell || (below && value <= kWell);
    }
  }
  return rises / seconds;
}

double SecondsOf(const std::vector<GrabbedSample>& samples) {
  return samples.empty() ? 0 : static_cast<double>(samples.back().time + samples.back().duration) / 1e7;
}

TEST(Programs, ThePlayerOfTheTutorialPlaysPausesAndGoesOn) {
  constexpr UINT kPauseAfter = 500, kGoOnAfter = 1300;  // ms

  const PlayerWindow::Seen seen =
      RunProgram([] { return PlayerWindow().Run(Clip(L"clip.mp4"), kPauseAfter, kGoOnAfter); });

  EXPECT_THAT(seen.states, ElementsAre("opening", "playing", "paused", "playing", "stopped", "closed"));
  EXPECT_TRUE(seen.has_video);
  EXPECT_EQ(seen.native_size.cx, 320);
  EXPECT_EQ(seen.native_size.cy, 240);
  EXPECT_NEAR(static_cast<double>(seen.pause_begins) / 1e7, 0.5, 0.3);
  EXPECT_NEAR(static_cast<double>(seen.pause_ends - seen.pause_begins) / 1e7, 0, 0.1);
  EXPECT_NEAR(seen.seconds, kClipSeconds + (kGoOnAfter - kPauseAfter) / 1000.0, 0.7);
}

TEST(Programs, TheSampleGrabberGetsEveryFrameInNoTime) {
  double seconds = 0;

  const auto frames =
      RunProgram(seconds, [] { return Grab(Clip(L"clip.mp4"), MFMediaType_Video, MFVideoFormat_NV12); });

  EXPECT_EQ(FrameNumbers(frames), UpTo(kClipFrames));
  EXPECT_LE(WorstSeam(frames), 10);
  EXPECT_LT(seconds, kClipSeconds);
}

TEST(Programs, TheSampleGrabberGetsAllTheSoundInNoTime) {
  double seconds = 0;

  const auto sound = RunProgram(seconds, [] { return Grab(Clip(L"clip.m4a"), MFMediaType_Audio, MFAudioFormat_PCM); });

  EXPECT_NEAR(SecondsOf(sound), kClipSeconds, 0.05);
  EXPECT_LE(WorstSeam(sound), 10'000);
  EXPECT_NEAR(Pitch(sound, kClipSeconds), kClipHz, 2);
  EXPECT_LT(seconds, kClipSeconds);
}

TEST(Programs, ThePlaylistPlaysEachFileAndEndsOnce) {
  const std::wstring first = Clip(L"clip.wav"), second = Clip(L"clip.mp3"), third = Clip(L"clip.m4a");
  double seconds = 0;

  const PlaylistShown shown = RunProgram(seconds, [&] { return PlayPlaylist({first, second, third}); });

  EXPECT_THAT(shown.now_playing, ElementsAre(first, second, third));
  EXPECT_THAT(shown.played, ElementsAre(first, second, third));
  EXPECT_EQ(shown.ends, 1);
  EXPECT_NEAR(seconds, 3 * kClipSeconds, 2);
}

TEST(Programs, TheTranscoderLeavesAFileThatOthersRead) {
  const TemporaryFile file(".wav");
  double seconds = 0;

  RunProgram(seconds, [&] { Transcode(Clip(L"clip.mp3"), file.path().wstring()); });
  const auto sound = RunProgram([&] { return Grab(file.path().wstring(), MFMediaType_Audio, MFAudioFormat_PCM); });

  EXPECT_LT(seconds, kClipSeconds);
  EXPECT_TRUE(caesura::test::read_wave_file(file.path()).is_finished());
  EXPECT_NEAR(SecondsOf(sound), kClipSeconds, 0.1);
  EXPECT_NEAR(Pitch(sound, kClipSeconds), kClipHz, 2);
}

// The last one: Wine 8's video renderer may wait for ever when it is stopped at rate 0, which takes Close and Shutdown
// all their time limits, and after which no other program could run in this process.
TEST(Programs, TheThumbnailerGetsTheFramesAskedForWithoutPlaying) {
  constexpr LONGLONG kFrame = 400'000;  // 100 ns

  const auto thumbnails = RunProgram([] {
    return MakeThumbnails(Clip(L"clip.mp4"), {25 * kFrame, 75 * kFrame + kFrame / 2, 12 * kFrame, 13 * kFrame});
  });

  EXPECT_THAT(FrameNumbers(thumbnails), ElementsAre(25, 75, 12, 13));
}

}  // namespace
}  // namespace programs
