// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facade/media_session.h"
#include "support/com_media_foundation.h"
#include "support/fake_sink.h"
#include "support/fake_source.h"
#include "support/fake_topology.h"

namespace caesura::test {
namespace {

using mf::PropVariant;

/// A session over fakes: what the facade itself answers, and one way through it.
class SessionFacade : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(facade::create_media_session(nullptr, IID_PPV_ARGS(&session_)), S_OK);
    source_ = com::make<FakeSource>(log_, FakeSourceScript{});
    sink_.Attach(new FakeSink(log_, {}));
    topology_ = make_chain({make_source_node(source_.Get(), 0, presentation_),
                            make_output_node(static_cast<IMFStreamSink*>(&sink_->stream(0)))});
  }
  void TearDown() override {
    session_->Shutdown();
    source_->Shutdown();
  }

  HRESULT start() {
    const PropVariant empty;
    return session_->Start(nullptr, &empty.get());
  }
  /// Reads events up to `wanted`, and gives its status.
  HRESULT await(MediaEventType wanted) {
    for (;;) {
      ComPtr<IMFMediaEvent> event;
      MediaEventType type = MEUnknown;
      HRESULT status = E_UNEXPECTED;
      if (FAILED(session_->GetEvent(0, &event))) return E_UNEXPECTED;
      event->GetType(&type);
      event->GetStatus(&status);
      if (type == wanted) return status;
    }
  }

  MediaFoundation platform_;
  std::shared_ptr<CallLog> log_ = std::make_shared<CallLog>();
  ComPtr<IMFMediaSession> session_;
  ComPtr<FakeSource> source_;
  ComPtr<IMFPresentationDescriptor> presentation_;
  ComPtr<FakeSink> sink_;
  ComPtr<IMFTopology> topology_;
};

TEST_F(SessionFacade, PlaysATopologyToItsEnd) {
  EXPECT_EQ(session_->SetTopology(MFSESSION_SETTOPOLOGY_NORESOLUTION, topology_.Get()), S_OK);
  EXPECT_EQ(await(MESessionTopologySet), S_OK);
  EXPECT_EQ(start(), S_OK);
  EXPECT_EQ(await(MESessionStarted), S_OK);
  EXPECT_EQ(await(MESessionEnded), S_OK);
  EXPECT_EQ(sink_->stream(0).taken().size(), 10u);
  EXPECT_EQ(session_->Close(), S_OK);

  EXPECT_EQ(await(MESessionClosed), S_OK);
}

TEST_F(SessionFacade, PlaysAResolvedCopyOfATopology) {
  EXPECT_EQ(session_->SetTopology(0, topology_.Get()), S_OK);
  EXPECT_EQ(await(MESessionTopologySet), S_OK);
  EXPECT_EQ(start(), S_OK);

  EXPECT_EQ(await(MESessionEnded), S_OK);
}

// session O2
TEST_F(SessionFacade, ChecksArgumentsBeforeTheState) {
  EXPECT_EQ(session_->Shutdown(), S_OK);

  EXPECT_EQ(session_->Start(nullptr, nullptr), E_POINTER);
  EXPECT_EQ(session_->GetSessionCapabilities(nullptr), E_POINTER);
}

// session R182
TEST_F(SessionFacade, RefusesOtherVariantTypesAsATime) {
  const PropVariant position = PropVariant::of_uint64(0);

  EXPECT_EQ(session_->Start(&GUID_NULL, &position.get()), E_INVALIDARG);
}

// session R120
TEST_F(SessionFacade, RefusesToSetNoTopology) { EXPECT_EQ(session_->SetTopology(0, nullptr), E_INVALIDARG); }

// session O18
TEST_F(SessionFacade, RefusesASourceNodeWithoutASourceAtOnce) {
  ComPtr<IMFTopologyNode> node;
  MFCreateTopologyNode(MF_TOPOLOGY_SOURCESTREAM_NODE, &node);

  EXPECT_EQ(session_->SetTopology(0, make_chain({node}).Get()), MF_E_TOPO_MISSING_SOURCE);
}

// session O3
TEST_F(SessionFacade, HasNoInterfaceForAServiceThatNobodyOffers) {
  ComPtr<IMFGetService> services;
  ASSERT_EQ(session_.As(&services), S_OK);
  void* object = this;

  EXPECT_EQ(services->GetService(MF_EVENT_OUTPUT_NODE, __uuidof(IUnknown), &object), E_NOINTERFACE);
  EXPECT_EQ(object, nullptr);
  EXPECT_EQ(session_->Shutdown(), S_OK);
  EXPECT_EQ(services->GetService(MF_EVENT_OUTPUT_NODE, __uuidof(IUnknown), &object), MF_E_SHUTDOWN);
}

// session R164
TEST_F(SessionFacade, HasAClockFromTheBeginning) {
  ComPtr<IMFClock> clock;
  ComPtr<IMFPresentationClock> presentation_clock;

  EXPECT_EQ(session_->GetClock(&clock), S_OK);

  EXPECT_EQ(clock.As(&presentation_clock), S_OK);
}

// session O4
TEST_F(SessionFacade, RefusesASecondShutdown) {
  EXPECT_EQ(session_->Shutdown(), S_OK);

  EXPECT_EQ(session_->Shutdown(), MF_E_SHUTDOWN);
}

}  // namespace
}  // namespace caesura::test
