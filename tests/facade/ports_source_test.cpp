// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "com/hresult.h"
#include "mf/source_port.h"
#include "support/com_media_foundation.h"
#include "support/fake_listeners.h"
#include "support/fake_source.h"

namespace caesura::test {
namespace {

using mf::EventHub;
using mf::SourcePort;
using testing::ElementsAre;

class SourcePorts : public testing::Test {
 protected:
  ~SourcePorts() override {
    if (source_) source_->Shutdown();
  }

  void use(FakeSourceScript script) {
    source_ = com::make<FakeSource>(log_, std::move(script));
    source_->CreatePresentationDescriptor(&presentation_);
    port_ = connect();
  }
  std::shared_ptr<SourcePort> connect() {
    auto port = SourcePort::create(source_, presentation_, hub_);
    port->listen(std::weak_ptr<engine::SourceListener>(ears_));
    port->listen(1, ears_);
    return port;
  }
  void start() {
    ASSERT_TRUE(port_->start({}).ok());
    // Two generators, two threads: either may be heard first.
    ASSERT_TRUE(log_->wait_for("heard.started"));
    ASSERT_TRUE(log_->wait_for("heard.stream_started"));
  }

  MediaFoundation platform_;
  std::shared_ptr<CallLog> log_ = std::make_shared<CallLog>();
  std::shared_ptr<RecordingListener> ears_ = std::make_shared<RecordingListener>(log_);
  std::shared_ptr<EventHub> hub_ = std::make_shared<EventHub>();
  ComPtr<FakeSource> source_;
  ComPtr<IMFPresentationDescriptor> presentation_;
  std::shared_ptr<SourcePort> port_;
};

TEST_F(SourcePorts, TellOfTheStartAndOfTheStreams) {
  use({});

  start();

  EXPECT_THAT(log_->details("heard.started"), ElementsAre("00000000"));
}

// session O15
TEST_F(SourcePorts, FailToStartAndLeaveTheSourceAloneWhenItsEventsCannotBeRead) {
  use({.begin_get_event = E_ACCESSDENIED});

  const Status status = port_->start({});

  EXPECT_EQ(text_of(status), "80070005");
  EXPECT_FALSE(log_->called("source.Start"));
}

// session O15
TEST_F(SourcePorts, GiveBackTheFailureOfTheSourcesStart) {
  use({.start = E_OUTOFMEMORY});

  EXPECT_EQ(port_->start({}), status::kOutOfMemory);
}

// session R161
TEST_F(SourcePorts, TellOfAStartThatFailsLater) {
  use({.start_event = MF_E_INVALIDREQUEST});

  EXPECT_TRUE(port_->start({}).ok());

  EXPECT_TRUE(log_->wait_for("heard.started"));
  EXPECT_THAT(log_->details("heard.started"), ElementsAre("c00d36b2"));
}

// session O12
TEST_F(SourcePorts, StartWithoutAPositionByVtEmpty) {
  use({});

  start();

  EXPECT_EQ(source_->last_format(), GUID_NULL);
  EXPECT_EQ(source_->last_position_type(), VT_EMPTY);
}

// session O12
TEST_F(SourcePorts, StartAtATimeByVtI8) {
  use({});

  EXPECT_TRUE(port_->start({300'000, {}}).ok());

  EXPECT_EQ(source_->last_position_type(), VT_I8);
  EXPECT_THAT(log_->details("source.Start"), ElementsAre("300000"));
}

// session R183, R185
TEST_F(SourcePorts, PassForeignTimeFormatsOnUnchanged) {
  use({});
  const GUID format{
      0x4399f178, 0x46d3, 0x4504, {0xaf, 0xda, 0x20, 0xd3, 0x2e, 0x9b, 0xa3, 0x60}
  };

  const Status status =
      port_->start({{}, std::make_shared<mf::ForeignPosition>(format, mf::PropVariant::of_uint64(7))});

  EXPECT_EQ(status, com::to_status(MF_E_UNSUPPORTED_TIME_FORMAT));  // the source's own
  EXPECT_EQ(source_->last_format(), format);
  EXPECT_EQ(source_->last_position_type(), VT_UI8);
}

TEST_F(SourcePorts, DeliverOneSampleForEachRequestAndThenTheEnd) {
  use({.streams = {{.samples = 2}}});
  start();

  EXPECT_TRUE(port_->request_sample(1).ok());
  EXPECT_TRUE(log_->wait_for("heard.sample"));
  EXPECT_FALSE(log_->called("heard.end_of_stream"));
  EXPECT_TRUE(port_->request_sample(1).ok());

  EXPECT_TRUE(log_->wait_for("heard.end_of_stream"));
  EXPECT_THAT(log_->details("heard.sample"), ElementsAre("0", "100000"));
  EXPECT_EQ(port_->request_sample(1), status::kEndOfStream);
}

TEST_F(SourcePorts, LoseNoEventOfMany) {
  use({.streams = {{.samples = 2000}}});
  start();

  for (int i = 0; i < 2000; ++i) ASSERT_TRUE(port_->request_sample(1).ok());

  EXPECT_TRUE(log_->wait_for("heard.sample", 2000));
  EXPECT_TRUE(log_->wait_for("heard.end_of_stream"));
}

// session R76
TEST_F(SourcePorts, PassTheEndOfThePresentationOn) {
  use({.streams = {{.samples = 1}}});
  start();

  EXPECT_TRUE(port_->request_sample(1).ok());

  EXPECT_TRUE(log_->wait_for("heard.end_of_presentation"));
}

TEST_F(SourcePorts, TellOfPauseAndStop) {
  use({});
  start();

  EXPECT_TRUE(port_->pause().ok());
  EXPECT_TRUE(log_->wait_for("heard.paused"));
  EXPECT_TRUE(port_->stop().ok());

  EXPECT_TRUE(log_->wait_for("heard.stopped"));
  EXPECT_EQ(port_->request_sample(1), status::kWrongSourceState);
}

TEST_F(SourcePorts, TellOfTicksAndErrorsOfAStream) {
  use({});
  start();

  source_->stream(0).raise(MEStreamTick, S_OK, mf::PropVariant::of_int64(77));
  source_->stream(0).raise(MEError, MF_E_NET_READ);

  EXPECT_TRUE(log_->wait_for("heard.stream_failed"));
  EXPECT_THAT(log_->details("heard.tick"), ElementsAre("77"));
  EXPECT_THAT(log_->details("heard.stream_failed"), ElementsAre(text_of(com::to_status(MF_E_NET_READ))));
}

TEST_F(SourcePorts, CallAnErrorAFailureThoughItClaimsSuccess) {
  use({});
  start();

  source_->stream(0).raise(MEError, S_OK);
  source_->raise(MEError, S_OK);

  EXPECT_TRUE(log_->wait_for("heard.failed"));
  EXPECT_TRUE(log_->wait_for("heard.stream_failed"));
  EXPECT_THAT(log_->details("heard.failed"), ElementsAre(text_of(status::kUnexpected)));
  EXPECT_THAT(log_->details("heard.stream_failed"), ElementsAre(text_of(status::kUnexpected)));
}

TEST_F(SourcePorts, TellWhenAStreamsEventsCannotBeRead) {
  use({.streams = {{.begin_get_event = E_FAIL}}});

  EXPECT_TRUE(port_->start({}).ok());

  EXPECT_TRUE(log_->wait_for("heard.started"));
  EXPECT_TRUE(log_->in_order("heard.failed", "heard.started"));
}

TEST_F(SourcePorts, SayThatTheSourceIsShutDown) {
  use({});
  start();

  source_->Shutdown();

  EXPECT_EQ(port_->request_sample(1), status::kShutdown);
  EXPECT_EQ(port_->start({}), status::kShutdown);
}

TEST_F(SourcePorts, SayNothingOnceDisconnected) {
  use({});
  start();
  log_->clear();

  port_->disconnect();
  source_->raise(MESourcePaused);
  source_->Shutdown();
  port_.reset();

  EXPECT_THAT(log_->names({"heard"}), ElementsAre());
}

TEST_F(SourcePorts, AreTakenOverByTheNextPortOnTheSameSource) {
  use({});
  start();
  port_->disconnect();
  source_->raise(MESourceMetadataChanged);  // comes when nobody listens
  port_ = connect();
  log_->clear();

  start();

  EXPECT_TRUE(port_->request_sample(1).ok());
  EXPECT_TRUE(log_->wait_for("heard.sample"));
  EXPECT_EQ(log_->count("heard.started"), 1);
}

TEST_F(SourcePorts, GoOnAfterASeek) {
  use({});
  start();

  EXPECT_TRUE(port_->start({500'000, {}}).ok());
  EXPECT_TRUE(log_->wait_for("heard.stream_started", 2));
  EXPECT_TRUE(port_->request_sample(1).ok());

  EXPECT_TRUE(log_->wait_for("heard.sample"));
  EXPECT_THAT(log_->details("heard.sample"), ElementsAre("500000"));
}

TEST_F(SourcePorts, KnowWhatTheSourceCanDo) {
  use({.characteristics = MFMEDIASOURCE_CAN_SEEK | mf::kSourceDoesNotUseNetwork});

  const engine::SourceTraits traits = port_->traits();

  EXPECT_TRUE(traits.can_seek);
  EXPECT_TRUE(traits.does_not_use_network);
  EXPECT_FALSE(traits.can_pause);
  EXPECT_FALSE(traits.live);
}

}  // namespace
}  // namespace caesura::test
