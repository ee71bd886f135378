// SPDX-License-Identifier: MIT
//
// What components say, and what the client hears of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/session_fixture.h"

namespace caesura::test {
namespace {

using mf::PropVariant;
using testing::Contains;
using testing::Not;

constexpr MediaEventType kCustomEvent = 5000;

class Forwarding : public SessionTest {
 protected:
  Forwarding() { endless(); }

  HeardEvent await(MediaEventType type) { return session_.await(name_of(type)); }
  TOPOID output_id() {
    TOPOID id = 0;
    play().output_node->GetTopoNodeID(&id);
    return id;
  }
  FakeStreamSink& sink_stream() { return play().sink->stream(0); }
};

// session R81
TEST_F(Forwarding, PassesANewPresentationOn) {
  ASSERT_NO_FATAL_FAILURE(started());
  ComPtr<IMFPresentationDescriptor> next;
  play().source->CreatePresentationDescriptor(&next);

  play().source->raise(MENewPresentation, S_OK, PropVariant::of_unknown(next.Get()));

  EXPECT_EQ(await(MENewPresentation).value().query<IMFPresentationDescriptor>().Get(), next.Get());
}

// session R82
TEST_F(Forwarding, PassesTheEndOfASegmentOn) {
  ASSERT_NO_FATAL_FAILURE(started());
  ComPtr<IMFMediaEvent> event;
  MFCreateMediaEvent(MEEndOfPresentationSegment, GUID_NULL, S_OK, nullptr, &event);
  event->SetUINT32(MF_EVENT_SOURCE_TOPOLOGY_CANCELED, TRUE);

  play().source->raise_event(event.Get());

  EXPECT_EQ(await(MEEndOfPresentationSegment).uint32(MF_EVENT_SOURCE_TOPOLOGY_CANCELED), 1u);
}

// session R83
TEST_F(Forwarding, PassesReconnectionsOn) {
  ASSERT_NO_FATAL_FAILURE(started());

  play().source->raise(MEReconnectStart);
  play().source->raise(MEReconnectEnd);

  EXPECT_EQ(await(MEReconnectEnd).status(), S_OK);
  EXPECT_THAT(session_.events(),
              RaisesInOrder(Texts{std::to_string(MEReconnectStart), std::to_string(MEReconnectEnd)}));
}

// session R84
TEST_F(Forwarding, PassesTheWishForAnotherRateOn) {
  ASSERT_NO_FATAL_FAILURE(started());
  PropVariant rate;
  rate.receive()->vt = VT_R4;
  rate.receive()->fltVal = 2.0f;
  ComPtr<IMFMediaEvent> event;
  MFCreateMediaEvent(MESourceRateChangeRequested, GUID_NULL, S_OK, &rate.get(), &event);
  event->SetUINT32(MF_EVENT_DO_THINNING, TRUE);

  play().source->raise_event(event.Get());
  play().source->raise(MESourceMetadataChanged);

  const HeardEvent heard = await(MESourceRateChangeRequested);
  EXPECT_EQ(heard.value().get().fltVal, 2.0f);
  EXPECT_EQ(heard.uint32(MF_EVENT_DO_THINNING), 1u);
  EXPECT_TRUE(await(MESourceMetadataChanged));
}

// session R86
TEST_F(Forwarding, PassesAStreamSinksOwnEventsOn) {
  ASSERT_NO_FATAL_FAILURE(started());

  sink_stream().raise(kCustomEvent, S_FALSE, PropVariant::of_int64(42));

  const HeardEvent heard = await(kCustomEvent);
  EXPECT_EQ(heard.status(), S_FALSE);
  EXPECT_EQ(heard.value().int64(), 42);
}

// session R87
TEST_F(Forwarding, PassesTheVolumeOn) {
  ASSERT_NO_FATAL_FAILURE(started());

  sink_stream().raise(MEAudioSessionVolumeChanged);

  EXPECT_TRUE(await(MEAudioSessionVolumeChanged));
}

// session R88
TEST_F(Forwarding, NamesTheNodeOfAnInvalidatedSink) {
  ASSERT_NO_FATAL_FAILURE(started());

  sink_stream().raise(MESinkInvalidated);

  EXPECT_EQ(await(MESinkInvalidated).int64(MF_EVENT_OUTPUT_NODE), static_cast<LONGLONG>(output_id()));
}

/// Who says that a policy is not kept.
enum class Says { kSource, kStream, kSink };

class PolicyError : public Forwarding, public testing::WithParamInterface<Says> {
 protected:
  void raise(MediaEventType type, HRESULT status) {
    switch (GetParam()) {
      case Says::kSource:
        return play().source->raise(type, status);
      case Says::kStream:
        return play().source->stream(0).raise(type, status);
      case Says::kSink:
        return sink_stream().raise(type, status);
    }
  }
};

// Reference: MEPolicyError event
TEST_P(PolicyError, IsPassedOnAndStopsPlayback) {
  ASSERT_NO_FATAL_FAILURE(started());

  raise(MEPolicyError, E_ACCESSDENIED);

  EXPECT_EQ(await(MEPolicyError).status(), E_ACCESSDENIED);
  EXPECT_EQ(session_.status_of("Error"), E_ACCESSDENIED);
  EXPECT_TRUE(log_->wait_for("sink.OnClockStop"));
  EXPECT_TRUE(log_->wait_for("source.Stop"));
  EXPECT_THAT(session_.events(), RaisesInOrder(Texts{"120 80070005", "Error 80070005"}));
}

// Reference: MEPolicyReport event
TEST_P(PolicyError, IsMoreThanAReport) {
  ASSERT_NO_FATAL_FAILURE(started());

  raise(MEPolicyReport, E_ACCESSDENIED);

  EXPECT_EQ(await(MEPolicyReport).status(), E_ACCESSDENIED);
  session_.pause();
  EXPECT_EQ(session_.status_of("Paused"), S_OK);
  EXPECT_EQ(session_.log()->count("Error"), 0u);
}

INSTANTIATE_TEST_SUITE_P(Session, PolicyError, testing::Values(Says::kSource, Says::kStream, Says::kSink),
                         [](const auto& each) {
                           return std::string(each.param == Says::kSource   ? "OfASource"
                                              : each.param == Says::kStream ? "OfAStream"
                                                                            : "OfASink");
                         });

class LossOfSound : public Forwarding, public testing::WithParamInterface<MediaEventType> {};

// session R89
TEST_P(LossOfSound, InvalidatesTheSink) {
  ASSERT_NO_FATAL_FAILURE(started());

  sink_stream().raise(GetParam());

  EXPECT_EQ(await(MESinkInvalidated).int64(MF_EVENT_OUTPUT_NODE), static_cast<LONGLONG>(output_id()));
  EXPECT_THAT(session_.events(), RaisesInOrder(Texts{name_of(GetParam()), std::to_string(MESinkInvalidated)}));
}

INSTANTIATE_TEST_SUITE_P(Session, LossOfSound,
                         testing::Values(MEAudioSessionDeviceRemoved, MEAudioSessionServerShutdown,
                                         MEAudioSessionFormatChanged, MEAudioSessionDisconnected,
                                         MEAudioSessionExclusiveModeOverride));

// session R90
TEST_F(Forwarding, NamesTheNodeOfASinkWithANewFormat) {
  ASSERT_NO_FATAL_FAILURE(started());

  sink_stream().raise(MEStreamSinkFormatChanged);

  EXPECT_EQ(await(MESessionStreamSinkFormatChanged).int64(MF_EVENT_OUTPUT_NODE), static_cast<LONGLONG>(output_id()));
}

// session R92
TEST_F(Forwarding, TellsTheErrorOfAStream) {
  ASSERT_NO_FATAL_FAILURE(started());

  play().source->stream(0).raise(MEError, E_ACCESSDENIED);

  EXPECT_EQ(session_.status_of("Error"), E_ACCESSDENIED);
}

// session R92
TEST_F(Forwarding, TellsTheErrorOfASource) {
  ASSERT_NO_FATAL_FAILURE(started());

  play().source->raise(MEError, E_ACCESSDENIED);

  EXPECT_EQ(session_.status_of("Error"), E_ACCESSDENIED);
}

// session R93
TEST_F(Forwarding, ClosesAfterAnError) {
  ASSERT_NO_FATAL_FAILURE(started());
  play().source->raise(MEError, E_ACCESSDENIED);
  ASSERT_TRUE(session_.await("Error"));

  session_.close();

  EXPECT_EQ(session_.status_of("Closed"), S_OK);
  EXPECT_EQ(session_.shut_down(), S_OK);
}

// session R94
TEST_F(Forwarding, KeepsTheDataPathToItself) {
  sink_script_.streams[0].requests = 1;
  ASSERT_NO_FATAL_FAILURE(started());
  play().source->stream(0).raise(MEStreamTick, S_OK, PropVariant::of_int64(0));
  ASSERT_TRUE(session_.await("Ended"));

  EXPECT_THAT(session_.events(), testing::IsSupersetOf({"Started", "Ended"}));
  EXPECT_THAT(session_.events(), Not(Contains(std::to_string(MEMediaSample))));
  EXPECT_THAT(session_.events(), Not(Contains(std::to_string(MEStreamTick))));
  EXPECT_THAT(session_.events(), Not(Contains(std::to_string(MEStreamSinkRequestSample))));
  EXPECT_THAT(session_.events(), Not(Contains(std::to_string(MEStreamSinkMarker))));
}

}  // namespace
}  // namespace caesura::test
