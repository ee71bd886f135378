// SPDX-License-Identifier: MIT
//
// Sessions with the platform's own source and audio renderer. What they leave behind is for `./dev soak` to see.
#include <gtest/gtest.h>

#include "com/win32.h"
#include "support/fake_topology.h"
#include "support/real_playback.h"
#include "support/session_client.h"

namespace caesura::test {
namespace {

class RealComponents : public testing::Test {
 protected:
  void SetUp() override {
    const ComPtr<IMFActivate> renderer = make_renderer();
    ComPtr<IMFMediaSink> sink;
    if (FAILED(renderer->ActivateObject(IID_PPV_ARGS(&sink)))) GTEST_SKIP() << "there is no sound device";
    sink.Reset();
    renderer->ShutdownObject();
  }

  SessionPlatform platform_;
  SoundFile file_;
};

// Reference: IMFMediaSource::Start
TEST_F(RealComponents, PlayOneSourceAgainAndAgain) {
  constexpr std::size_t kTimes = 4;
  const ComPtr<IMFMediaSource> source = file_.open();
  ASSERT_TRUE(source);
  SessionClient session;
  ComPtr<IMFPresentationDescriptor> descriptors[kTimes];
  for (auto& descriptor : descriptors) {
    const ComPtr<IMFTopology> topology =
        make_chain({make_source_node(source.Get(), 0, descriptor), make_output_node(make_renderer().Get())});
    ASSERT_EQ(session.set_topology(topology.Get()), S_OK);
  }
  const ULONGLONG begun = GetTickCount64();
  ASSERT_EQ(session.start(), S_OK);

  EXPECT_EQ(session.status_of("Ended"), S_OK) << testing::PrintToString(session.events());

  // None is over at once: however late we hear of it, it has taken its time.
  EXPECT_GT(GetTickCount64() - begun, (1000 * kTimes - 500) * SoundFile::kFrames / SoundFile::kRate);
  EXPECT_EQ(session.log()->count("TopologyEnded"), kTimes);
  EXPECT_EQ(session.close(), S_OK);
  EXPECT_EQ(session.status_of("Closed"), S_OK);
  EXPECT_EQ(Hr(source->Shutdown()), S_OK);
}

}  // namespace
}  // namespace caesura::test
