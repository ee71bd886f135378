// SPDX-License-Identifier: MIT
//
// Where a presentation begins and stops inside its media. Reference: MF_TOPONODE_MEDIASTART, MF_TOPONODE_MEDIASTOP,
// MF_TOPOLOGY_NO_MARKIN_MARKOUT, MF_TOPONODE_DRAIN, MF_TOPONODE_FLUSH.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mf/mark_api.h"
#include "support/session_fixture.h"

namespace caesura::test {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::Not;
using testing::SizeIs;
using Taken = FakeStreamSink::Taken;

constexpr DWORD kBytes = 1920;  // of 10 ms of sound

/// Ten samples of 10 ms, of which the sink takes all that it is given.
class Marks : public SessionTest {
 protected:
  Marks() { source_script_.streams[0].sample_bytes = kBytes; }

  void stop_at(LONGLONG stop) { play().source_node->SetUINT64(MF_TOPONODE_MEDIASTOP, static_cast<UINT64>(stop)); }
  void do_not_trim() { play().topology->SetUINT32(mf::kTopologyNoMarkInMarkOut, TRUE); }
  void ended_from(LONGLONG position) {
    ASSERT_NO_FATAL_FAILURE(ready());
    session_.seek(position);
    ASSERT_EQ(session_.status_of("Ended"), S_OK);
  }
  std::vector<Taken> taken(std::size_t stream = 0) { return play().sink->stream(stream).taken(); }
  /// What ten whole samples look like.
  static std::vector<Taken> all_ten() {
    std::vector<Taken> samples;
    for (int i = 0; i < 10; ++i) samples.push_back({i * 100'000, 100'000, kBytes});
    return samples;
  }
  void show_pictures() {
    source_script_.streams[0].type = sink_script_.streams[0].type = make_video_type(MFVideoFormat_NV12);
  }
};

// session R187
TEST_F(Marks, CutSoundAtTheStart) {
  ASSERT_NO_FATAL_FAILURE(ended_from(750'000));

  EXPECT_THAT(taken(), ElementsAre(Taken{750'000, 50'000, kBytes / 2}, Taken{800'000, 100'000, kBytes},
                                   Taken{900'000, 100'000, kBytes}));
}

// session R187
TEST_F(Marks, LeaveAPictureWhole) {
  show_pictures();
  ASSERT_NO_FATAL_FAILURE(ended_from(750'000));

  EXPECT_THAT(taken(), ElementsAre(Taken{700'000, 100'000, kBytes}, Taken{800'000, 100'000, kBytes},
                                   Taken{900'000, 100'000, kBytes}));
}

// A source may say anything of its samples; what is cut has the length that its bytes have.
TEST_F(Marks, CutASampleThatClaimsToLastForEver) {
  source_script_.streams[0].samples = 1;
  source_script_.streams[0].sample_duration = INT64_MAX;
  stop_at(75'000);
  ASSERT_NO_FATAL_FAILURE(ended_from(50'000));

  EXPECT_THAT(taken(), ElementsAre(Taken{50'000, 25'000, kBytes / 4}));
}

// session R135
TEST_F(Marks, AreIgnoredWhereTheTopologySaysSo) {
  source_script_.streams[0].lead = 2;
  do_not_trim();
  ASSERT_NO_FATAL_FAILURE(ended_from(850'000));

  EXPECT_THAT(taken(), ElementsAre(Taken{600'000, 100'000, kBytes}, Taken{700'000, 100'000, kBytes},
                                   Taken{800'000, 100'000, kBytes}, Taken{900'000, 100'000, kBytes}));
}

// session R135
TEST_F(Marks, DoNotStopWhereTheTopologyIgnoresThem) {
  stop_at(350'000);
  do_not_trim();
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_EQ(taken(), all_ten());
  EXPECT_EQ(session_.log()->count("EndOfPresentation"), 1u);
}

// session R132
TEST_F(Marks, EndThePresentationThoughTheSourceHasMore) {
  stop_at(350'000);
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_THAT(taken(), ElementsAre(Taken{0, 100'000, kBytes}, Taken{100'000, 100'000, kBytes},
                                   Taken{200'000, 100'000, kBytes}, Taken{300'000, 50'000, kBytes / 2}));
  EXPECT_THAT(log_->details("sink.stream0.PlaceMarker"), ElementsAre("segment"));
  EXPECT_EQ(log_->count("source.stream1.RequestSample"), 4);
  EXPECT_TRUE(log_->called("source.Stop"));
  EXPECT_EQ(session_.log()->count("EndOfPresentation"), 0u);
}

// session R132
TEST_F(Marks, BetweenTwoSamplesNeedNoCut) {
  stop_at(300'000);
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_THAT(taken(), SizeIs(3));
  EXPECT_EQ(log_->count("source.stream1.RequestSample"), 3);
}

// session R132
TEST_F(Marks, LetTheLastPictureBeSeenUntilTheStop) {
  show_pictures();
  source_script_.streams[0].sample_duration = 4'000'000;
  stop_at(2'000'000);
  ASSERT_NO_FATAL_FAILURE(started());
  const ULONGLONG begin = GetTickCount64();
  ASSERT_EQ(session_.status_of("Ended"), S_OK);

  EXPECT_THAT(taken(), ElementsAre(Taken{0, 4'000'000, kBytes}));
  EXPECT_GE(GetTickCount64() - begin, 150u);
  EXPECT_LT(GetTickCount64() - begin, 390u);
}

// session R131 R132
TEST_F(Marks, CountTimeFromTheMediaStart) {
  play().source_node->SetUINT64(MF_TOPONODE_MEDIASTART, 250'000);
  stop_at(500'000);
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_THAT(taken(), ElementsAre(Taken{0, 50'000, kBytes / 2}, Taken{50'000, 100'000, kBytes},
                                   Taken{150'000, 100'000, kBytes}));
}

// session R132
TEST_F(Marks, HoldAgainAfterTheyWereReached) {
  stop_at(200'000);
  ASSERT_NO_FATAL_FAILURE(ended());
  log_->clear();

  session_.start();

  ASSERT_EQ(session_.status_of("Ended", 2), S_OK);
  EXPECT_EQ(log_->count("sink.stream0.ProcessSample"), 2);
}

// session R184
TEST_F(Marks, AreThePresentationsEndForASeek) {
  stop_at(350'000);
  ASSERT_NO_FATAL_FAILURE(ready());

  session_.seek(350'000);
  EXPECT_EQ(session_.status_of("Started"), MF_E_INVALID_POSITION);
  EXPECT_FALSE(log_->called("source.Start"));
  session_.seek(340'000);

  EXPECT_EQ(session_.status_of("Started", 2), S_OK);
}

// session R184 O13
TEST_F(Marks, AtTheStartMakeThePresentationShorter) {
  endless();
  play().source_node->SetUINT64(MF_TOPONODE_MEDIASTART, 300'000);
  ASSERT_NO_FATAL_FAILURE(ready());

  session_.seek(700'001);
  EXPECT_EQ(session_.status_of("Started"), MF_E_INVALID_POSITION);
  session_.seek(700'000);

  EXPECT_EQ(session_.status_of("Started", 2), S_OK);
}

/// A transform that keeps two samples back stands between.
class MarksOfATransform : public Marks {
 protected:
  MarksOfATransform() {
    with_transform_ = true;
    transform_script_.delay = 2;
    transform_script_.output_size = kBytes;
  }
  void trim_at(IMFTopologyNode* node) {
    node->SetUINT32(MF_TOPONODE_MARKIN_HERE, TRUE);
    node->SetUINT32(MF_TOPONODE_MARKOUT_HERE, TRUE);
  }
  void drain(MF_TOPONODE_DRAIN_MODE mode) { play().transform_node->SetUINT32(MF_TOPONODE_DRAIN, mode); }
};

// session R148
TEST_F(MarksOfATransform, DoNotDrainIt) {
  stop_at(300'000);
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_THAT(taken(), SizeIs(3));
  EXPECT_FALSE(log_->called("transform.Drain"));
}

// session R148
TEST_F(MarksOfATransform, DrainItWhereTheNodeSaysAlways) {
  stop_at(300'000);
  drain(MF_TOPONODE_DRAIN_ALWAYS);
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_THAT(taken(), SizeIs(3));
  EXPECT_EQ(log_->count("transform.Drain"), 1);
}

// session R148
TEST_F(MarksOfATransform, NeverDrainItWhereTheNodeSaysSo) {
  stop_at(300'000);
  drain(MF_TOPONODE_DRAIN_NEVER);
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_FALSE(log_->called("transform.Drain"));
}

TEST_F(MarksOfATransform, ApplyToWhatGoesInWhereTheSourceNodeSaysSo) {
  trim_at(play().source_node.Get());
  stop_at(350'000);
  drain(MF_TOPONODE_DRAIN_ALWAYS);
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_THAT(log_->details("transform.ProcessInput"), ElementsAre("0", "100000", "200000", "300000"));
  EXPECT_THAT(taken(), ElementsAre(Taken{0, 100'000, kBytes}, Taken{100'000, 100'000, kBytes},
                                   Taken{200'000, 100'000, kBytes}, Taken{300'000, 50'000, kBytes / 2}));
}

// session R148
TEST_F(MarksOfATransform, LeaveInItWhatItIsNotDrainedOf) {
  trim_at(play().source_node.Get());
  stop_at(400'000);
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_THAT(taken(), SizeIs(2));
}

TEST_F(MarksOfATransform, ApplyToWhatItGivesWhereItsNodeSaysSo) {
  trim_at(play().transform_node.Get());
  stop_at(350'000);
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_THAT(taken(), SizeIs(4));
  EXPECT_EQ(taken().back(), (Taken{300'000, 50'000, kBytes / 2}));
}

/// A transform with MF_TOPONODE_FLUSH_SEEK.
class FlushAtSeeks : public SessionTest {
 protected:
  FlushAtSeeks() {
    endless();
    with_transform_ = true;
    play().transform_node->SetUINT32(mf::kToponodeFlush, MF_TOPONODE_FLUSH_SEEK);
  }
};

// session R149
TEST_F(FlushAtSeeks, HappensAtASeek) {
  ASSERT_NO_FATAL_FAILURE(started());

  session_.seek(100'000);

  ASSERT_EQ(session_.status_of("Started", 2), S_OK);
  EXPECT_EQ(log_->count("transform.Flush"), 1);
}

// session R149
TEST_F(FlushAtSeeks, DoesNotHappenAtAStop) {
  ASSERT_NO_FATAL_FAILURE(stopped());
  session_.start();
  ASSERT_EQ(session_.status_of("Started", 2), S_OK);

  EXPECT_FALSE(log_->called("transform.Flush"));
}

/// One source stream, a tee and two stream sinks.
class MarksBehindATee : public Marks {
 protected:
  void build_tee(FakeStreamSinkScript first, FakeStreamSinkScript second) {
    sink_script_.streams = {std::move(first), std::move(second)};
    tee_ = make_tee_node();
    second_ = make_output_node(static_cast<IMFStreamSink*>(&play().sink->stream(1)));
    play().topology->AddNode(tee_.Get());
    play().topology->AddNode(second_.Get());
    play().source_node->DisconnectOutput(0);
    play().source_node->ConnectOutput(0, tee_.Get(), 0);
    tee_->ConnectOutput(0, play().output_node.Get(), 0);
    tee_->ConnectOutput(1, second_.Get(), 0);
  }

  ComPtr<IMFTopologyNode> tee_;
  ComPtr<IMFTopologyNode> second_;
};

// session R132
TEST_F(MarksBehindATee, EndBothOutputs) {
  build_tee({}, {});
  stop_at(350'000);
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_EQ(taken(0).back(), (Taken{300'000, 50'000, kBytes / 2}));
  EXPECT_EQ(taken(1).back(), (Taken{300'000, 50'000, kBytes / 2}));
  EXPECT_EQ(log_->count("source.stream1.RequestSample"), 4);
}

// session R132 R137
TEST_F(MarksBehindATee, OfTheOutputThatLeadsLetTheOtherGoOn) {
  build_tee({}, {});
  play().output_node->SetUINT32(MF_TOPONODE_MARKOUT_HERE, TRUE);
  stop_at(350'000);
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_THAT(taken(0), SizeIs(4));
  EXPECT_EQ(taken(1), all_ten());
}

// session R137
TEST_F(MarksBehindATee, AnOutputThatMayMissSamplesHoldsNobodyUp) {
  build_tee({}, {.requests = 0});
  const UINT8 may_miss[] = {1};
  tee_->SetBlob(MF_TOPONODE_DISCARDABLE, may_miss, sizeof(may_miss));
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_EQ(taken(0), all_ten());
  EXPECT_THAT(taken(1), SizeIs(0));
}

}  // namespace
}  // namespace caesura::test
