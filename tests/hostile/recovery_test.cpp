// SPDX-License-Identifier: MIT
//
// What failed once works the next time.
#include <gtest/gtest.h>

#include "hostile/hostile_client.h"
#include "hostile/troupe.h"
#include "support/session_client.h"

namespace caesura::test {
namespace {

using std::chrono::seconds;

class Recovery : public testing::Test {
 protected:
  static bool is_answered(HostileClient& client) { return client.settle(seconds(3)); }

  const SessionPlatform platform_;
};

TEST_F(Recovery, OfAStreamThatCouldNotBeHeard) {
  const auto saboteur = std::make_shared<Saboteur>(
      Sabotage{.call = "stream.BeginGetEvent", .nth = 1, .sin = Sin::kReturn, .code = E_FAIL});
  const Troupe troupe(Cast::kSynchronous, saboteur);
  const std::shared_ptr<HostileClient> client = HostileClient::create();
  client->set_topology(troupe.topology());
  client->start();
  ASSERT_TRUE(is_answered(*client));
  ASSERT_EQ(client->events().back(), "Started 80004005");

  client->start();

  EXPECT_TRUE(is_answered(*client));
  EXPECT_EQ(client->events().back(), "Started");
  client->shut_down();
}

TEST_F(Recovery, OfAStartThatFailedWhileTheSinkPrerolled) {
  const auto saboteur = std::make_shared<Saboteur>(
      Sabotage{.call = "stream.RequestSample", .nth = 1, .sin = Sin::kReturn, .code = E_FAIL});
  const Troupe troupe(Cast::kSynchronous, saboteur);
  const std::shared_ptr<HostileClient> client = HostileClient::create();
  client->set_topology(troupe.topology());
  client->start();
  ASSERT_TRUE(is_answered(*client));
  ASSERT_EQ(client->events().back(), "Started 80004005");

  client->start();

  EXPECT_TRUE(is_answered(*client));
  EXPECT_EQ(client->events().back(), "Started");
  client->shut_down();
}

}  // namespace
}  // namespace caesura::test
