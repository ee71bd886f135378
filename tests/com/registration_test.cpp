// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <mfidl.h>

#include "caesura.h"
#include "com/guid_text.h"
#include "support/com_dll.h"
#include "support/com_registry.h"

namespace caesura::test {
namespace {

/// Leaves the registry without the server, whatever a test did.
class RegistrationTest : public testing::Test {
 protected:
  ~RegistrationTest() override { dll_.unregister_server(); }

  Dll dll_;
  const std::wstring class_key_ = L"CLSID\\" + com::guid_wide_text(CLSID_MediaSession);
};

TEST_F(RegistrationTest, NamesTheDllItsThreadingModelAndItsProgIds) {
  ASSERT_EQ(dll_.register_server(), S_OK);

  EXPECT_EQ(_wcsicmp(class_value(class_key_ + L"\\InprocServer32").c_str(), dll_path().c_str()), 0);
  EXPECT_EQ(class_value(class_key_ + L"\\InprocServer32", L"ThreadingModel"), L"Both");
  EXPECT_EQ(class_value(class_key_ + L"\\ProgID"), L"Caesura.MediaSession.1");
  EXPECT_EQ(class_value(class_key_ + L"\\VersionIndependentProgID"), L"Caesura.MediaSession");
  EXPECT_EQ(class_value(L"Caesura.MediaSession\\CurVer"), L"Caesura.MediaSession.1");
}

TEST_F(RegistrationTest, LetsTheTypeLibraryBeFound) {
  ASSERT_EQ(dll_.register_server(), S_OK);

  com::ComPtr<ITypeLib> library;
  EXPECT_EQ(LoadRegTypeLib(LIBID_Caesura, 1, 0, LOCALE_NEUTRAL, &library), S_OK);
}

TEST_F(RegistrationTest, LeavesTheRegistryAsItWasFound) {
  dll_.unregister_server();
  const RegistrySnapshot before = snapshot_of_classes();

  ASSERT_EQ(run(L"regsvr32 /s \"" + dll_path() + L"\""), 0u);
  EXPECT_NE(snapshot_of_classes(), before);
  ASSERT_EQ(run(L"regsvr32 /s /u \"" + dll_path() + L"\""), 0u);

  EXPECT_EQ(snapshot_of_classes(), before);
}

TEST_F(RegistrationTest, MayBeRepeated) {
  EXPECT_EQ(dll_.register_server(), S_OK);
  const RegistrySnapshot once = snapshot_of_classes();

  EXPECT_EQ(dll_.register_server(), S_OK);
  EXPECT_EQ(snapshot_of_classes(), once);

  EXPECT_EQ(dll_.unregister_server(), S_OK);
  EXPECT_EQ(dll_.unregister_server(), S_OK);
}

TEST_F(RegistrationTest, LeavesTheInterfacesOfOthersAlone) {
  const std::wstring key = L"Interface\\" + com::guid_wide_text(__uuidof(IMFMediaSession));
  const std::wstring before = class_value(key);

  ASSERT_EQ(dll_.register_server(), S_OK);

  EXPECT_EQ(class_value(key), before);
}

}  // namespace
}  // namespace caesura::test
