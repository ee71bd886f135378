// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

#include "hostile/hostile_playback.h"

namespace caesura::test {

/// A way in which a call or an event goes wrong.
struct Way {
  const char* name;
  Sin sin;
  HRESULT code;
  Inside inside;
};

constexpr HRESULT kServerUnavailable = static_cast<HRESULT>(0x800706BA);

inline constexpr Way kWaysOfCalls[] = {
    {"fails",                      Sin::kReturn,      E_FAIL,             Inside::kNothing  },
    {"says that it is shut down",  Sin::kReturn,      MF_E_SHUTDOWN,      Inside::kNothing  },
    {"has no memory",              Sin::kReturn,      E_OUTOFMEMORY,      Inside::kNothing  },
    {"is disconnected",            Sin::kReturn,      RPC_E_DISCONNECTED, Inside::kNothing  },
    {"has lost its server",        Sin::kReturn,      kServerUnavailable, Inside::kNothing  },
    {"does nothing",               Sin::kReturn,      S_OK,               Inside::kNothing  },
    {"does nothing, S_FALSE",      Sin::kReturn,      S_FALSE,            Inside::kNothing  },
    {"does nothing, unknown code", Sin::kReturn,      1722,               Inside::kNothing  },
    {"does it and fails",          Sin::kReturnAfter, E_FAIL,             Inside::kNothing  },
    {"does it, unknown code",      Sin::kReturnAfter, 0x00012345,         Inside::kNothing  },
    {"does it twice",              Sin::kTwice,       S_OK,               Inside::kNothing  },
    {"does it on another thread",  Sin::kElsewhere,   S_OK,               Inside::kNothing  },
    {"takes its time",             Sin::kSlow,        S_OK,               Inside::kNothing  },
    {"gives nothing",              Sin::kNull,        S_OK,               Inside::kNothing  },
    {"gives garbage",              Sin::kGarbage,     S_OK,               Inside::kNothing  },
    {"sends commands",             Sin::kInside,      S_OK,               Inside::kCommands },
    {"closes the session",         Sin::kInside,      S_OK,               Inside::kClose    },
    {"shuts the session down",     Sin::kInside,      S_OK,               Inside::kShutdown },
    {"releases the session",       Sin::kInside,      S_OK,               Inside::kRelease  },
    {"shuts the source down",      Sin::kInside,      S_OK,               Inside::kEndSource},
    {"shuts the sink down",        Sin::kInside,      S_OK,               Inside::kEndSink  },
};

inline constexpr Way kWaysOfEvents[] = {
    {"never comes",              Sin::kSwallowed, S_OK,               Inside::kNothing},
    {"comes twice",              Sin::kDoubled,   S_OK,               Inside::kNothing},
    {"comes late",               Sin::kDelayed,   S_OK,               Inside::kNothing},
    {"fails",                    Sin::kFailed,    E_FAIL,             Inside::kNothing},
    {"has an unknown code",      Sin::kFailed,    0x00012345,         Inside::kNothing},
    {"is disconnected",          Sin::kFailed,    RPC_E_DISCONNECTED, Inside::kNothing},
    {"has no value",             Sin::kEmptied,   S_OK,               Inside::kNothing},
    {"has a string",             Sin::kMistyped,  S_OK,               Inside::kNothing},
    {"has another object",       Sin::kForeign,   S_OK,               Inside::kNothing},
    {"is unknown",               Sin::kUnknown,   S_OK,               Inside::kNothing},
    {"is an error",              Sin::kError,     E_FAIL,             Inside::kNothing},
    {"is an error that is none", Sin::kError,     S_OK,               Inside::kNothing},
    {"has a distorted value",    Sin::kDistorted, S_OK,               Inside::kNothing},
};

/// The ways of what `call` names.
inline std::span<const Way> ways_of(std::string_view call) {
  if (call.ends_with(".event")) return kWaysOfEvents;
  return kWaysOfCalls;
}

}  // namespace caesura::test
