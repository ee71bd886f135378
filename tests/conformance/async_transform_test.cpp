// SPDX-License-Identifier: MIT
//
// Asynchronous transforms. Reference: Asynchronous MFTs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/async_wrapper.h"
#include "support/com_wait.h"
#include "support/fake_async_transform.h"
#include "support/scripted_activate.h"
#include "support/session_fixture.h"
#include "support/sound_file.h"

namespace caesura::test {
namespace {

using testing::ElementsAre;

class AsyncTransforms : public SessionTest {
 protected:
  /// Puts an asynchronous transform between source and sink of `presentation`.
  ComPtr<FakeAsyncTransform> insert(Presentation& presentation, FakeAsyncTransformScript script = {}) {
    auto transform = com::make<FakeAsyncTransform>(log_, std::move(script));
    presentation.transform_node = insert_object(presentation, static_cast<IMFTransform*>(transform.Get()));
    return transform;
  }
  static ComPtr<IMFTopologyNode> insert_object(Presentation& presentation, IUnknown* object) {
    ComPtr<IMFTopologyNode> node = make_transform_node(object);
    presentation.topology->AddNode(node.Get());
    presentation.source_node->DisconnectOutput(0);
    presentation.source_node->ConnectOutput(0, node.Get(), 0);
    node->ConnectOutput(0, presentation.output_node.Get(), 0);
    return node;
  }
  void play_through(FakeAsyncTransformScript script = {}) { transform_ = insert(play(), std::move(script)); }

  ComPtr<FakeAsyncTransform> transform_;
};

// session R150
TEST_F(AsyncTransforms, AreUnlockedAndToldOfTheStreamBeforeAnyInput) {
  play_through();
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_EQ(transform_->faults(), 0);
  EXPECT_TRUE(log_->in_order("transform.BeginStreaming", "transform.StartOfStream"));
  EXPECT_TRUE(log_->in_order("transform.StartOfStream", "transform.ProcessInput"));
  EXPECT_TRUE(log_->in_order("transform.StartOfStream", "sink.OnClockStart"));
}

// session R150
TEST_F(AsyncTransforms, OfAFullTopologyAreUnlockedToo) {
  play_through();

  session_.set_topology(play().topology.Get(), MFSESSION_SETTOPOLOGY_NORESOLUTION);
  session_.start();

  ASSERT_EQ(session_.status_of("Ended"), S_OK);
  EXPECT_EQ(transform_->faults(), 0);
  EXPECT_EQ(log_->count("sink.stream0.ProcessSample"), 10);
}

// session R150
TEST_F(AsyncTransforms, MayComeFromAnActivate) {
  transform_ = com::make<FakeAsyncTransform>(log_, FakeAsyncTransformScript{});
  const auto activate = com::make<ScriptedActivate>(ComPtr<IUnknown>(static_cast<IMFTransform*>(transform_.Get())));
  insert_object(play(), static_cast<IMFActivate*>(activate.Get()));

  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_EQ(transform_->faults(), 0);
}

// session R150
TEST_F(AsyncTransforms, MadeForATopologyThatFailsAreShutDown) {
  sink_script_.streams[0].type = make_video_type(MFVideoFormat_NV12);
  transform_ = com::make<FakeAsyncTransform>(log_, FakeAsyncTransformScript{});
  const auto activate = com::make<ScriptedActivate>(ComPtr<IUnknown>(static_cast<IMFTransform*>(transform_.Get())));
  insert_object(play(), static_cast<IMFActivate*>(activate.Get()));

  session_.set_topology(play().topology.Get());

  ASSERT_EQ(session_.status_of("TopologySet"), MF_E_TOPO_CANNOT_CONNECT);
  EXPECT_TRUE(log_->called("transform.Shutdown"));
}

// session R150
TEST_F(AsyncTransforms, ThatPlayOutliveAFailedTopologyWithTheSameActivate) {
  endless();
  transform_ = com::make<FakeAsyncTransform>(log_, FakeAsyncTransformScript{});
  const auto activate = com::make<ScriptedActivate>(ComPtr<IUnknown>(static_cast<IMFTransform*>(transform_.Get())));
  insert_object(play(), static_cast<IMFActivate*>(activate.Get()));
  ASSERT_NO_FATAL_FAILURE(started());
  sink_script_.streams[0].type = make_video_type(MFVideoFormat_NV12);
  Presentation unfit = make_presentation();
  insert_object(unfit, static_cast<IMFActivate*>(activate.Get()));

  session_.set_topology(unfit.topology.Get());

  ASSERT_EQ(session_.status_of("TopologySet", 2), MF_E_TOPO_CANNOT_CONNECT);
  EXPECT_FALSE(log_->called("transform.Shutdown"));
  EXPECT_EQ(activate->shutdowns, 0);
}

// session R150 R151
TEST_F(AsyncTransforms, PlayOnInTheTopologyThatReplacesTheirs) {
  source_script_.streams[0].samples = 100'000;
  play_through();
  ASSERT_NO_FATAL_FAILURE(started());
  ASSERT_TRUE(log_->wait_for("transform.ProcessOutput", 5));
  source_script_.streams[0].samples = 10;
  Presentation next = make_presentation();
  insert_object(next, static_cast<IMFTransform*>(transform_.Get()));

  session_.set_topology(next.topology.Get(), MFSESSION_SETTOPOLOGY_IMMEDIATE);

  ASSERT_EQ(session_.status_of("Ended"), S_OK);
  EXPECT_EQ(transform_->faults(), 0);
  EXPECT_EQ(next.sink->stream(0).taken().size(), 10u);
}

// session R151
TEST_F(AsyncTransforms, GetOneCallForEachEventAndNoneOtherwise) {
  source_script_.streams[0].samples = 50;
  sink_script_.streams[0].requests = 3;
  play_through({.room = 4, .delay = 2});
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_EQ(transform_->faults(), 0);
  EXPECT_EQ(log_->count("transform.ProcessInput"), 50);
  EXPECT_EQ(log_->count("transform.ProcessOutput"), 50);
  EXPECT_EQ(log_->count("sink.stream0.ProcessSample"), 50);
}

// session R148 R151
TEST_F(AsyncTransforms, AreDrainedAtTheEnd) {
  play_through({.delay = 3});
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_THAT(calls({"transform.Drain", "transform.EndOfStream", "sink.stream0.PlaceMarker"}),
              ElementsAre("transform.EndOfStream", "transform.Drain", "sink.stream0.PlaceMarker"));
  EXPECT_EQ(log_->count("sink.stream0.ProcessSample"), 10);
}

// session R148
TEST_F(AsyncTransforms, ThatAreNotToBeDrainedEndWithWhatTheyHave) {
  play_through({.delay = 3});
  play().transform_node->SetUINT32(MF_TOPONODE_DRAIN, MF_TOPONODE_DRAIN_NEVER);
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_FALSE(log_->called("transform.Drain"));
  EXPECT_EQ(log_->count("sink.stream0.ProcessSample"), 7);
}

// session O25 R151
TEST_F(AsyncTransforms, LearnOfANewStreamAfterAFlush) {
  endless();
  play_through();
  ASSERT_NO_FATAL_FAILURE(started());
  ASSERT_TRUE(log_->wait_for("transform.ProcessInput", 2));
  log_->clear();

  session_.seek(500'000);

  ASSERT_EQ(session_.status_of("Started", 2), S_OK);
  ASSERT_TRUE(log_->wait_for("transform.ProcessInput", 2));
  EXPECT_THAT(calls({"transform.Flush", "transform.StartOfStream"}),
              ElementsAre("transform.Flush", "transform.StartOfStream"));
  EXPECT_THAT(log_->details("transform.ProcessInput"), ElementsAre("500000", "600000"));
  EXPECT_EQ(transform_->faults(), 0);
}

// session R149
TEST_F(AsyncTransforms, ThatAreNotToBeFlushedGoOn) {
  endless();
  play_through();
  play().transform_node->SetUINT32(mf::kToponodeFlush, MF_TOPONODE_FLUSH_NEVER);
  ASSERT_NO_FATAL_FAILURE(started());
  ASSERT_TRUE(log_->wait_for("transform.ProcessInput", 2));

  session_.seek(500'000);

  ASSERT_EQ(session_.status_of("Started", 2), S_OK);
  EXPECT_FALSE(log_->called("transform.Flush"));
  EXPECT_EQ(transform_->faults(), 0);
}

// session O25
TEST_F(AsyncTransforms, PlayAgainAfterTheEnd) {
  play_through({.delay = 1});
  ASSERT_NO_FATAL_FAILURE(ended());

  session_.start();

  ASSERT_EQ(session_.status_of("Ended", 2), S_OK);
  EXPECT_EQ(log_->count("transform.StartOfStream"), 2);
  EXPECT_EQ(log_->count("sink.stream0.ProcessSample"), 20);
  EXPECT_EQ(transform_->faults(), 0);
}

// session R152
TEST_F(AsyncTransforms, MayChangeTheirOutputType) {
  play_through({.stream_change_at = 4, .changed_types = {make_audio_type()}});
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_EQ(log_->count("sink.stream0.ProcessSample"), 10);
  EXPECT_EQ(transform_->faults(), 0);
}

TEST_F(AsyncTransforms, ThatFailStopTheSession) {
  source_script_.streams[0].samples = 1000;
  play_through({.error_at = 20, .error = E_ACCESSDENIED});
  ASSERT_NO_FATAL_FAILURE(started());

  EXPECT_EQ(session_.status_of("Error"), E_ACCESSDENIED);
  EXPECT_TRUE(log_->wait_for("source.Stop"));
}

TEST_F(AsyncTransforms, ThatNeverFinishADrainDoNotHoldUpClose) {
  play_through({.drains = false});
  ASSERT_NO_FATAL_FAILURE(started());
  ASSERT_TRUE(log_->wait_for("transform.Drain"));

  session_.close();

  EXPECT_EQ(session_.status_of("Closed"), S_OK);
}

// session R139 O22
TEST_F(AsyncTransforms, AreShutDownWithTheSessionAndNotBefore) {
  play_through();
  ASSERT_NO_FATAL_FAILURE(ended());
  session_.set_topology(nullptr, MFSESSION_SETTOPOLOGY_CLEAR_CURRENT);
  ASSERT_EQ(session_.status_of("TopologySet", 2), S_OK);
  session_.close();
  ASSERT_EQ(session_.status_of("Closed"), S_OK);
  EXPECT_FALSE(log_->called("transform.Shutdown"));

  EXPECT_EQ(session_.shut_down(), S_OK);

  EXPECT_EQ(log_->count("transform.Shutdown"), 1);
}

// session O22
TEST_F(AsyncTransforms, OfQueuedTopologiesAreShutDownWithTheSession) {
  ASSERT_NO_FATAL_FAILURE(ready());
  Presentation second = make_presentation();
  insert(second);
  session_.set_topology(second.topology.Get());
  ASSERT_EQ(session_.status_of("TopologySet", 2), S_OK);
  session_.clear_topologies();
  ASSERT_EQ(session_.status_of("TopologiesCleared"), S_OK);

  EXPECT_EQ(session_.shut_down(), S_OK);

  EXPECT_EQ(log_->count("transform.Shutdown"), 1);
}

// session O22
TEST_F(AsyncTransforms, OfTwoTopologiesAreShutDownOnce) {
  endless();
  play_through();
  ASSERT_NO_FATAL_FAILURE(started());
  Presentation second = make_presentation();
  insert_object(second, static_cast<IMFTransform*>(transform_.Get()));
  session_.set_topology(second.topology.Get());
  ASSERT_EQ(session_.status_of("TopologySet", 2), S_OK);

  EXPECT_EQ(session_.shut_down(), S_OK);

  EXPECT_EQ(log_->count("transform.Shutdown"), 1);
}

// session R138 O22
TEST_F(AsyncTransforms, AreShutDownWithTheirTopologyWhereItSaysSo) {
  endless();
  play_through();
  play().transform_node->SetUINT32(MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, FALSE);
  ASSERT_NO_FATAL_FAILURE(started());

  session_.set_topology(nullptr, MFSESSION_SETTOPOLOGY_CLEAR_CURRENT);

  ASSERT_EQ(session_.status_of("TopologySet", 2), S_OK);
  EXPECT_TRUE(log_->wait_for("transform.Shutdown"));
  EXPECT_EQ(session_.shut_down(), S_OK);
  EXPECT_EQ(log_->count("transform.Shutdown"), 1);
}

// session R191
TEST_F(AsyncTransforms, KeepNoReferencesFromTheSession) {
  const auto transform = com::make<FakeAsyncTransform>(log_, FakeAsyncTransformScript{});
  const ULONG before = references_to(static_cast<IMFTransform*>(transform.Get()));
  {
    Presentation presentation = make_presentation();
    insert_object(presentation, static_cast<IMFTransform*>(transform.Get()));
    SessionClient session;
    session.set_topology(presentation.topology.Get());
    session.start();
    ASSERT_EQ(session.status_of("Ended"), S_OK);
  }

  EXPECT_TRUE(becomes_true([&] { return references_to(static_cast<IMFTransform*>(transform.Get())) == before; }));
}

/// The platform's resampler, made asynchronous, between a real file and a sink of the test's.
class AsyncResampler : public PresentationTest {
 protected:
  static constexpr CLSID kResampler{
      0xf447b69e, 0x1884, 0x4a7e, {0x80, 0x55, 0x34, 0x6f, 0x74, 0xd6, 0xed, 0xb3}
  };

  const SoundFile file_;
};

// session R150 R151
TEST_F(AsyncResampler, ConvertsAFileFromItsBeginningToItsEnd) {
  const ComPtr<IMFMediaSource> source = file_.open();
  ASSERT_TRUE(source);
  ComPtr<IMFTransform> resampler;
  ASSERT_EQ(Hr(CoCreateInstance(kResampler, nullptr, CLSCTX_INPROC_SERVER, IID_PPV_ARGS(&resampler))), S_OK);
  const auto wrapper = com::make<AsyncWrapper>(resampler);
  ComPtr<FakeSink> sink;
  sink.Attach(new FakeSink(log_, sink_script_));
  ComPtr<IMFPresentationDescriptor> descriptor;
  const ComPtr<IMFTopology> topology = make_chain({make_source_node(source.Get(), 0, descriptor),
                                                   make_transform_node(static_cast<IMFTransform*>(wrapper.Get())),
                                                   make_output_node(static_cast<IMFStreamSink*>(&sink->stream(0)))});
  SessionClient session;

  session.set_topology(topology.Get());
  session.start();

  EXPECT_EQ(session.status_of("Ended"), S_OK) << testing::PrintToString(session.events());
  const std::vector<std::string> times = log_->details("sink.stream0.ProcessSample");
  ASSERT_FALSE(times.empty());
  EXPECT_EQ(times.front(), "0");
  EXPECT_GT(std::stoll(times.back()), 2'000'000);  // of 3'000'000
  session.close();
  EXPECT_EQ(session.status_of("Closed"), S_OK);
  source->Shutdown();
}

}  // namespace
}  // namespace caesura::test
