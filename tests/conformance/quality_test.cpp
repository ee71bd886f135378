// SPDX-License-Identifier: MIT
//
// The quality manager: the client's own, none, and the session's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fake_quality.h"
#include "support/session_fixture.h"

namespace caesura::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

constexpr GUID kUnregisteredClass{
    0x5ee2b2c5, 0x3c52, 0x4a7e, {0x9b, 0x1f, 0x6d, 0x2f, 0x51, 0x6e, 0x8a, 0x14}
};
constexpr GUID kProcessingLatency{
    0xf6b44af8, 0x604d, 0x46fe, {0xa9, 0x5d, 0x45, 0x47, 0x9b, 0x10, 0xc9, 0xbc}
};

ComPtr<IMFAttributes> naming(REFGUID quality_manager) {
  ComPtr<IMFAttributes> store;
  MFCreateAttributes(&store, 1);
  store->SetGUID(mf::kSessionQualityManager, quality_manager);
  return store;
}

/// Plays a presentation in a session that was made with a quality manager of the client's.
class CustomQualityManager : public PresentationTest {
 protected:
  void start() {
    play_ = std::make_unique<Presentation>(make_presentation(with_transform_));
    ASSERT_EQ(session_.set_topology(play_->topology.Get()), S_OK);
    ASSERT_EQ(session_.start(), S_OK);
    ASSERT_EQ(session_.status_of("Started"), S_OK);
  }
  void play_to_the_end() {
    ASSERT_NO_FATAL_FAILURE(start());
    ASSERT_EQ(session_.status_of("Ended"), S_OK);
  }

  const ComPtr<FakeQualityManager> manager_ = com::make<FakeQualityManager>(log_);
  const QualityClass class_{manager_};
  SessionClient session_{naming(kFakeQualityClass).Get()};
  std::unique_ptr<Presentation> play_;
  bool with_transform_ = false;
};

// session R9
TEST_F(CustomQualityManager, IsToldOfTheFullTopologyAndTheClockBeforeItPlays) {
  endless();
  ASSERT_NO_FATAL_FAILURE(start());

  EXPECT_EQ(log_->details("quality.NotifyTopology"), Texts{"topology"});
  EXPECT_EQ(manager_->topology(), session_.full_topology(MFSESSION_GETFULLTOPOLOGY_CURRENT).Get());
  EXPECT_EQ(manager_->clock(), session_.clock().Get());
}

// session R9
TEST_F(CustomQualityManager, IsToldToLetATopologyGoThatIsCleared) {
  endless();
  ASSERT_NO_FATAL_FAILURE(start());

  ASSERT_EQ(session_.set_topology(nullptr, MFSESSION_SETTOPOLOGY_CLEAR_CURRENT), S_OK);
  ASSERT_EQ(session_.status_of("TopologySet", 2), S_OK);

  EXPECT_TRUE(log_->wait_for("quality.NotifyTopology", 2));
  EXPECT_EQ(log_->details("quality.NotifyTopology"), (Texts{"topology", "none"}));
}

// session R163
TEST_F(CustomQualityManager, SeesEverySampleAtEveryNode) {
  with_transform_ = true;
  source_script_.streams[0].samples = 2;
  ASSERT_NO_FATAL_FAILURE(play_to_the_end());

  const Texts times{"0 0", "0 100000"};
  EXPECT_EQ(log_->details("quality.NotifyProcessOutput source"), times);
  EXPECT_EQ(log_->details("quality.NotifyProcessInput transform"), times);
  EXPECT_EQ(log_->details("quality.NotifyProcessOutput transform"), times);
  EXPECT_EQ(log_->details("quality.NotifyProcessInput output"), times);
}

// session R163
TEST_F(CustomQualityManager, IsToldBeforeEachInputAndAfterEachOutput) {
  with_transform_ = true;
  source_script_.streams[0].samples = 1;
  ASSERT_NO_FATAL_FAILURE(play_to_the_end());

  EXPECT_THAT(calls({"quality.NotifyProcess", "transform.ProcessInput", "sink.stream0.ProcessSample"}),
              ElementsAre("quality.NotifyProcessOutput source", "quality.NotifyProcessInput transform",
                          "transform.ProcessInput", "quality.NotifyProcessOutput transform",
                          "quality.NotifyProcessInput output", "sink.stream0.ProcessSample"));
}

// session R163
TEST_F(CustomQualityManager, IsShutDownOnceAfterLettingGoOfTopologyAndClock) {
  ASSERT_NO_FATAL_FAILURE(start());
  ASSERT_EQ(session_.shut_down(), S_OK);
  ASSERT_EQ(session_.shut_down(), MF_E_SHUTDOWN);

  EXPECT_EQ(log_->details("quality.NotifyTopology"), (Texts{"topology", "none"}));
  EXPECT_EQ(log_->details("quality.NotifyPresentationClock"), (Texts{"clock", "none"}));
  EXPECT_EQ(log_->count("quality.Shutdown"), 1);
  EXPECT_EQ(calls({"quality"}).back(), "quality.Shutdown");
}

// session R91
TEST_F(CustomQualityManager, HearsWhatAStreamSinkSaysAndTheApplicationDoesNot) {
  endless();
  ASSERT_NO_FATAL_FAILURE(start());
  FakeStreamSink& sink = play_->sink->stream(0);

  sink.QueueEvent(MEQualityNotify, kProcessingLatency, S_OK, &mf::PropVariant::of_int64(70'000).get());

  ASSERT_TRUE(log_->wait_for("quality.NotifyQualityEvent"));
  const HeardEvent heard{ComPtr<IMFMediaEvent>(manager_->event())};
  EXPECT_EQ(manager_->object(), static_cast<IUnknown*>(static_cast<IMFStreamSink*>(&sink)));
  EXPECT_EQ(heard.type(), static_cast<MediaEventType>(MEQualityNotify));
  EXPECT_EQ(heard.extended_type(), kProcessingLatency);
  EXPECT_EQ(heard.value().int64(), 70'000);
  EXPECT_THAT(session_.events_until_closed(), Not(Contains(std::to_string(MEQualityNotify))));
}

TEST_F(CustomQualityManager, MayFailWithoutHarm) {
  manager_->result = E_FAIL;
  with_transform_ = true;

  EXPECT_NO_FATAL_FAILURE(play_to_the_end());
  EXPECT_EQ(log_->count("sink.stream0.ProcessSample"), 10);
}

TEST_F(CustomQualityManager, MayHangWithoutHarm) {
  const auto gate = std::make_shared<Countdown>(1);
  manager_->gate = gate;

  EXPECT_NO_FATAL_FAILURE(play_to_the_end());
  gate->count_down();
}

TEST_F(CustomQualityManager, AloneDecidesWhatBecomesOfLateFrames) {
  source_script_.streams[0].type = sink_script_.streams[0].type = make_video_type(MFVideoFormat_RGB32);
  sink_script_.streams[0].lags = {
      {0, 350'000}
  };

  ASSERT_NO_FATAL_FAILURE(play_to_the_end());

  EXPECT_TRUE(log_->called("quality.NotifyQualityEvent"));
  EXPECT_EQ(log_->count("sink.stream0.ProcessSample"), 10);
}

class UnknownQualityManager : public PresentationTest {
 protected:
  SessionClient session_{naming(kUnregisteredClass).Get()};
};

// session O5
TEST_F(UnknownQualityManager, IsNoErrorAndTheSessionPlays) {
  const Presentation play = make_presentation();

  ASSERT_EQ(session_.set_topology(play.topology.Get()), S_OK);
  ASSERT_EQ(session_.start(), S_OK);

  EXPECT_EQ(session_.status_of("Ended"), S_OK);
}

/// A picture, 10 frames of 10 ms, whose sink says how late it is.
class LateFrames : public SessionTest {
 protected:
  LateFrames() {
    source_script_.streams[0].type = sink_script_.streams[0].type = make_video_type(MFVideoFormat_RGB32);
    transform_script_.input_types = transform_script_.output_types = {make_video_type(MFVideoFormat_RGB32)};
  }
  /// The numbers of the frames that the sink got.
  std::vector<int> frames() const {
    std::vector<int> numbers;
    for (const std::string& time : log_->details("sink.stream0.ProcessSample"))
      numbers.push_back(std::stoi(time) / 100'000);
    return numbers;
  }
};

TEST_F(LateFrames, AreLeftOutWhenTheSinkSaysSo) {
  sink_script_.streams[0].lags = {
      {0, 350'000}
  };
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_THAT(frames(), ElementsAre(0, 4, 5, 6, 7, 8, 9));
}

TEST_F(LateFrames, AreShownAgainOnceTheSinkHasCaughtUp) {
  sink_script_.streams[0].lags = {
      {0, 350'000},
      {1, -10'000},
      {2, 1'000  },
      {3, 250'000}
  };
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_THAT(frames(), ElementsAre(0, 4, 5, 6, 9));
}

TEST_F(LateFrames, AreAllShownWithoutAWordFromTheSink) {
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_THAT(frames(), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
}

TEST_F(LateFrames, AreNeverSound) {
  source_script_.streams[0].type = sink_script_.streams[0].type = make_audio_type();
  sink_script_.streams[0].lags = {
      {0, 350'000}
  };
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_THAT(frames(), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
}

TEST_F(LateFrames, AreForTheDecoderToDropFirst) {
  with_transform_ = true;
  transform_script_.drop_modes = 5;
  sink_script_.parts = {com::make<FakeAdvise>(log_, "renderer", 5)};
  sink_script_.streams[0].lags = {
      {0, 350'000},
      {1, 350'000},
      {2, 250'000},
      {3, 0      }
  };
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_EQ(log_->details("transform.SetDropMode"), (Texts{"1", "2", "0"}));
  EXPECT_THAT(calls({"renderer"}), IsEmpty());
  EXPECT_EQ(frames().size(), 10u);
}

TEST_F(LateFrames, AreForTheSinkToDropWhereTheDecoderDoesNot) {
  with_transform_ = true;
  sink_script_.parts = {com::make<FakeAdvise>(log_, "renderer", 1)};
  sink_script_.streams[0].lags = {
      {0, 350'000},
      {1, 350'000}
  };
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_EQ(log_->details("renderer.SetDropMode"), Texts{"1"});
  EXPECT_EQ(log_->details("renderer.DropTime"), Texts{"350000"});
  EXPECT_EQ(frames().size(), 10u);
}

TEST_F(LateFrames, AreLeftOutWhereWhatTheSinkDropsIsNotEnough) {
  sink_script_.parts = {com::make<FakeAdvise>(log_, "renderer", 1)};
  sink_script_.streams[0].lags = {
      {0, 350'000},
      {1, 350'000},
      {2, 350'000}
  };
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_THAT(frames(), ElementsAre(0, 1, 2, 6, 7, 8, 9));
}

TEST_F(LateFrames, AreForTheSourceToDropWhereNobodyElseDoes) {
  with_transform_ = true;
  source_script_.services = {
      {mf::kQualityServices, com::make<FakeAdvise>(log_, "file", 1)}
  };
  sink_script_.streams[0].lags = {
      {0, 350'000},
      {1, 350'000},
      {2, 0      }
  };
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_EQ(log_->details("file.SetDropMode"), (Texts{"1", "0"}));
  EXPECT_EQ(log_->details("file.DropTime"), Texts{"350000"});
  EXPECT_EQ(frames().size(), 10u);
}

TEST_F(LateFrames, AreForTheSinkToDropBeforeTheSource) {
  sink_script_.parts = {com::make<FakeAdvise>(log_, "renderer", 5)};
  source_script_.services = {
      {mf::kQualityServices, com::make<FakeAdvise>(log_, "file", 5)}
  };
  sink_script_.streams[0].lags = {
      {0, 350'000},
      {1, 350'000}
  };
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_EQ(log_->details("renderer.SetDropMode"), (Texts{"1", "2"}));
  EXPECT_THAT(calls({"file"}), IsEmpty());
}

// A component with IMFQualityAdvise2 is told what the sink says, less and more, and no drop mode.
TEST_F(LateFrames, AreJudgedByAComponentThatCan) {
  sink_script_.parts = {com::make<FakeJudge>(log_, "renderer", 0)};
  sink_script_.streams[0].lags = {
      {0, 350'000},
      {1, 250'000},
      {2, 450'000},
      {3, 0      }
  };
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_EQ(log_->details("renderer.NotifyQualityEvent"), (Texts{"350000", "250000", "450000", "0"}));
  EXPECT_FALSE(log_->called("renderer.SetDropMode"));
  EXPECT_EQ(frames().size(), 10u);
}

TEST_F(LateFrames, AreLeftOutWhereTheComponentThatJudgesCannotKeepUp) {
  sink_script_.parts = {com::make<FakeJudge>(log_, "renderer", mf::kQualityCannotKeepUp)};
  sink_script_.streams[0].lags = {
      {0, 350'000}
  };
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_EQ(log_->details("renderer.NotifyQualityEvent"), Texts{"350000"});
  EXPECT_THAT(frames(), ElementsAre(0, 4, 5, 6, 7, 8, 9));
}

class NoQualityManager : public PresentationTest {
 protected:
  SessionClient session_{naming(GUID_NULL).Get()};
};

// session R10
TEST_F(NoQualityManager, LeavesNoFrameOut) {
  source_script_.streams[0].type = sink_script_.streams[0].type = make_video_type(MFVideoFormat_RGB32);
  sink_script_.streams[0].lags = {
      {0, 350'000}
  };
  const Presentation play = make_presentation();

  ASSERT_EQ(session_.set_topology(play.topology.Get()), S_OK);
  ASSERT_EQ(session_.start(), S_OK);
  ASSERT_EQ(session_.status_of("Ended"), S_OK);

  EXPECT_EQ(log_->count("sink.stream0.ProcessSample"), 10);
}

}  // namespace
}  // namespace caesura::test
