// SPDX-License-Identifier: MIT
//
// Each command in each state: what the call returns, and its one event. Reference: IMFMediaSession, and the Remarks of
// its methods.
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/session_fixture.h"

namespace caesura::test {
namespace {

enum class At { kEmpty, kReady, kStarted, kPaused, kStopped, kEnded, kClosed, kShutDown };
enum class Does {
  kSetTopology,
  kReplaceTopology,
  kClearCurrent,
  kSetNothing,
  kClearTopologies,
  kStart,
  kSeek,
  kPause,
  kStop,
  kClose
};

struct Cell {
  At state;
  Does command;
  HRESULT returned;
  std::optional<HRESULT> answered;  // the status of the command's event; nothing: no event
};

constexpr HRESULT kNoRequest = MF_E_INVALIDREQUEST;
constexpr HRESULT kWhileStopped = MF_E_SESSION_PAUSEWHILESTOPPED;
constexpr auto kNone = std::nullopt;

constexpr Cell kCells[] = {
    {At::kEmpty,    Does::kSetTopology,     S_OK,          S_OK         },
    {At::kEmpty,    Does::kReplaceTopology, S_OK,          S_OK         },
    {At::kEmpty,    Does::kClearCurrent,    S_OK,          S_OK         },
    {At::kEmpty,    Does::kSetNothing,      E_INVALIDARG,  kNone        },
    {At::kEmpty,    Does::kClearTopologies, S_OK,          S_OK         },
    {At::kEmpty,    Does::kStart,           S_OK,          kNoRequest   },
    {At::kEmpty,    Does::kSeek,            S_OK,          kNoRequest   },
    {At::kEmpty,    Does::kPause,           S_OK,          kNoRequest   },
    {At::kEmpty,    Does::kStop,            S_OK,          kNoRequest   },
    {At::kEmpty,    Does::kClose,           S_OK,          S_OK         },

    {At::kReady,    Does::kSetTopology,     S_OK,          S_OK         },
    {At::kReady,    Does::kReplaceTopology, S_OK,          S_OK         },
    {At::kReady,    Does::kClearCurrent,    S_OK,          S_OK         },
    {At::kReady,    Does::kSetNothing,      E_INVALIDARG,  kNone        },
    {At::kReady,    Does::kClearTopologies, S_OK,          S_OK         },
    {At::kReady,    Does::kStart,           S_OK,          S_OK         },
    {At::kReady,    Does::kSeek,            S_OK,          S_OK         },
    {At::kReady,    Does::kPause,           S_OK,          kWhileStopped},
    {At::kReady,    Does::kStop,            S_OK,          S_OK         },
    {At::kReady,    Does::kClose,           S_OK,          S_OK         },

    {At::kStarted,  Does::kSetTopology,     S_OK,          S_OK         },
    {At::kStarted,  Does::kReplaceTopology, S_OK,          S_OK         },
    {At::kStarted,  Does::kClearCurrent,    S_OK,          S_OK         },
    {At::kStarted,  Does::kSetNothing,      E_INVALIDARG,  kNone        },
    {At::kStarted,  Does::kClearTopologies, S_OK,          S_OK         },
    {At::kStarted,  Does::kStart,           S_OK,          S_OK         },
    {At::kStarted,  Does::kSeek,            S_OK,          S_OK         },
    {At::kStarted,  Does::kPause,           S_OK,          S_OK         },
    {At::kStarted,  Does::kStop,            S_OK,          S_OK         },
    {At::kStarted,  Does::kClose,           S_OK,          S_OK         },

    {At::kPaused,   Does::kSetTopology,     S_OK,          S_OK         },
    {At::kPaused,   Does::kReplaceTopology, S_OK,          S_OK         },
    {At::kPaused,   Does::kClearCurrent,    S_OK,          S_OK         },
    {At::kPaused,   Does::kSetNothing,      E_INVALIDARG,  kNone        },
    {At::kPaused,   Does::kClearTopologies, S_OK,          S_OK         },
    {At::kPaused,   Does::kStart,           S_OK,          S_OK         },
    {At::kPaused,   Does::kSeek,            S_OK,          S_OK         },
    {At::kPaused,   Does::kPause,           S_OK,          S_OK         },
    {At::kPaused,   Does::kStop,            S_OK,          S_OK         },
    {At::kPaused,   Does::kClose,           S_OK,          S_OK         },

    {At::kStopped,  Does::kSetTopology,     S_OK,          S_OK         },
    {At::kStopped,  Does::kReplaceTopology, S_OK,          S_OK         },
    {At::kStopped,  Does::kClearCurrent,    S_OK,          S_OK         },
    {At::kStopped,  Does::kSetNothing,      E_INVALIDARG,  kNone        },
    {At::kStopped,  Does::kClearTopologies, S_OK,          S_OK         },
    {At::kStopped,  Does::kStart,           S_OK,          S_OK         },
    {At::kStopped,  Does::kSeek,            S_OK,          S_OK         },
    {At::kStopped,  Does::kPause,           S_OK,          kWhileStopped},
    {At::kStopped,  Does::kStop,            S_OK,          S_OK         },
    {At::kStopped,  Does::kClose,           S_OK,          S_OK         },

    {At::kEnded,    Does::kSetTopology,     S_OK,          S_OK         },
    {At::kEnded,    Does::kReplaceTopology, S_OK,          S_OK         },
    {At::kEnded,    Does::kClearCurrent,    S_OK,          S_OK         },
    {At::kEnded,    Does::kSetNothing,      E_INVALIDARG,  kNone        },
    {At::kEnded,    Does::kClearTopologies, S_OK,          S_OK         },
    {At::kEnded,    Does::kStart,           S_OK,          S_OK         },
    {At::kEnded,    Does::kSeek,            S_OK,          S_OK         },
    {At::kEnded,    Does::kPause,           S_OK,          kWhileStopped},
    {At::kEnded,    Does::kStop,            S_OK,          S_OK         },
    {At::kEnded,    Does::kClose,           S_OK,          S_OK         },

    {At::kClosed,   Does::kSetTopology,     kNoRequest,    kNone        },
    {At::kClosed,   Does::kReplaceTopology, kNoRequest,    kNone        },
    {At::kClosed,   Does::kClearCurrent,    kNoRequest,    kNone        },
    {At::kClosed,   Does::kSetNothing,      kNoRequest,    kNone        },
    {At::kClosed,   Does::kClearTopologies, kNoRequest,    kNone        },
    {At::kClosed,   Does::kStart,           kNoRequest,    kNone        },
    {At::kClosed,   Does::kSeek,            kNoRequest,    kNone        },
    {At::kClosed,   Does::kPause,           kNoRequest,    kNone        },
    {At::kClosed,   Does::kStop,            kNoRequest,    kNone        },
    {At::kClosed,   Does::kClose,           kNoRequest,    kNone        },

    {At::kShutDown, Does::kSetTopology,     MF_E_SHUTDOWN, kNone        },
    {At::kShutDown, Does::kReplaceTopology, MF_E_SHUTDOWN, kNone        },
    {At::kShutDown, Does::kClearCurrent,    MF_E_SHUTDOWN, kNone        },
    {At::kShutDown, Does::kSetNothing,      MF_E_SHUTDOWN, kNone        },
    {At::kShutDown, Does::kClearTopologies, MF_E_SHUTDOWN, kNone        },
    {At::kShutDown, Does::kStart,           MF_E_SHUTDOWN, kNone        },
    {At::kShutDown, Does::kSeek,            MF_E_SHUTDOWN, kNone        },
    {At::kShutDown, Does::kPause,           MF_E_SHUTDOWN, kNone        },
    {At::kShutDown, Does::kStop,            MF_E_SHUTDOWN, kNone        },
    {At::kShutDown, Does::kClose,           MF_E_SHUTDOWN, kNone        },
};

constexpr const char* kStateNames[] = {"Empty", "Ready", "Started", "Paused", "Stopped", "Ended", "Closed", "ShutDown"};
constexpr const char* kCommandNames[] = {
    "SetTopology", "ReplaceTopology", "ClearCurrent", "SetNothing", "ClearTopologies", "Start",
    "Seek",        "Pause",           "Stop",         "Close"};
constexpr const char* kEventNames[] = {"TopologySet", "TopologySet", "TopologySet", "TopologySet", "TopologiesCleared",
                                       "Started",     "Started",     "Paused",      "Stopped",     "Closed"};

template <typename Enum>
constexpr std::size_t at(Enum value) {
  return static_cast<std::size_t>(value);
}

class CommandTable : public SessionTest, public testing::WithParamInterface<Cell> {
 protected:
  void bring_to(At state) {
    if (state != At::kEnded) endless();
    switch (state) {
      case At::kEmpty:
        return;
      case At::kReady:
        return ready();
      case At::kStarted:
        return started();
      case At::kPaused:
        return paused();
      case At::kStopped:
        return stopped();
      case At::kEnded:
        return ended();
      case At::kClosed:
        return closed();
      case At::kShutDown:
        ASSERT_EQ(session_.shut_down(), S_OK);
    }
  }
  Hr carry_out(Does command) {
    switch (command) {
      case Does::kSetTopology:
        return session_.set_topology(other_.topology.Get());
      case Does::kReplaceTopology:
        return session_.set_topology(other_.topology.Get(), MFSESSION_SETTOPOLOGY_IMMEDIATE);
      case Does::kClearCurrent:
        return session_.set_topology(nullptr, MFSESSION_SETTOPOLOGY_CLEAR_CURRENT);
      case Does::kSetNothing:
        return session_.set_topology(nullptr);
      case Does::kClearTopologies:
        return session_.clear_topologies();
      case Does::kStart:
        return session_.start();
      case Does::kSeek:
        return session_.seek(0);
      case Does::kPause:
        return session_.pause();
      case Does::kStop:
        return session_.stop();
      case Does::kClose:
        return session_.close();
    }
    return E_UNEXPECTED;
  }
  /// The statuses of the events of that name behind the first `skipped`: all of them, for the session is closed.
  std::vector<Hr> answers(const std::string& name, std::size_t skipped) {
    if (GetParam().state != At::kShutDown) static_cast<void>(session_.events_until_closed());
    std::vector<Hr> statuses;
    for (const HeardEvent& event : session_.log()->all())
      if (event.name() == name) statuses.push_back(event.status());
    return {statuses.begin() + static_cast<std::ptrdiff_t>(skipped), statuses.end()};
  }
  std::vector<Hr> expected() const {
    return GetParam().answered ? std::vector<Hr>{*GetParam().answered} : std::vector<Hr>{};
  }

  Presentation other_ = make_presentation();
};

// session R31 R32 R33 R39 R40 R41 R42 R47 R55 O7 O8 O9 O23
TEST_P(CommandTable, ReturnsAndAnswersAsWritten) {
  ASSERT_NO_FATAL_FAILURE(bring_to(GetParam().state));
  const std::string answer = kEventNames[at(GetParam().command)];
  const std::size_t before = session_.log()->count(answer);

  EXPECT_EQ(carry_out(GetParam().command), GetParam().returned);

  EXPECT_EQ(answers(answer, before), expected()) << testing::PrintToString(session_.events());
}

INSTANTIATE_TEST_SUITE_P(Session, CommandTable, testing::ValuesIn(kCells), [](const auto& cell) {
  return std::string(kCommandNames[at(cell.param.command)]) + "While" + kStateNames[at(cell.param.state)];
});

}  // namespace
}  // namespace caesura::test
