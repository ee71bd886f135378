// SPDX-License-Identifier: MIT
//
// Clients that hand a session values it did not ask for. Nothing may crash, and each call says what it is.
#include <limits>
#include <span>

#include <gtest/gtest.h>

#include "mf/local_mft_api.h"
#include "mf/mark_api.h"
#include "mf/quality_api.h"
#include "mf/resolve_guids.h"
#include "mf/work_queue_api.h"
#include "support/session_fixture.h"

namespace caesura::test {
namespace {

constexpr GUID kForeignFormat{
    0x7c1f3d52, 0x91b0, 0x4d0e, {0xa6, 0x11, 0x3f, 0x0c, 0x55, 0x28, 0x9e, 0x04}
};

/// Any type, over what its value may be taken for: a pointer to nothing.
PROPVARIANT of_type(VARTYPE type) {
  PROPVARIANT value{};
  value.vt = type;
  return value;
}

std::vector<VARTYPE> every_type() {
  std::vector<VARTYPE> types;
  for (unsigned plain = 0; plain < 0x50; ++plain) {
    for (const unsigned modifier : {0u, 0x1000u, 0x2000u, 0x4000u, 0x8000u, 0x6000u, 0xf000u})
      types.push_back(static_cast<VARTYPE>(plain | modifier));
  }
  return types;
}

class HostileValues : public SessionTest {
 protected:
  HRESULT start(const GUID* format, const PROPVARIANT& position) { return session_->Start(format, &position); }

  template <typename Interface>
  ComPtr<Interface> service(REFGUID name) {
    ComPtr<Interface> found;
    EXPECT_EQ(session_.service(name, IID_PPV_ARGS(&found)), S_OK);
    return found;
  }
};

TEST_F(HostileValues, AreNoPositionsUnlessTheyAreATimeOrNothing) {
  ASSERT_NO_FATAL_FAILURE(ready());

  std::vector<VARTYPE> taken;
  for (const VARTYPE type : every_type())
    if (SUCCEEDED(start(nullptr, of_type(type)))) taken.push_back(type);

  EXPECT_EQ(taken, (std::vector<VARTYPE>{VT_EMPTY, VT_I8}));
}

TEST_F(HostileValues, OfAForeignFormatAreCopiedOrRefused) {
  ASSERT_NO_FATAL_FAILURE(ready());

  std::size_t accepted = 0;
  for (const VARTYPE type : every_type()) accepted += SUCCEEDED(start(&kForeignFormat, of_type(type))) ? 1 : 0;

  const std::vector<std::string> events = session_.events_until_closed();
  EXPECT_GT(accepted, 0u);
  EXPECT_EQ(session_.log()->count("Started"), accepted) << testing::PrintToString(events);
}

TEST_F(HostileValues, OfHugeSizeAreRefused) {
  ASSERT_NO_FATAL_FAILURE(ready());
  for (const int type : {+VT_BLOB, VT_VECTOR | VT_UI1, VT_VECTOR | VT_I8, VT_VECTOR | VT_LPWSTR}) {
    PROPVARIANT value = of_type(static_cast<VARTYPE>(type));
    value.caub.cElems = std::numeric_limits<ULONG>::max();

    EXPECT_TRUE(FAILED(start(&kForeignFormat, value))) << type;
  }
}

TEST_F(HostileValues, OfTimeReachBothEnds) {
  endless();
  ASSERT_NO_FATAL_FAILURE(started());

  session_.seek(std::numeric_limits<LONGLONG>::min());
  session_.seek(std::numeric_limits<LONGLONG>::max());

  EXPECT_TRUE(session_.await("Started", 3));
  session_.events_until_closed();
  EXPECT_EQ(session_.log()->count("Started"), 3u);
}

TEST_F(HostileValues, OfRatesAreRefused) {
  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_EQ(session_.set_rate(std::numeric_limits<float>::quiet_NaN()), E_INVALIDARG);
  EXPECT_EQ(session_.set_rate(std::numeric_limits<float>::infinity()), E_INVALIDARG);
  EXPECT_EQ(session_.set_rate(std::numeric_limits<float>::max()), S_OK);

  EXPECT_EQ(session_.status_of("RateChanged"), MF_E_UNSUPPORTED_RATE);
}

TEST_F(HostileValues, InNodeAttributesTouchNothing) {
  ASSERT_NO_FATAL_FAILURE(ready());
  const auto editor = service<IMFTopologyNodeAttributeEditor>(mf::kTopologyNodeAttributeEditorService);
  TOPOID node = 0;
  play().source_node->GetTopoNodeID(&node);
  MFTOPONODE_ATTRIBUTE_UPDATE update{};
  update.NodeId = node;
  update.guidAttributeKey = MF_TOPONODE_MEDIASTOP;
  update.attrType = MF_ATTRIBUTE_STRING;
  update.u64 = 1;  // no pointer

  EXPECT_EQ(Hr(editor->UpdateNodeAttributes(0, 1, &update)), S_OK);
  EXPECT_EQ(Hr(editor->UpdateNodeAttributes(0, std::numeric_limits<DWORD>::max(), nullptr)), E_POINTER);
  update.NodeId = ~TOPOID{0};
  EXPECT_EQ(Hr(editor->UpdateNodeAttributes(0, 1, &update)), E_INVALIDARG);
}

TEST_F(HostileValues, InEventsOfTheClientComeBackAsTheyAreOrNotAtAll) {
  std::size_t queued = 0;
  for (const VARTYPE type : every_type()) {
    const PROPVARIANT value = of_type(type);
    queued += SUCCEEDED(session_->QueueEvent(MEExtendedType, kForeignFormat, S_OK, &value)) ? 1 : 0;
  }

  const std::vector<std::string> events = session_.events_until_closed();
  EXPECT_GT(queued, 0u);
  EXPECT_EQ(events.size(), queued + 1);  // and MESessionClosed
}

TEST_F(HostileValues, OfPointersToNothingAreRefused) {
  const auto local = service<IMFLocalMFTRegistration>(mf::kLocalMftRegistrationService);
  const auto queues = service<mf::IMFWorkQueueServices>(mf::kWorkQueueServices);
  DWORD task = 0;

  EXPECT_EQ(Hr(local->RegisterMFTs(nullptr, std::numeric_limits<DWORD>::max())), E_POINTER);
  EXPECT_EQ(Hr(queues->EndRegisterPlatformWorkQueueWithMMCSS(nullptr, &task)), E_POINTER);
  EXPECT_EQ(Hr(session_->GetClock(nullptr)), E_POINTER);
  EXPECT_EQ(Hr(session_->GetFullTopology(0, 0, nullptr)), E_POINTER);
  EXPECT_EQ(Hr(session_->GetSessionCapabilities(nullptr)), E_POINTER);
  EXPECT_EQ(Hr(session_->Start(nullptr, nullptr)), E_POINTER);
  EXPECT_EQ(Hr(session_->GetEvent(0, nullptr)), E_INVALIDARG);
  EXPECT_EQ(Hr(session_->BeginGetEvent(nullptr, nullptr)), E_INVALIDARG);
  EXPECT_EQ(Hr(session_->EndGetEvent(nullptr, nullptr)), E_INVALIDARG);
  EXPECT_EQ(Hr(session_->SetTopology(0, nullptr)), E_INVALIDARG);
}

/// Attributes that hold something else than they should.
TEST(HostileConfiguration, IsNoReasonToHaveNoSession) {
  const SessionPlatform platform;
  ComPtr<IMFAttributes> configuration;
  MFCreateAttributes(&configuration, 4);
  configuration->SetString(MF_LOW_LATENCY, L"yes");
  configuration->SetString(mf::kSessionGlobalTime, L"yes");
  configuration->SetString(mf::kSessionTopoLoader, L"{");
  configuration->SetString(mf::kSessionQualityManager, L"{");

  SessionClient session(configuration.Get());

  EXPECT_EQ(session.close(), S_OK);
  EXPECT_EQ(session.status_of("Closed"), S_OK);
  session.shut_down();
}

}  // namespace
}  // namespace caesura::test
