// SPDX-License-Identifier: MIT
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>
#include <mfidl.h>

#include "caesura.h"
#include "support/activation_context.h"
#include "support/com_dll.h"
#include "support/com_media_foundation.h"
#include "support/com_registry.h"

namespace caesura::test {
namespace {

namespace fs = std::filesystem;

/// The three ways to a session by CoCreateInstance, each from a registry without the server.
class ActivationTest : public testing::Test {
 protected:
  ActivationTest() {
    CoInitializeEx(nullptr, COINIT_MULTITHREADED);
    Dll().unregister_server();
  }
  ~ActivationTest() override {
    Dll().unregister_server();
    CoUninitialize();
  }

  HRESULT create() {
    com::ComPtr<IMFMediaSession> session;
    const HRESULT hr = CoCreateInstance(CLSID_MediaSession, nullptr, CLSCTX_INPROC_SERVER, __uuidof(IMFMediaSession),
                                        reinterpret_cast<void**>(session.GetAddressOf()));
    if (session) session->Shutdown();
    return hr;
  }
  HRESULT create_by_name(const wchar_t* prog_id) {
    CLSID clsid{};
    const HRESULT hr = CLSIDFromProgID(prog_id, &clsid);
    return SUCCEEDED(hr) && clsid == CLSID_MediaSession ? create() : hr;
  }

  MediaFoundation media_foundation_;
};

/// caesura.reg with the path of the DLL under test, in a file of its own.
class ImportFile {
 public:
  ImportFile() {
    std::ifstream in(fs::path(dll_path()).replace_filename("caesura.reg"), std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    const std::string installed = R"(C:\\Program Files\\Caesura\\caesura.dll)";
    for (auto at = text.find(installed); at != std::string::npos; at = text.find(installed))
      text.replace(at, installed.size(), escaped(fs::path(dll_path()).string()));
    std::ofstream(path_, std::ios::binary) << text;
  }
  ImportFile(const ImportFile&) = delete;
  ImportFile& operator=(const ImportFile&) = delete;
  ~ImportFile() { fs::remove(path_); }

  const fs::path& path() const { return path_; }

 private:
  static std::string escaped(const std::string& path) {
    std::string text;
    for (const char c : path) text += c == '\\' ? std::string("\\\\") : std::string(1, c);
    return text;
  }

  fs::path path_ = fs::temp_directory_path() / "caesura_activation_test.reg";
};

TEST_F(ActivationTest, FailsWithoutRegistration) { EXPECT_EQ(create(), REGDB_E_CLASSNOTREG); }

TEST_F(ActivationTest, WorksAfterRegsvr32) {
  ASSERT_EQ(run(L"regsvr32 /s \"" + dll_path() + L"\""), 0u);

  EXPECT_EQ(create(), S_OK);
  EXPECT_EQ(create_by_name(L"Caesura.MediaSession"), S_OK);
  EXPECT_EQ(create_by_name(L"Caesura.MediaSession.1"), S_OK);
}

TEST_F(ActivationTest, WorksAfterTheImportOfTheRegistryFile) {
  const ImportFile file;
  ASSERT_EQ(run(L"regedit /S \"" + file.path().wstring() + L"\""), 0u);

  EXPECT_EQ(create(), S_OK);
  EXPECT_EQ(create_by_name(L"Caesura.MediaSession"), S_OK);
}

TEST_F(ActivationTest, WorksByTheManifestAlone) {
  const ActivationContext context(fs::path(dll_path()).replace_filename("caesura.manifest"));
  ASSERT_TRUE(context.is_active());

  EXPECT_EQ(create(), S_OK);
  EXPECT_EQ(create_by_name(L"Caesura.MediaSession"), S_OK);
  EXPECT_EQ(create_by_name(L"Caesura.MediaSession.1"), S_OK);
}

}  // namespace
}  // namespace caesura::test
