// SPDX-License-Identifier: MIT
//
// MF_LOW_LATENCY, and what it reaches.
#include <gtest/gtest.h>

#include "support/com_dll.h"
#include "support/session_fixture.h"

namespace caesura::test {
namespace {

bool is_asked(IMFAttributes* attributes) {
  return attributes && MFGetAttributeUINT32(attributes, MF_LOW_LATENCY, FALSE) != FALSE;
}

class LowLatency : public PresentationTest {
 protected:
  LowLatency() {
    MFCreateAttributes(&store_, 1);
    MFCreateAttributes(&sink_attributes_, 1);
    sink_script_.parts.emplace_back(sink_attributes_);
  }
  ~LowLatency() override {
    if (session_) session_->Shutdown();
  }

  void create() {
    ASSERT_EQ(Hr(dll_.create_media_session(store_.Get(), &session_)), S_OK);
    listen(session_.Get(), heard_);
  }
  void set(const Presentation& presentation, DWORD flags = 0) {
    session_->SetTopology(flags, presentation.topology.Get());
    ASSERT_TRUE(heard_->await("Ready"));
  }
  static bool transform_is_asked(const Presentation& presentation) {
    ComPtr<IMFAttributes> attributes;
    presentation.transform->GetAttributes(&attributes);
    return is_asked(attributes.Get());
  }
  static bool source_is_asked(const Presentation& presentation) {
    ComPtr<IMFAttributes> attributes;
    presentation.source->GetSourceAttributes(&attributes);
    return is_asked(attributes.Get());
  }
  bool sink_is_asked() const { return is_asked(sink_attributes_.Get()); }

  Dll dll_;
  ComPtr<IMFAttributes> store_;
  ComPtr<IMFAttributes> sink_attributes_;
  ComPtr<IMFMediaSession> session_;
  const std::shared_ptr<SessionEventLog> heard_ = std::make_shared<SessionEventLog>();
};

// session R14
TEST_F(LowLatency, OfASessionReachesAllComponents) {
  store_->SetUINT32(MF_LOW_LATENCY, TRUE);
  ASSERT_NO_FATAL_FAILURE(create());
  const Presentation presentation = make_presentation(true);

  ASSERT_NO_FATAL_FAILURE(set(presentation));

  EXPECT_TRUE(transform_is_asked(presentation));
  EXPECT_TRUE(source_is_asked(presentation));
  EXPECT_TRUE(sink_is_asked());
}

// session R14
TEST_F(LowLatency, OfATopologyReachesItsComponents) {
  ASSERT_NO_FATAL_FAILURE(create());
  const Presentation presentation = make_presentation(true);
  presentation.topology->SetUINT32(MF_LOW_LATENCY, TRUE);

  ASSERT_NO_FATAL_FAILURE(set(presentation, MFSESSION_SETTOPOLOGY_NORESOLUTION));

  EXPECT_TRUE(transform_is_asked(presentation));
  EXPECT_TRUE(source_is_asked(presentation));
  EXPECT_TRUE(sink_is_asked());
}

// session R14
TEST_F(LowLatency, IsNotAskedForByItself) {
  ASSERT_NO_FATAL_FAILURE(create());
  const Presentation presentation = make_presentation(true);

  ASSERT_NO_FATAL_FAILURE(set(presentation));

  EXPECT_FALSE(transform_is_asked(presentation));
  EXPECT_FALSE(source_is_asked(presentation));
  EXPECT_FALSE(sink_is_asked());
}

}  // namespace
}  // namespace caesura::test
