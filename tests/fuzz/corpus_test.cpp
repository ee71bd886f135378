// SPDX-License-Identifier: MIT
//
// What the fuzzers have found interesting so far, without a fuzzer.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <vector>

#include <gtest/gtest.h>

#include "base/log.h"
#include "targets.h"

namespace caesura::fuzz {

void PrintTo(const NamedTarget& target, std::ostream* out) { *out << target.name; }

namespace {

class Corpus : public testing::TestWithParam<NamedTarget> {
 protected:
  void SetUp() override { log::set_levels("*=off"); }
  void TearDown() override { log::set_levels("*=warn"); }
};

TEST_P(Corpus, IsLivedThrough) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(CAESURA_CORPUS "/") + GetParam().name))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  ASSERT_FALSE(files.empty());
  for (const auto& file : files) {
    SCOPED_TRACE(file);
    std::ifstream stream(file, std::ios::binary);
    const std::vector<char> bytes{std::istreambuf_iterator<char>(stream), {}};
    GetParam().target(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  }
}

INSTANTIATE_TEST_SUITE_P(Of, Corpus, testing::ValuesIn(kTargets),
                         [](const auto& target) { return std::string(target.param.name); });

}  // namespace
}  // namespace caesura::fuzz
