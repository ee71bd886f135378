// SPDX-License-Identifier: MIT
// caesura-play: plays a file with the media session of Caesura. A client like any other: it knows the DLL by the class
// id in its IDL alone.
#include <cstdio>
#include <string>
#include <vector>

#include <fcntl.h>
#include <io.h>

#include "failure.h"
#include "options.h"
#include "platform.h"
#include "player.h"
#include "reporter.h"
#include "result_text.h"
#include "terminal.h"

namespace caesura::play {
namespace {

std::vector<std::string> Arguments() {
  std::vector<std::string> arguments;
  int count = 0;
  wchar_t** const wide = CommandLineToArgvW(GetCommandLineW(), &count);
  for (int i = 1; i < count; ++i) arguments.push_back(Utf8(wide[i]));
  LocalFree(wide);
  return arguments;
}

DWORD ThreadCount() {
  const HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
  THREADENTRY32 entry{};
  entry.dwSize = sizeof(entry);
  DWORD count = 0;
  for (BOOL more = Thread32First(snapshot, &entry); more; more = Thread32Next(snapshot, &entry))
    count += entry.th32OwnerProcessID == GetCurrentProcessId() ? 1 : 0;
  CloseHandle(snapshot);
  return count;
}

/// What has been shut down ends its threads by and by. Wine 8 crashes now and then where a process ends while one of
/// its threads does, and the exit code is lost.
void AwaitEndingThreads() {
  constexpr int kLooks = 20;
  constexpr int kAlike = 3;
  DWORD before = 0;
  for (int look = 0, alike = 0; look < kLooks && alike < kAlike; ++look) {
    const DWORD now = ThreadCount();
    alike = now == before ? alike + 1 : 0;
    before = now;
    Sleep(5);
  }
}

/// COM and Media Foundation for as long as it lives.
class Platform {
 public:
  Platform() {
    CoInitializeEx(nullptr, COINIT_MULTITHREADED);
    const HRESULT hr = MFStartup(MF_VERSION, MFSTARTUP_FULL);
    if (FAILED(hr)) throw Failure(ExitCode::kNoSession, "Media Foundation does not start: " + ResultText(hr));
  }
  ~Platform() {
    if (abandoned_) return;
    MFShutdown();
    CoUninitialize();
    AwaitEndingThreads();
  }
  Platform(const Platform&) = delete;
  Platform& operator=(const Platform&) = delete;

  /// Something in it hangs: waiting for it in MFShutdown would hang as well. It ends with the process.
  void Abandon() { abandoned_ = true; }

 private:
  bool abandoned_ = false;
};

Ending PlayWith(const Options& options, Terminal& terminal, Reporter& reporter) {
  const auto failed = [](const Failure& failure) {
    return Ending{"failed", failure.code(), failure.what(), std::nullopt, 0};
  };
  try {
    Platform platform;
    Ending ending;
    try {
      Player player(options, terminal, reporter);
      ending = player.Play();
    } catch (const Failure& failure) {
      ending = failed(failure);
    }
    if (ending.code == ExitCode::kStalled) platform.Abandon();
    return ending;
  } catch (const Failure& failure) {
    return failed(failure);
  }
}

int Main() {
  Options options;
  try {
    options = ParseOptions(Arguments());
  } catch (const UsageError& error) {
    std::fprintf(stderr, "caesura-play: %s\n", error.what());
    return static_cast<int>(ExitCode::kUsage);
  }
  if (options.help || options.version) {
    std::fputs(options.help ? kHelp : "caesura-play " CAESURA_VERSION "\n", stdout);
    return static_cast<int>(ExitCode::kPlayed);
  }
  Terminal terminal;
  Reporter reporter(options, terminal);
  const Ending ending = PlayWith(options, terminal, reporter);
  reporter.Summary(ending.result, static_cast<int>(ending.code), ending.sentence, ending.position, ending.duration);
  return static_cast<int>(ending.code);
}

}  // namespace
}  // namespace caesura::play

int main() {
  SetConsoleOutputCP(CP_UTF8);
  _setmode(_fileno(stdout), _O_BINARY);
  _setmode(_fileno(stderr), _O_BINARY);
  return caesura::play::Main();
}
