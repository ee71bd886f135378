// SPDX-License-Identifier: MIT
//
// A topology that ends in a file: source, encoder, and a sink that is rateless and finalizable.
#include <chrono>

#include <gtest/gtest.h>

#include "support/mulaw_encoder.h"
#include "support/session_fixture.h"
#include "support/wave_file.h"
#include "support/wave_file_sink.h"

namespace caesura::test {
namespace {

constexpr int kSamples = 100;
constexpr LONGLONG kSampleDuration = 1'000'000;      // 100 ns: 10 s in all
constexpr DWORD kSampleBytes = 48'000 / 10 * 2 * 2;  // 16 bits, stereo
constexpr DWORD kEncodedBytes = kSamples * kSampleBytes / 2;

class Transcoding : public PresentationTest {
 protected:
  Transcoding() {
    source_script_.streams[0].samples = kSamples;
    source_script_.streams[0].sample_duration = kSampleDuration;
    source_script_.streams[0].sample_bytes = kSampleBytes;
  }
  ~Transcoding() override {
    session_.shut_down();
    if (source_) source_->Shutdown();
  }

  void start() {
    source_ = com::make<FakeSource>(log_, source_script_);
    ComPtr<IMFPresentationDescriptor> descriptor;
    const ComPtr<IMFTopology> topology =
        make_chain({make_source_node(source_.Get(), 0, descriptor), make_transform_node(encoder_.Get()),
                    make_output_node(static_cast<IMFStreamSink*>(sink_.Get()))});
    begun_ = std::chrono::steady_clock::now();
    ASSERT_EQ(session_.set_topology(topology.Get()), S_OK);
    ASSERT_EQ(session_.start(), S_OK);
    ASSERT_EQ(session_.status_of("Started"), S_OK);
  }
  void finish() {
    ASSERT_NO_FATAL_FAILURE(start());
    ASSERT_EQ(session_.status_of("Ended"), S_OK);
  }
  void close() {
    ASSERT_EQ(session_.close(), S_OK);
    ASSERT_EQ(session_.status_of("Closed"), S_OK);
  }
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count(); }
  WaveFile file() const { return read_wave_file(file_.path()); }

  const TemporaryFile file_{".wav"};
  ComPtr<MulawEncoder> encoder_ = com::make<MulawEncoder>();
  ComPtr<WaveFileSink> sink_ = com::make<WaveFileSink>(file_.path(), kMulaw);
  ComPtr<FakeSource> source_;
  SessionClient session_;
  std::chrono::steady_clock::time_point begun_;
};

// session R170
TEST_F(Transcoding, TakesLessTimeThanTheMediaLasts) {
  ASSERT_NO_FATAL_FAILURE(finish());

  EXPECT_LT(seconds(), 5.0);  // of 10
}

// session R154
TEST_F(Transcoding, WritesWhatTheEncoderMakesOfEachSample) {
  ASSERT_NO_FATAL_FAILURE(finish());
  ASSERT_NO_FATAL_FAILURE(close());

  EXPECT_EQ(file().format, WAVE_FORMAT_MULAW);
  EXPECT_EQ(file().channels, 2);
  EXPECT_EQ(file().rate, 48'000u);
  ASSERT_EQ(file().sound.size(), kEncodedBytes);
  EXPECT_EQ(file().sound.front(), '\xe7');  // of 0x0101, G.711
  EXPECT_EQ(file().sound.back(), '\x86');   // of 0x6464
}

// session R159
TEST_F(Transcoding, LeavesTheFileUnfinishedUntilItIsClosed) {
  ASSERT_NO_FATAL_FAILURE(finish());
  EXPECT_FALSE(file().is_finished());

  ASSERT_NO_FATAL_FAILURE(close());

  EXPECT_TRUE(file().is_finished());
  EXPECT_EQ(file().sound_bytes, kEncodedBytes);
}

// session R159
TEST_F(Transcoding, ThatIsClosedEarlyLeavesAFinishedFileOfWhatThereWas) {
  source_script_.streams[0].samples = 1'000'000;
  ASSERT_NO_FATAL_FAILURE(start());
  ASSERT_TRUE(log_->wait_for("source.stream1.RequestSample", 10));

  ASSERT_NO_FATAL_FAILURE(close());

  EXPECT_TRUE(file().is_finished());
  EXPECT_EQ(file().sound.size() % (kSampleBytes / 2), 0u);
}

}  // namespace
}  // namespace caesura::test
