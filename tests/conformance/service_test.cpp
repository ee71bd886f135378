// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "support/session_fixture.h"

namespace caesura::test {
namespace {

constexpr GUID kService{
    0x5ee2b2c3, 0x3c52, 0x4a7e, {0x9b, 0x1f, 0x6d, 0x2f, 0x51, 0x6e, 0x8a, 0x12}
};
constexpr GUID kVideoRenderService{
    0x1092a86c, 0xab1a, 0x459a, {0xa3, 0x36, 0x83, 0x1f, 0xbc, 0x4d, 0x11, 0xff}
};
constexpr GUID kPmpService{
    0x2f00c90c, 0xd2cf, 0x4278, {0x8b, 0x6a, 0xd0, 0x77, 0xfa, 0xc3, 0xa2, 0x5f}
};
constexpr GUID kPmpServerContext{
    0x2f00c910, 0xd2cf, 0x4278, {0x8b, 0x6a, 0xd0, 0x77, 0xfa, 0xc3, 0xa2, 0x5f}
};

class Services : public SessionTest {
 protected:
  /// Asks for a service that a sink has; where it fails, the pointer must be null.
  Hr ask(REFGUID service, REFIID iid = __uuidof(IMFMediaSink)) {
    void* found = this;
    const Hr hr = session_.service(service, iid, &found);
    if (SUCCEEDED(hr.value)) found_.Attach(static_cast<IUnknown*>(found));
    EXPECT_EQ(found != nullptr, SUCCEEDED(hr.value));
    return hr;
  }

  ComPtr<IUnknown> found_;
};

// session R25
TEST_F(Services, OfASinkAreReachedThroughTheSession) {
  sink_script_.service = kService;
  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_EQ(ask(kService), S_OK);
  EXPECT_EQ(found_.Get(), static_cast<IUnknown*>(static_cast<IMFMediaSink*>(play().sink.Get())));
}

// session R25
TEST_F(Services, OfASinkStayReachableAfterTheEnd) {
  sink_script_.service = kService;
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_EQ(ask(kService), S_OK);
}

// session R26 O3
TEST_F(Services, NobodyHasAreNoInterface) {
  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_EQ(ask(kService), E_NOINTERFACE);
}

// session R27 O3
TEST_F(Services, AreNoInterfaceWithoutATopology) { EXPECT_EQ(ask(kVideoRenderService), E_NOINTERFACE); }

// session R28 O3
TEST_F(Services, OfTheProtectedPathAreNotHere) {
  EXPECT_EQ(ask(kPmpServerContext, IID_IUnknown), E_NOINTERFACE);
  EXPECT_EQ(ask(kPmpService, IID_IUnknown), E_NOINTERFACE);
}

TEST_F(Services, WithAnInterfaceTheProviderLacksAreNoInterface) {
  sink_script_.service = kService;
  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_EQ(ask(kService, __uuidof(IMFTopology)), E_NOINTERFACE);
}

TEST_F(Services, WantAPointer) { EXPECT_EQ(session_.service(kService, IID_IUnknown, nullptr), E_POINTER); }

// session R29 O3
TEST_F(Services, EndWithShutdown) {
  ASSERT_NO_FATAL_FAILURE(ready());
  ASSERT_EQ(session_.shut_down(), S_OK);

  EXPECT_EQ(ask(kService), MF_E_SHUTDOWN);
}

}  // namespace
}  // namespace caesura::test
