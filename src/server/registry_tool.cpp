// SPDX-License-Identifier: MIT
//
// caesura_registry [--check] FOLDER: writes caesura.reg and caesura.manifest, rendered from the coclass table, into
// FOLDER; with --check, only says whether the files there are up to date.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

#include "com/registration_text.h"
#include "server/coclasses.h"

namespace {

// Where the file says that the DLL is. Who imports it edits this path, or puts the DLL there.
constexpr const wchar_t* kInstalledPath = L"C:\\Program Files\\Caesura\\caesura.dll";

bool write(const std::filesystem::path& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary);
  out << text;
  out.flush();
  if (!out) std::cerr << "can't write " << file << '\n';
  return static_cast<bool>(out);
}

bool is_current(const std::filesystem::path& file, const std::string& text) {
  std::ifstream in(file, std::ios::binary);
  const std::string found((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (found != text) std::cerr << file << " is out of date: build the target update_registry\n";
  return found == text;
}

}  // namespace

int main(int argc, char** argv) {
  const bool check = argc == 3 && std::string_view(argv[1]) == "--check";
  if (argc != 2 && !check) {
    std::cerr << "usage: caesura_registry [--check] FOLDER\n";
    return 2;
  }
  const auto handle = check ? is_current : write;
  const std::filesystem::path folder = argv[argc - 1];
  const caesura::com::Server& server = caesura::server::server();

  const bool registry = handle(folder / "caesura.reg", caesura::com::registry_file(server, kInstalledPath));
  const bool manifest =
      handle(folder / "caesura.manifest", caesura::com::manifest(server, L"caesura", CAESURA_VERSION, L"caesura.dll"));
  return registry && manifest ? 0 : 1;
}
