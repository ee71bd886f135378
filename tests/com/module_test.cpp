// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <mfidl.h>

#include "caesura.h"
#include "support/com_dll.h"
#include "support/com_media_foundation.h"
#include "support/com_rules.h"
#include "support/com_wait.h"

namespace caesura::test {
namespace {

ComPtr<IClassFactory> factory_of(const Dll& dll) {
  ComPtr<IClassFactory> factory;
  dll.get_class_object(CLSID_MediaSession, __uuidof(IClassFactory), reinterpret_cast<void**>(factory.GetAddressOf()));
  return factory;
}

ComPtr<IMFMediaSession> session_of(const Dll& dll) {
  ComPtr<IMFMediaSession> session;
  dll.create_media_session(nullptr, session.GetAddressOf());
  return session;
}

bool is_loaded() { return GetModuleHandleW(L"caesura.dll") != nullptr; }

TEST(Module, MayBeUnloadedBeforeItsFirstObject) {
  const Dll dll;

  EXPECT_EQ(dll.can_unload_now(), S_OK);
}

TEST(Module, StaysWhileAFactoryLives) {
  const Dll dll;
  auto factory = factory_of(dll);

  EXPECT_EQ(dll.can_unload_now(), S_FALSE);

  factory = nullptr;
  EXPECT_EQ(dll.can_unload_now(), S_OK);
}

TEST(Module, StaysWhileTheServerIsLocked) {
  const Dll dll;
  factory_of(dll)->LockServer(TRUE);

  EXPECT_EQ(dll.can_unload_now(), S_FALSE);

  factory_of(dll)->LockServer(FALSE);
  EXPECT_EQ(dll.can_unload_now(), S_OK);
}

TEST(Module, StaysWhileASessionLives) {
  const MediaFoundation media_foundation;
  const Dll dll;
  auto session = session_of(dll);

  EXPECT_EQ(dll.can_unload_now(), S_FALSE);

  session->Shutdown();
  session = nullptr;
  EXPECT_TRUE(becomes_true([&] { return dll.can_unload_now() == S_OK; }));
}

TEST(Module, IsUnloadedAfterItsLastSession) {
  const MediaFoundation media_foundation;
  {
    const Dll dll;
    const auto session = session_of(dll);
    session->Shutdown();
  }

  EXPECT_TRUE(becomes_true([] { return !is_loaded(); }));
}

// session R194
TEST(Module, IsUnloadedAfterASessionThatWasNeverShutDown) {
  const MediaFoundation media_foundation;
  {
    const Dll dll;
    const auto session = session_of(dll);
  }

  EXPECT_TRUE(becomes_true([] { return !is_loaded(); }));
}

TEST(Module, MayComeAndGoManyTimes) {
  const MediaFoundation media_foundation;
  for (int cycle = 0; cycle < 50; ++cycle) {
    {
      const Dll dll;
      session_of(dll)->Shutdown();
    }
    ASSERT_TRUE(becomes_true([] { return !is_loaded(); })) << "cycle " << cycle;
  }
}

}  // namespace
}  // namespace caesura::test
