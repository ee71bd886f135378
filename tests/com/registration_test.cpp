// SPDX-License-Identifier: MIT
#include <algorithm>
#include <vector>

#include <gtest/gtest.h>
#include <mfidl.h>
#include <shlwapi.h>

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

  /// What registering has written: names of keys, and of values behind " : ".
  std::vector<std::wstring> written() {
    dll_.unregister_server();
    const RegistrySnapshot before = snapshot_of_software();
    EXPECT_EQ(run(L"regsvr32 /s \"" + dll_path() + L"\""), 0u);
    std::vector<std::wstring> names;
    for (const auto& [name, value] : snapshot_of_software()) {
      const auto known = before.find(name);
      if (known == before.end() || known->second != value) names.push_back(name);
    }
    return names;
  }
  /// Below the keys of the class, its two program ids and the type library, which the system mirrors for 32-bit
  /// programs.
  bool is_own(std::wstring name) const {
    const std::wstring mirror = L"Wow6432Node\\";
    if (const std::size_t at = name.find(mirror); at != std::wstring::npos) name.erase(at, mirror.size());
    const std::wstring classes = L"HKEY_LOCAL_MACHINE\\Software\\Classes\\";
    const std::wstring own[] = {class_key_, L"Caesura.MediaSession", L"Caesura.MediaSession.1",
                                L"TypeLib\\" + com::guid_wide_text(LIBID_Caesura)};
    return std::any_of(std::begin(own), std::end(own), [&](const std::wstring& key) {
      const std::size_t length = classes.size() + key.size();
      return _wcsnicmp(name.c_str(), (classes + key).c_str(), length) == 0 &&
             (name.size() == length || name[length] == L'\\' || name[length] == L' ');
    });
  }

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

TEST_F(RegistrationTest, WritesNothingButItsOwnKeys) {
  std::vector<std::wstring> others = written();
  EXPECT_FALSE(others.empty());

  std::erase_if(others, [&](const std::wstring& name) { return is_own(name); });

  EXPECT_EQ(others, std::vector<std::wstring>());
}

/// What is looked for along a path may be found in a folder that anybody may write to.
TEST_F(RegistrationTest, NamesTheDllByItsWholePath) {
  ASSERT_EQ(dll_.register_server(), S_OK);

  const std::wstring library = L"TypeLib\\" + com::guid_wide_text(LIBID_Caesura) + L"\\1.0";
  EXPECT_FALSE(PathIsRelativeW(class_value(class_key_ + L"\\InprocServer32").c_str()));
  EXPECT_FALSE(PathIsRelativeW(class_value(library + L"\\0\\win64").c_str()));
  EXPECT_FALSE(PathIsRelativeW(class_value(library + L"\\HELPDIR").c_str()));
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
