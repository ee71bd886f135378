// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace caesura::fuzz {

/// What libFuzzer is to find bytes for, and what the tests play its finds to. What must not be ends the process.
using Target = void (*)(const std::uint8_t* bytes, std::size_t size);

/// Any path through the table breaks none of its rules, and leads to a closed session.
void state_table(const std::uint8_t* bytes, std::size_t size);
/// Commands, and words of components that nobody asked for: a storm made of bytes.
void session(const std::uint8_t* bytes, std::size_t size);
/// A topology of any shape, sense or not, with times of any size, is refused or played.
void topology(const std::uint8_t* bytes, std::size_t size);
/// Any command line of the player's is understood or refused with a sentence.
void options(const std::uint8_t* bytes, std::size_t size);

struct NamedTarget {
  const char* name;
  Target target;
};
inline constexpr NamedTarget kTargets[]{
    {"state_table", state_table},
    {"session",     session    },
    {"topology",    topology   },
    {"options",     options    }
};

/// Ends the process with `what` unless `holds`.
void require(bool holds, const std::string& what);

}  // namespace caesura::fuzz
