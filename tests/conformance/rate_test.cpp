// SPDX-License-Identifier: MIT
//
// IMFRateControl and IMFRateSupport of the session: what is possible, what is refused, and who is told.
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/com_wait.h"
#include "support/session_fixture.h"

namespace caesura::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr DWORD kRateFlags = MFSESSIONCAP_RATE_FORWARD | MFSESSIONCAP_RATE_REVERSE;

/// What IMFRateSupport answers.
struct Asked {
  Hr status = E_PENDING;
  float rate = std::numeric_limits<float>::quiet_NaN();
  friend bool operator==(const Asked&, const Asked&) = default;
};
void PrintTo(const Asked& asked, std::ostream* out) {
  PrintTo(asked.status, out);
  *out << ", " << asked.rate;
}

class Rates : public SessionTest {
 protected:
  Rates() {
    endless();
    source_script_.rates = FakeRateScript{};
    sink_script_.rates = FakeRateScript{};
  }

  /// That of the presentation clock itself.
  float clock_rate() const {
    ComPtr<IMFRateControl> clock;
    float rate = -1;
    const HRESULT hr = session_.clock().As(&clock);
    return SUCCEEDED(hr) && SUCCEEDED(clock->GetRate(nullptr, &rate)) ? rate : -1;
  }
  ComPtr<IMFRateSupport> support() const {
    ComPtr<IMFRateSupport> support;
    static_cast<void>(session_.service(MF_RATE_CONTROL_SERVICE, IID_PPV_ARGS(&support)));
    return support;
  }
  Asked slowest(MFRATE_DIRECTION direction = MFRATE_FORWARD, bool thin = false) const {
    Asked asked{E_PENDING, 0};
    asked.status = support()->GetSlowestRate(direction, thin, &asked.rate);
    return asked;
  }
  Asked fastest(MFRATE_DIRECTION direction = MFRATE_FORWARD, bool thin = false) const {
    Asked asked{E_PENDING, 0};
    asked.status = support()->GetFastestRate(direction, thin, &asked.rate);
    return asked;
  }
  Asked supports(float rate, bool thin = false) const {
    Asked asked;
    asked.status = support()->IsRateSupported(thin, rate, &asked.rate);
    return asked;
  }
  /// Sets the rate and gives the `nth` MESessionRateChanged.
  HeardEvent change(float rate, std::size_t nth = 1, bool thin = false) {
    EXPECT_EQ(session_.set_rate(rate, thin), S_OK);
    return session_.await("RateChanged", nth);
  }
  /// The same as status and value.
  Asked changed(float rate, std::size_t nth = 1, bool thin = false) {
    const HeardEvent event = change(rate, nth, thin);
    const mf::PropVariant value = event.value();
    EXPECT_EQ(value.type(), VT_R4);
    return {event.status(), value.float32()};
  }
};

// ------------------------------------------------------------------------------------------------- the interfaces

// session R16
TEST_F(Rates, AreAServiceOnceReady) {
  ASSERT_NO_FATAL_FAILURE(ready());
  ComPtr<IMFRateControl> control;
  ComPtr<IMFRateSupport> support;

  EXPECT_EQ(session_.service(MF_RATE_CONTROL_SERVICE, IID_PPV_ARGS(&control)), S_OK);
  EXPECT_EQ(session_.service(MF_RATE_CONTROL_SERVICE, IID_PPV_ARGS(&support)), S_OK);
}

// session R17
TEST_F(Rates, AreAServiceWithoutATopologyAndThenOneOnly) {
  EXPECT_EQ(slowest(), (Asked{S_OK, 1}));
  EXPECT_EQ(fastest(), (Asked{S_OK, 1}));
  EXPECT_EQ(supports(1), (Asked{S_OK, 1}));
  EXPECT_EQ(supports(2), (Asked{MF_E_UNSUPPORTED_RATE, 1}));
  EXPECT_EQ(fastest(MFRATE_REVERSE).status, MF_E_REVERSE_UNSUPPORTED);
  EXPECT_EQ(fastest(MFRATE_FORWARD, true).status, MF_E_THINNING_UNSUPPORTED);
}

// session O16
TEST_F(Rates, AreOneAndUnthinnedInAFreshSession) {
  ComPtr<IMFRateControl> control;
  ASSERT_EQ(session_.service(MF_RATE_CONTROL_SERVICE, IID_PPV_ARGS(&control)), S_OK);
  BOOL thin = TRUE;
  float rate = 0;

  EXPECT_EQ(Hr(control->GetRate(&thin, &rate)), S_OK);
  EXPECT_EQ(Hr(control->GetRate(nullptr, &rate)), S_OK);
  EXPECT_EQ(Hr(control->GetRate(&thin, nullptr)), E_POINTER);

  EXPECT_EQ(thin, FALSE);
  EXPECT_EQ(rate, 1);
}

TEST_F(Rates, EndWithShutdown) {
  const ComPtr<IMFRateSupport> support = this->support();
  ComPtr<IMFRateControl> control;
  ASSERT_EQ(Hr(support.As(&control)), S_OK);
  ASSERT_EQ(session_.shut_down(), S_OK);
  float rate = 0;

  EXPECT_EQ(Hr(control->SetRate(FALSE, 2)), MF_E_SHUTDOWN);
  EXPECT_EQ(Hr(control->GetRate(nullptr, &rate)), MF_E_SHUTDOWN);
  EXPECT_EQ(Hr(support->GetSlowestRate(MFRATE_FORWARD, FALSE, &rate)), MF_E_SHUTDOWN);
  EXPECT_EQ(Hr(support->GetFastestRate(MFRATE_FORWARD, FALSE, &rate)), MF_E_SHUTDOWN);
  EXPECT_EQ(Hr(support->IsRateSupported(FALSE, 1, &rate)), MF_E_SHUTDOWN);
  EXPECT_EQ(Hr(support->IsRateSupported(FALSE, std::numeric_limits<float>::infinity(), &rate)), E_INVALIDARG);
  EXPECT_EQ(Hr(control->GetRate(nullptr, nullptr)), E_POINTER);
}

TEST_F(Rates, AreNotSetAfterClose) {
  ASSERT_NO_FATAL_FAILURE(closed());

  EXPECT_EQ(session_.set_rate(2), MF_E_INVALIDREQUEST);
  EXPECT_EQ(session_.rate(), 1);
}

TEST_F(Rates, AreFinite) {
  EXPECT_EQ(session_.set_rate(std::numeric_limits<float>::infinity()), E_INVALIDARG);
  EXPECT_EQ(session_.set_rate(std::numeric_limits<float>::quiet_NaN()), E_INVALIDARG);
}

// -------------------------------------------------------------------------------------------------- what is possible

// session R175
TEST_F(Rates, AreOneWhereTheSourceHasNone) {
  source_script_.rates.reset();
  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_EQ(slowest(), (Asked{S_OK, 1}));
  EXPECT_EQ(fastest(), (Asked{S_OK, 1}));
  EXPECT_EQ(supports(2), (Asked{MF_E_UNSUPPORTED_RATE, 1}));
  EXPECT_EQ(changed(2), (Asked{MF_E_UNSUPPORTED_RATE, 1}));
  EXPECT_EQ(changed(1, 2), (Asked{S_OK, 1}));
}

TEST_F(Rates, AreThoseThatAllComponentsHave) {
  with_transform_ = true;
  source_script_.rates = FakeRateScript{.slowest = 0.25f, .fastest = 16};
  transform_script_.rates = FakeRateScript{.slowest = 0.5f, .fastest = 8};
  sink_script_.rates = FakeRateScript{.slowest = 0.125f, .fastest = 4};
  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_EQ(slowest(), (Asked{S_OK, 0.5f}));
  EXPECT_EQ(fastest(), (Asked{S_OK, 4}));
  EXPECT_EQ(supports(3), (Asked{S_OK, 3}));
  EXPECT_EQ(supports(5), (Asked{MF_E_UNSUPPORTED_RATE, 4}));
  EXPECT_EQ(supports(0.25f), (Asked{MF_E_UNSUPPORTED_RATE, 0.5f}));
}

TEST_F(Rates, AreNotLimitedByARatelessSink) {
  sink_script_.rates.reset();
  sink_script_.characteristics |= MEDIASINK_RATELESS;
  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_EQ(fastest(), (Asked{S_OK, 8}));
}

TEST_F(Rates, AreNotLimitedByAnOutputMarkedRateless) {
  sink_script_.rates.reset();
  play().output_node->SetUINT32(MF_TOPONODE_RATELESS, TRUE);
  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_EQ(fastest(), (Asked{S_OK, 8}));
}

TEST_F(Rates, AreOneAndZeroWhereTheSinkHasNone) {
  sink_script_.rates.reset();
  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_EQ(fastest(), (Asked{S_OK, 1}));
  EXPECT_EQ(supports(0), (Asked{S_OK, 0}));
  EXPECT_EQ(supports(2), (Asked{MF_E_UNSUPPORTED_RATE, 1}));
}

TEST_F(Rates, AreNotLimitedForwardsByATransformWithoutAny) {
  with_transform_ = true;
  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_EQ(fastest(), (Asked{S_OK, 8}));
}

// session R177
TEST_F(Rates, AreNegativeInReverse) {
  source_script_.rates = FakeRateScript{.slowest = 0.5f, .reverse = 4};
  sink_script_.rates = FakeRateScript{.slowest = 0.25f, .reverse = 2};
  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_EQ(slowest(MFRATE_REVERSE), (Asked{S_OK, -0.5f}));
  EXPECT_EQ(fastest(MFRATE_REVERSE), (Asked{S_OK, -2}));
  EXPECT_EQ(supports(-3), (Asked{MF_E_UNSUPPORTED_RATE, -2}));
}

// session R177
TEST_F(Rates, AreUnsupportedInReverseAndThinnedWhereTheSourceSaysSo) {
  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_EQ(fastest(MFRATE_REVERSE).status, MF_E_REVERSE_UNSUPPORTED);
  EXPECT_EQ(slowest(MFRATE_REVERSE).status, MF_E_REVERSE_UNSUPPORTED);
  EXPECT_EQ(supports(-1).status, MF_E_REVERSE_UNSUPPORTED);
  EXPECT_EQ(fastest(MFRATE_FORWARD, true).status, MF_E_THINNING_UNSUPPORTED);
  EXPECT_EQ(supports(1, true).status, MF_E_THINNING_UNSUPPORTED);
}

// session R176
TEST_F(Rates, AreThinnedInReverseWhereATransformKnowsNone) {
  with_transform_ = true;
  source_script_.rates = sink_script_.rates = FakeRateScript{.reverse = 4, .thins = true};
  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_EQ(fastest(MFRATE_REVERSE).status, MF_E_REVERSE_UNSUPPORTED);
  EXPECT_EQ(fastest(MFRATE_REVERSE, true), (Asked{S_OK, -4}));
  EXPECT_EQ(changed(-1), (Asked{MF_E_REVERSE_UNSUPPORTED, 1}));
  EXPECT_EQ(changed(-1, 2, true), (Asked{S_OK, -1}));
}

// session R61
TEST_F(Rates, AreCapabilitiesWhereTheyAreNotOne) {
  source_script_.rates = sink_script_.rates = FakeRateScript{.reverse = 4};
  ASSERT_NO_FATAL_FAILURE(ready());
  const HeardEvent event = session_.await("CapabilitiesChanged");

  EXPECT_EQ(session_.capabilities() & kRateFlags, kRateFlags);
  EXPECT_EQ(event.uint32(MF_EVENT_SESSIONCAPS) & kRateFlags, kRateFlags);
  EXPECT_EQ(event.uint32(MF_EVENT_SESSIONCAPS_DELTA) & kRateFlags, kRateFlags);
}

// session R61
TEST_F(Rates, AreNoCapabilitiesWhereTheyAreOneOrSlower) {
  source_script_.rates = FakeRateScript{.fastest = 1};
  ASSERT_NO_FATAL_FAILURE(ready());
  ASSERT_TRUE(session_.await("CapabilitiesChanged"));

  EXPECT_EQ(session_.capabilities() & kRateFlags, 0u);
}

// ---------------------------------------------------------------------------------------------------- who is told

// session R173 R178
TEST_F(Rates, ReachTheSourceAndTheSinks) {
  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_EQ(changed(2), (Asked{S_OK, 2}));

  EXPECT_EQ(session_.rate(), 2);
  EXPECT_TRUE(log_->wait_for("sink.OnClockSetRate"));
  EXPECT_THAT(log_->details("source.SetRate"), ElementsAre("2.000000"));
  EXPECT_THAT(log_->details("sink.OnClockSetRate"), ElementsAre("2.000000"));
  EXPECT_EQ(session_.log()->count("RateChanged"), 1u);
}

// session R178
TEST_F(Rates, LeaveTimeStampsAlone) {
  sink_script_.streams[0].requests = 1;
  source_script_.streams[0].samples = 3;
  ASSERT_NO_FATAL_FAILURE(ready());
  ASSERT_EQ(changed(4), (Asked{S_OK, 4}));

  session_.start();

  ASSERT_EQ(session_.status_of("Ended"), S_OK);
  EXPECT_THAT(log_->details("sink.stream0.ProcessSample"), ElementsAre("0", "100000", "200000"));
}

// session R178
TEST_F(Rates, SetTheSpeedOfTheClock) {
  ASSERT_NO_FATAL_FAILURE(started());
  ASSERT_EQ(changed(8), (Asked{S_OK, 8}));
  const LONGLONG position = session_.time();
  const MFTIME now = MFGetSystemTime();

  ASSERT_TRUE(becomes_true([&] { return session_.time() >= position + 8'000'000; }));

  EXPECT_GE(MFGetSystemTime() - now, 1'000'000);
  EXPECT_LT(MFGetSystemTime() - now, 6'000'000);
  EXPECT_EQ(clock_rate(), 8);
}

// session O17
TEST_F(Rates, HaveTheStatusWithWhichTheSourceRefusesThinning) {
  source_script_.rates = FakeRateScript{.thins = true, .set_rate = MF_E_THINNING_UNSUPPORTED};
  sink_script_.rates = FakeRateScript{.thins = true};
  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_EQ(changed(2, 1, true), (Asked{MF_E_THINNING_UNSUPPORTED, 1}));

  EXPECT_EQ(session_.rate(), 1);
  EXPECT_THAT(log_->details("sink.OnClockSetRate"), IsEmpty());
}

// session O17
TEST_F(Rates, HaveTheFlagAndTheRateThatWereSet) {
  source_script_.rates = sink_script_.rates = FakeRateScript{.thins = true};
  ASSERT_NO_FATAL_FAILURE(ready());
  ASSERT_EQ(changed(2, 1, true), (Asked{S_OK, 2}));
  ComPtr<IMFRateControl> control;
  ASSERT_EQ(session_.service(MF_RATE_CONTROL_SERVICE, IID_PPV_ARGS(&control)), S_OK);
  BOOL thin = FALSE;
  float rate = 0;

  EXPECT_EQ(Hr(control->GetRate(&thin, &rate)), S_OK);

  EXPECT_EQ(thin, TRUE);
  EXPECT_EQ(rate, 2);
  EXPECT_THAT(log_->details("source.SetRate"), ElementsAre("thin 2.000000"));
}

// session R174
TEST_F(Rates, StayAsTheyWereWhereTheSourceFails) {
  source_script_.rates = FakeRateScript{.rated_event = E_ACCESSDENIED};
  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_EQ(changed(2), (Asked{E_ACCESSDENIED, 1}));

  EXPECT_EQ(session_.rate(), 1);
  EXPECT_EQ(changed(9, 2), (Asked{MF_E_UNSUPPORTED_RATE, 1}));
}

// ---------------------------------------------------------------------------------------------------- transitions

// session R171
TEST_F(Rates, CrossNeitherZeroNorIntoReverseWhileRunning) {
  source_script_.rates = sink_script_.rates = FakeRateScript{.reverse = 4};
  ASSERT_NO_FATAL_FAILURE(started());

  EXPECT_EQ(changed(0), (Asked{MF_E_UNSUPPORTED_RATE_TRANSITION, 1}));
  EXPECT_EQ(changed(-1, 2), (Asked{MF_E_UNSUPPORTED_RATE_TRANSITION, 1}));
  EXPECT_EQ(changed(2, 3), (Asked{S_OK, 2}));
  EXPECT_EQ(changed(0.5f, 4), (Asked{S_OK, 0.5f}));
  EXPECT_THAT(log_->details("source.SetRate"), ElementsAre("2.000000", "0.500000"));
}

// session R171
TEST_F(Rates, CrossNeitherZeroNorForwardsWhileRunningBackwards) {
  source_script_.rates = sink_script_.rates = FakeRateScript{.reverse = 4};
  ASSERT_NO_FATAL_FAILURE(ready());
  ASSERT_EQ(changed(-1), (Asked{S_OK, -1}));
  session_.seek(500'000);
  ASSERT_EQ(session_.status_of("Started"), S_OK);

  EXPECT_EQ(changed(0, 2), (Asked{MF_E_UNSUPPORTED_RATE_TRANSITION, -1}));
  EXPECT_EQ(changed(1, 3), (Asked{MF_E_UNSUPPORTED_RATE_TRANSITION, -1}));
  EXPECT_EQ(changed(-4, 4), (Asked{S_OK, -4}));
}

// session R172
TEST_F(Rates, CrossZeroButNotIntoReverseWhilePaused) {
  source_script_.rates = sink_script_.rates = FakeRateScript{.reverse = 4};
  ASSERT_NO_FATAL_FAILURE(paused());

  EXPECT_EQ(changed(0), (Asked{S_OK, 0}));
  EXPECT_EQ(changed(-1, 2), (Asked{MF_E_UNSUPPORTED_RATE_TRANSITION, 0}));
  EXPECT_EQ(changed(2, 3), (Asked{S_OK, 2}));
  EXPECT_EQ(changed(-2, 4), (Asked{MF_E_UNSUPPORTED_RATE_TRANSITION, 2}));
}

// session R172
TEST_F(Rates, CrossEverythingWhileStopped) {
  source_script_.rates = sink_script_.rates = FakeRateScript{.reverse = 4};
  ASSERT_NO_FATAL_FAILURE(stopped());

  EXPECT_EQ(changed(-1), (Asked{S_OK, -1}));
  EXPECT_EQ(changed(0, 2), (Asked{S_OK, 0}));
  EXPECT_EQ(changed(-4, 3), (Asked{S_OK, -4}));
  EXPECT_EQ(changed(2, 4), (Asked{S_OK, 2}));
}

// -------------------------------------------------------------------------------------------------- how long they last

// session O16
TEST_F(Rates, AreRememberedWithoutATopologyAndLeaveTheClockAlone) {
  EXPECT_EQ(changed(2), (Asked{S_OK, 2}));
  EXPECT_EQ(clock_rate(), 1);

  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_EQ(session_.rate(), 2);
  EXPECT_TRUE(log_->wait_for("sink.OnClockSetRate"));
  EXPECT_THAT(log_->details("source.SetRate"), ElementsAre("2.000000"));
}

// session R17
TEST_F(Rates, FallBackToOneWhereTheFirstTopologyCanNotHaveThem) {
  source_script_.rates.reset();
  ASSERT_EQ(changed(2), (Asked{S_OK, 2}));
  ASSERT_NO_FATAL_FAILURE(ready());

  const HeardEvent event = session_.await("RateChanged", 2);

  EXPECT_EQ(event.status(), MF_E_UNSUPPORTED_RATE);
  EXPECT_EQ(event.value().float32(), 1);
  EXPECT_EQ(session_.rate(), 1);
}

// session R180
TEST_F(Rates, SurviveStopAndTheEnd) {
  sink_script_.streams[0].requests = 1;
  ASSERT_NO_FATAL_FAILURE(ready());
  ASSERT_EQ(changed(2), (Asked{S_OK, 2}));
  session_.start();
  ASSERT_EQ(session_.status_of("Ended"), S_OK);
  EXPECT_EQ(session_.rate(), 2);
  session_.start();
  ASSERT_EQ(session_.status_of("Started", 2), S_OK);
  session_.stop();
  ASSERT_EQ(session_.status_of("Stopped"), S_OK);

  EXPECT_EQ(session_.rate(), 2);
  EXPECT_THAT(log_->details("sink.OnClockSetRate"), ElementsAre("2.000000"));
}

// session R180
TEST_F(Rates, GoOnWithTheNextTopology) {
  sink_script_.streams[0].requests = 1;
  ASSERT_NO_FATAL_FAILURE(started());
  ASSERT_EQ(changed(2), (Asked{S_OK, 2}));
  source_script_.name = "second";
  const Presentation second = make_presentation();

  session_.set_topology(second.topology.Get());

  ASSERT_EQ(session_.status_of("Ended"), S_OK);
  EXPECT_EQ(session_.rate(), 2);
  EXPECT_THAT(log_->details("second.SetRate"), ElementsAre("2.000000"));
}

// ------------------------------------------------------------------------------------------------------- backwards

class Backwards : public Rates {
 protected:
  Backwards() {
    sink_script_.streams[0].requests = 1;
    source_script_.rates = sink_script_.rates = FakeRateScript{.reverse = 4, .thins = true};
  }
  void play_back_from(LONGLONG position, bool thin) {
    ASSERT_NO_FATAL_FAILURE(ready());
    ASSERT_EQ(changed(-1, 1, thin), (Asked{S_OK, -1}));
    session_.seek(position);
    ASSERT_EQ(session_.status_of("Ended"), S_OK);
  }
};

// session R178
TEST_F(Backwards, APresentationEndsAtZero) {
  ASSERT_NO_FATAL_FAILURE(play_back_from(350'000, false));

  EXPECT_THAT(log_->details("sink.stream0.ProcessSample"), ElementsAre("300000", "200000", "100000", "0"));
}

// session R176
TEST_F(Backwards, ATransformWithoutRatesGetsKeySamplesOneByOne) {
  with_transform_ = true;
  source_script_.streams[0].key_interval = 3;

  ASSERT_NO_FATAL_FAILURE(play_back_from(650'000, true));

  EXPECT_THAT(log_->details("transform.ProcessInput"), ElementsAre("600000", "300000", "0"));
  EXPECT_THAT(log_->details("sink.stream0.ProcessSample"), ElementsAre("600000", "300000", "0"));
  EXPECT_THAT(log_->details("sink.stream0.PlaceMarker"),
              ElementsAre("tick 500000", "tick 400000", "tick 200000", "tick 100000", "segment"));
  EXPECT_GE(log_->count("transform.Flush"), 3);
}

// session R176
TEST_F(Backwards, ATransformWithRatesGetsEverySample) {
  with_transform_ = true;
  transform_script_.rates = FakeRateScript{.reverse = 4};
  source_script_.streams[0].key_interval = 3;

  ASSERT_NO_FATAL_FAILURE(play_back_from(350'000, false));

  EXPECT_THAT(log_->details("transform.ProcessInput"), ElementsAre("300000", "200000", "100000", "0"));
}

}  // namespace
}  // namespace caesura::test
