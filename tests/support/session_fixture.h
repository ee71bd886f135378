// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "support/fake_call_log.h"
#include "support/fake_sink.h"
#include "support/fake_source.h"
#include "support/fake_topology.h"
#include "support/fake_transform.h"
#include "support/session_client.h"

namespace caesura::test {

/// A fake source, a fake sink and the topology between them. Shuts the source down in the end, as its creator must.
struct Presentation {
  Presentation() = default;
  Presentation(Presentation&&) = default;
  Presentation& operator=(Presentation&&) = delete;
  ~Presentation();

  ComPtr<FakeSource> source;
  ComPtr<FakeSink> sink;
  ComPtr<FakeTransform> transform;  // null where the topology has none
  ComPtr<IMFTopology> topology;
  ComPtr<IMFTopologyNode> source_node;
  ComPtr<IMFTopologyNode> transform_node;
  ComPtr<IMFTopologyNode> output_node;
};

/// The platform, and presentations for the sessions of a test. What is in the scripts when a presentation is made is
/// what it does.
class PresentationTest : public testing::Test {
 protected:
  /// With `transform`, one between source and sink.
  Presentation make_presentation(bool transform = false);
  /// From now on the sink asks for nothing: a presentation that is started goes on until it is stopped.
  void endless() { sink_script_.streams[0].requests = 0; }
  /// The calls of the components that begin with one of these, in order.
  std::vector<std::string> calls(std::vector<std::string> of = {}) const { return log_->names(std::move(of)); }

  SessionPlatform platform_;
  std::shared_ptr<CallLog> log_ = std::make_shared<CallLog>();
  FakeSourceScript source_script_;
  FakeSinkScript sink_script_;
  FakeTransformScript transform_script_;
};

/// A session of the DLL under test and one presentation for it, with verbs that bring it into each state.
class SessionTest : public PresentationTest {
 protected:
  SessionTest() = default;
  /// A session with CAESURA_SESSION_PATIENCE, milliseconds.
  explicit SessionTest(UINT32 patience);

  /// The first presentation, made when it is first asked for.
  Presentation& play();

  // Each from a fresh session; waits until it is there.
  void ready();
  void started();
  void paused();
  void stopped();
  void ended();
  void closed();

  std::unique_ptr<Presentation> play_;
  bool with_transform_ = false;
  SessionClient session_;
};

/// The references that others hold on `object`.
ULONG references_to(IUnknown* object);

}  // namespace caesura::test
