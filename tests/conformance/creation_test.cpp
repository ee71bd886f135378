// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "support/com_dll.h"
#include "support/com_rules.h"
#include "support/session_fixture.h"

namespace caesura::test {
namespace {

constexpr GUID kUnknownAttribute{
    0x5ee2b2c1, 0x3c52, 0x4a7e, {0x9b, 0x1f, 0x6d, 0x2f, 0x51, 0x6e, 0x8a, 0x10}
};
constexpr GUID kUnregisteredClass{
    0x5ee2b2c2, 0x3c52, 0x4a7e, {0x9b, 0x1f, 0x6d, 0x2f, 0x51, 0x6e, 0x8a, 0x11}
};
constexpr GUID kSessionTopoLoader{
    0x1e83d482, 0x1f1c, 0x4571, {0x84, 0x05, 0x88, 0xf4, 0xb2, 0x18, 0x1f, 0x71}
};
constexpr GUID kSessionQualityManager{
    0x1e83d482, 0x1f1c, 0x4571, {0x84, 0x05, 0x88, 0xf4, 0xb2, 0x18, 0x1f, 0x73}
};
constexpr GUID kSessionRemoteSourceMode{
    0xf4033ef4, 0x9bb3, 0x4378, {0x94, 0x1f, 0x85, 0xa0, 0x85, 0x6b, 0xc2, 0x44}
};
constexpr GUID kTopologyProjectStart{
    0x7ed3f802, 0x86bb, 0x4b3f, {0xb7, 0xe4, 0x7c, 0xb4, 0x3a, 0xfd, 0x4b, 0x80}
};
constexpr GUID kTopologyProjectStop{
    0x7ed3f803, 0x86bb, 0x4b3f, {0xb7, 0xe4, 0x7c, 0xb4, 0x3a, 0xfd, 0x4b, 0x80}
};

/// Sessions from MFCreateMediaSession with a store of attributes.
class Creation : public SessionTest {
 protected:
  Creation() { MFCreateAttributes(&store_, 0); }
  ~Creation() override {
    if (created_) created_->Shutdown();
  }

  Hr create(IMFAttributes* configuration) { return dll_.create_media_session(configuration, &created_); }
  /// Whether a query for the interface gives it; what is refused must come with a null pointer.
  template <typename Interface>
  bool answers() {
    ComPtr<IUnknown> object(session_.get());
    void* found = object.Get();
    const HRESULT hr = session_->QueryInterface(__uuidof(Interface), &found);
    if (SUCCEEDED(hr)) static_cast<IUnknown*>(found)->Release();
    EXPECT_EQ(Hr(hr), found ? S_OK : E_NOINTERFACE);
    return found != nullptr;
  }

  Dll dll_;
  ComPtr<IMFAttributes> store_;
  ComPtr<IMFMediaSession> created_;
};

// session R1
TEST_F(Creation, NeedsNoAttributes) {
  EXPECT_EQ(create(nullptr), S_OK);
  EXPECT_TRUE(created_);
}

// session R2
TEST_F(Creation, TakesAnEmptyStore) {
  EXPECT_EQ(create(store_.Get()), S_OK);
  EXPECT_TRUE(created_);
}

// session R3
TEST_F(Creation, RefusesANullPointer) { EXPECT_EQ(Hr(dll_.create_media_session(nullptr, nullptr)), E_POINTER); }

// session R4
TEST_F(Creation, IgnoresAttributesThatAreNotItsOwn) {
  store_->SetString(kUnknownAttribute, L"whatever");
  store_->SetUINT32(kSessionRemoteSourceMode, TRUE);

  EXPECT_EQ(create(store_.Get()), S_OK);
}

// session O5
TEST_F(Creation, DoesNotLookForTheTopologyLoaderYet) {
  store_->SetGUID(kSessionTopoLoader, kUnregisteredClass);

  EXPECT_EQ(create(store_.Get()), S_OK);
}

// session R10 O5
TEST_F(Creation, PlaysWithoutAQualityManager) {
  store_->SetGUID(kSessionQualityManager, GUID_NULL);
  ASSERT_EQ(create(store_.Get()), S_OK);
  const auto heard = std::make_shared<SessionEventLog>();
  listen(created_.Get(), heard);

  created_->SetTopology(0, play().topology.Get());
  created_->Start(&GUID_NULL, &mf::PropVariant().get());

  EXPECT_EQ(heard->await("Ended").status(), S_OK);
}

// session R15
TEST_F(Creation, ReadsTheStoreOnceOnly) {
  ASSERT_EQ(create(store_.Get()), S_OK);
  store_->SetUINT32(mf::kSessionGlobalTime, TRUE);

  EXPECT_EQ(Hr(created_->SetTopology(0, play().topology.Get())), S_OK);
}

// session R12
TEST_F(Creation, WithGlobalTimeWantsProjectTimes) {
  store_->SetUINT32(mf::kSessionGlobalTime, TRUE);
  ASSERT_EQ(create(store_.Get()), S_OK);

  EXPECT_EQ(Hr(created_->SetTopology(0, play().topology.Get())), MF_E_TOPO_INVALID_TIME_ATTRIBUTES);
  play().topology->SetUINT64(kTopologyProjectStart, 0);
  EXPECT_EQ(Hr(created_->SetTopology(0, play().topology.Get())), MF_E_TOPO_INVALID_TIME_ATTRIBUTES);
  play().topology->SetUINT64(kTopologyProjectStop, 1'000'000);
  EXPECT_EQ(Hr(created_->SetTopology(0, play().topology.Get())), S_OK);
}

// session R13
TEST_F(Creation, WithoutGlobalTimeTakesNoProjectTimes) {
  play().topology->SetUINT64(kTopologyProjectStart, 0);

  EXPECT_EQ(session_.set_topology(play().topology.Get()), MF_E_TOPO_INVALID_TIME_ATTRIBUTES);
}

// session O1
TEST_F(Creation, HasNoInterfacesOfItsComponents) {
  EXPECT_FALSE(answers<IMFAttributes>());
  EXPECT_FALSE(answers<IMFShutdown>());
  EXPECT_FALSE(answers<IMFTopology>());
}

// session R6 O1
TEST_F(Creation, HasItsRateInterfacesAfterShutdownToo) {
  EXPECT_TRUE(answers<IMFRateControl>());
  EXPECT_TRUE(answers<IMFRateSupport>());

  ASSERT_EQ(session_.shut_down(), S_OK);

  EXPECT_TRUE(answers<IMFRateControl>());
  EXPECT_TRUE(answers<IMFRateSupport>());
}

class SessionSubject {
 public:
  ComPtr<IUnknown> create() { return SessionClient(SessionClient::Events::kLeave).get(); }
  static std::vector<IID> interfaces() {
    return {__uuidof(IUnknown),      __uuidof(IMFMediaEventGenerator), __uuidof(IMFMediaSession),
            __uuidof(IMFGetService), __uuidof(IMFRateControl),         __uuidof(IMFRateSupport)};
  }

 private:
  SessionPlatform platform_;
};
// session R5
INSTANTIATE_TYPED_TEST_SUITE_P(Session, ComRules, SessionSubject);

}  // namespace
}  // namespace caesura::test
