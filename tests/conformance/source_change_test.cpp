// SPDX-License-Identifier: MIT
//
// A source that runs out of data, or changes. Reference: MEBufferingStarted, MESourceCharacteristicsChanged,
// IMFMediaSource::Start; and what stream sinks say of themselves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/session_fixture.h"

namespace caesura::test {
namespace {

using mf::PropVariant;

class SourceBuffers : public SessionTest {
 protected:
  SourceBuffers() { endless(); }

  void held() {
    ASSERT_NO_FATAL_FAILURE(started());
    play().source->raise(MEBufferingStarted);
    ASSERT_TRUE(session_.await("BufferingStarted"));
    ASSERT_TRUE(log_->wait_for("sink.OnClockPause"));
  }
  bool clock_runs() const {
    MFCLOCK_STATE state{};
    session_.clock()->GetState(0, &state);
    return state == MFCLOCK_STATE_RUNNING;
  }
};

// session R80
TEST_F(SourceBuffers, AndTheClockStandsMeanwhile) {
  ASSERT_NO_FATAL_FAILURE(held());
  const LONGLONG time = session_.time();
  Sleep(50);
  EXPECT_EQ(session_.time(), time);
  EXPECT_FALSE(clock_runs());

  play().source->raise(MEBufferingStopped);

  ASSERT_TRUE(session_.await("BufferingStopped"));
  ASSERT_TRUE(log_->wait_for("sink.OnClockRestart"));
  EXPECT_TRUE(clock_runs());
  EXPECT_EQ(session_.log()->count("Paused"), 0u);
  EXPECT_FALSE(log_->called("source.Pause"));
}

// session R80
TEST_F(SourceBuffers, InPairsThatNest) {
  ASSERT_NO_FATAL_FAILURE(held());
  play().source->raise(MEBufferingStarted);
  play().source->raise(MEBufferingStopped);
  ASSERT_TRUE(session_.await("BufferingStopped"));
  EXPECT_FALSE(log_->called("sink.OnClockRestart"));

  play().source->raise(MEBufferingStopped);

  EXPECT_TRUE(log_->wait_for("sink.OnClockRestart"));
}

// session R80
TEST_F(SourceBuffers, AndStartAfterPauseDoesNotRunTheClock) {
  ASSERT_NO_FATAL_FAILURE(held());
  session_.pause();
  ASSERT_EQ(session_.status_of("Paused"), S_OK);
  session_.start();
  ASSERT_EQ(session_.status_of("Started", 2), S_OK);
  EXPECT_FALSE(clock_runs());

  play().source->raise(MEBufferingStopped);

  ASSERT_TRUE(log_->wait_for("sink.OnClockRestart"));
  EXPECT_TRUE(clock_runs());
}

// session R80
TEST_F(SourceBuffers, AndTheSessionClosesAllTheSame) {
  ASSERT_NO_FATAL_FAILURE(held());

  EXPECT_NO_FATAL_FAILURE(closed());
}

class SourceChanges : public SessionTest {
 protected:
  SourceChanges() { endless(); }

  void become(DWORD characteristics) {
    ComPtr<IMFMediaEvent> event;
    MFCreateMediaEvent(MESourceCharacteristicsChanged, GUID_NULL, S_OK, nullptr, &event);
    event->SetUINT32(MF_EVENT_SOURCE_CHARACTERISTICS, characteristics);
    play().source->raise_event(event.Get());
  }
};

// session R85
TEST_F(SourceChanges, AndTheCapabilitiesFollow) {
  ASSERT_NO_FATAL_FAILURE(started());
  const std::size_t before = session_.log()->count("CapabilitiesChanged");

  become(MFMEDIASOURCE_CAN_PAUSE);

  const HeardEvent changed = session_.await("CapabilitiesChanged", before + 1);
  ASSERT_TRUE(changed);
  EXPECT_TRUE(session_.await("SourceCharacteristicsChanged"));
  EXPECT_EQ(changed.uint32(MF_EVENT_SESSIONCAPS_DELTA), static_cast<UINT32>(MFSESSIONCAP_SEEK));
  EXPECT_EQ(session_.capabilities() & MFSESSIONCAP_SEEK, 0u);
  EXPECT_NE(session_.capabilities() & MFSESSIONCAP_PAUSE, 0u);
}

// session R85
TEST_F(SourceChanges, AndWithoutPauseItCannotBePaused) {
  ASSERT_NO_FATAL_FAILURE(started());
  become(MFMEDIASOURCE_CAN_SEEK);
  ASSERT_TRUE(session_.await("SourceCharacteristicsChanged"));

  session_.pause();

  EXPECT_EQ(session_.status_of("Paused"), MF_E_INVALIDREQUEST);
}

// session R85
TEST_F(SourceChanges, AndNothingIsToldWhereNothingFlips) {
  ASSERT_NO_FATAL_FAILURE(started());
  const std::size_t before = session_.log()->count("CapabilitiesChanged");

  become(MFMEDIASOURCE_CAN_PAUSE | MFMEDIASOURCE_CAN_SEEK | MFMEDIASOURCE_HAS_SLOW_SEEK);

  ASSERT_TRUE(session_.await("SourceCharacteristicsChanged"));
  session_.pause();
  ASSERT_TRUE(session_.await("Paused"));
  EXPECT_EQ(session_.log()->count("CapabilitiesChanged"), before);
}

/// A source with two streams, and a sink for each.
class StreamSelection : public SessionTest {
 protected:
  StreamSelection() {
    source_script_.streams.resize(2);
    sink_script_.streams.resize(2);
    play().source_node->GetUnknown(MF_TOPONODE_PRESENTATION_DESCRIPTOR, IID_PPV_ARGS(&presentation_));
    const ComPtr<IMFTopologyNode> source = make_source_node(play().source.Get(), 1, presentation_);
    const ComPtr<IMFTopologyNode> output = make_output_node(static_cast<IMFStreamSink*>(&play().sink->stream(1)));
    play().topology->AddNode(source.Get());
    play().topology->AddNode(output.Get());
    source->ConnectOutput(0, output.Get(), 0);
  }
  void play_again(std::size_t time) {
    log_->clear();
    session_.start();
    ASSERT_EQ(session_.status_of("Ended", time), S_OK);
  }

  ComPtr<IMFPresentationDescriptor> presentation_;
};

TEST_F(StreamSelection, MayChangeBetweenTwoStarts) {
  ASSERT_NO_FATAL_FAILURE(ended());
  EXPECT_EQ(log_->count("sink.stream1.ProcessSample"), 10);

  presentation_->DeselectStream(1);
  ASSERT_NO_FATAL_FAILURE(play_again(2));
  EXPECT_EQ(log_->count("sink.stream0.ProcessSample"), 10);
  EXPECT_EQ(log_->count("sink.stream1.ProcessSample"), 0);

  presentation_->SelectStream(1);
  ASSERT_NO_FATAL_FAILURE(play_again(3));
  EXPECT_EQ(log_->count("sink.stream0.ProcessSample"), 10);
  EXPECT_EQ(log_->count("sink.stream1.ProcessSample"), 10);
}

}  // namespace
}  // namespace caesura::test
