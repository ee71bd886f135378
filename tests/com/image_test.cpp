// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cctype>
#include <cstring>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/com_dll.h"

namespace caesura::test {
namespace {

using testing::ElementsAre;

/// The loaded DLL, read as a PE image.
class ImageTest : public testing::Test {
 protected:
  template <typename T>
  const T* at(DWORD offset) const {
    return reinterpret_cast<const T*>(reinterpret_cast<const BYTE*>(dll_.handle()) + offset);
  }
  DWORD directory(int index) const {
    const auto* headers = at<IMAGE_NT_HEADERS64>(static_cast<DWORD>(at<IMAGE_DOS_HEADER>(0)->e_lfanew));
    return headers->OptionalHeader.DataDirectory[index].VirtualAddress;
  }
  std::vector<std::string> exports() const {
    const auto* table = at<IMAGE_EXPORT_DIRECTORY>(directory(IMAGE_DIRECTORY_ENTRY_EXPORT));
    std::vector<std::string> names;
    for (DWORD i = 0; i < table->NumberOfNames; ++i) names.emplace_back(at<char>(at<DWORD>(table->AddressOfNames)[i]));
    std::ranges::sort(names);
    return names;
  }
  std::vector<std::string> imports() const {
    std::vector<std::string> names;
    for (const auto* entry = at<IMAGE_IMPORT_DESCRIPTOR>(directory(IMAGE_DIRECTORY_ENTRY_IMPORT)); entry->Name;
         ++entry) {
      std::string name = at<char>(entry->Name);
      std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      names.push_back(name);
    }
    return names;
  }

  Dll dll_;
};

TEST_F(ImageTest, ExportsTheFourOfAServerAndMediaFoundationsOne) {
  EXPECT_THAT(exports(), ElementsAre("DllCanUnloadNow", "DllGetClassObject", "DllRegisterServer", "DllUnregisterServer",
                                     "MFCreateMediaSession"));
}

TEST_F(ImageTest, ImportsOnlyFromSystemDlls) {
  const std::vector<std::string> allowed = {
      "advapi32.dll", "kernel32.dll", "mf.dll",     "mfplat.dll", "mfreadwrite.dll", "msvcrt.dll", "ole32.dll",
      "oleaut32.dll", "propsys.dll",  "user32.dll", "winmm.dll",  "avrt.dll",        "evr.dll",    "ksuser.dll"};

  for (const std::string& name : imports()) EXPECT_THAT(allowed, testing::Contains(name));
}

}  // namespace
}  // namespace caesura::test
