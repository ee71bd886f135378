// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mf/foreign.h"
#include "mf/sample.h"
#include "mf/transform_port.h"
#include "support/com_media_foundation.h"
#include "support/fake_listeners.h"
#include "support/fake_transform.h"

namespace caesura::test {
namespace {

using mf::TransformPort;
using testing::ElementsAre;

/// Takes types of one subtype. Thread-bound.
class TypeTaker final : public mf::TypeReceiver {
 public:
  explicit TypeTaker(REFGUID subtype) : subtype_(subtype) {}
  bool takes_type(IMFMediaType* type) override {
    GUID subtype = GUID_NULL;
    return SUCCEEDED(type->GetGUID(MF_MT_SUBTYPE, &subtype)) && subtype == subtype_;
  }

 private:
  const GUID subtype_;
};

class TransformPorts : public testing::Test {
 protected:
  void use(FakeTransformScript script, mf::TransformModes modes = {}) {
    transform_ = com::make<FakeTransform>(log_, std::move(script));
    port_ = TransformPort::create(transform_, modes).value();
    ASSERT_TRUE(port_->begin_streaming().ok());
  }
  Status feed(LONGLONG time) { return port_->process_input(mf::wrap_sample(make_sample(time, 100))); }
  LONGLONG next_time() { return port_->process_output().value().time; }
  static FakeTransformScript changing(ComPtr<IMFMediaType> from, ComPtr<IMFMediaType> to) {
    FakeTransformScript script;
    script.output_types = {from};
    script.changed_types = {to};
    script.stream_change_at = 0;
    return script;
  }

  MediaFoundation platform_;
  std::shared_ptr<CallLog> log_ = std::make_shared<CallLog>();
  ComPtr<FakeTransform> transform_;
  std::shared_ptr<TransformPort> port_;
};

TEST_F(TransformPorts, GiveWhatComesOutOfWhatGoesIn) {
  use({});

  EXPECT_EQ(port_->process_output().status(), status::kNeedMoreInput);
  EXPECT_TRUE(feed(300).ok());
  EXPECT_EQ(feed(400), status::kNotAccepting);

  EXPECT_EQ(next_time(), 300);
}

// session R154
TEST_F(TransformPorts, LendASampleToATransformThatBringsNone) {
  use({.output_size = 4096, .output_alignment = 64});
  EXPECT_TRUE(feed(0).ok());

  EXPECT_TRUE(port_->process_output().ok());

  EXPECT_TRUE(transform_->was_given_a_sample());
}

// session R154
TEST_F(TransformPorts, LendNoSampleToATransformThatProvidesThem) {
  use({.output_flags = MFT_OUTPUT_STREAM_PROVIDES_SAMPLES});
  EXPECT_TRUE(feed(7).ok());

  EXPECT_EQ(next_time(), 7);

  EXPECT_FALSE(transform_->was_given_a_sample());
}

// session R153
TEST_F(TransformPorts, ReleaseTheEventsThatCameWithASample) {
  use({.returns_events = true});
  EXPECT_TRUE(feed(1).ok());

  EXPECT_TRUE(port_->process_output().ok());
}

TEST_F(TransformPorts, GiveAnUntimedSampleTheTimesOfItsInput) {
  use({.times_output = false});
  EXPECT_TRUE(feed(900).ok());

  const engine::Sample sample = port_->process_output().value();

  EXPECT_EQ(sample.time, 900);
  EXPECT_EQ(sample.duration, 100);
}

TEST_F(TransformPorts, CopyTheInputsAttributes) {
  use({});
  ComPtr<IMFSample> input = make_sample(0, 100);
  input->SetUINT32(MFSampleExtension_CleanPoint, TRUE);
  EXPECT_TRUE(port_->process_input(mf::wrap_sample(input)).ok());

  const engine::Sample sample = port_->process_output().value();

  EXPECT_EQ(MFGetAttributeUINT32(mf::unwrap_sample(sample), MFSampleExtension_CleanPoint, FALSE), 1u);
}

TEST_F(TransformPorts, GiveTheHeldSamplesOnADrain) {
  use({.delay = 1});
  EXPECT_TRUE(feed(1).ok());
  EXPECT_EQ(port_->process_output().status(), status::kNeedMoreInput);

  EXPECT_TRUE(port_->drain().ok());

  EXPECT_EQ(next_time(), 1);
  EXPECT_EQ(port_->process_output().status(), status::kNeedMoreInput);
  EXPECT_TRUE(log_->in_order("transform.EndOfStream", "transform.Drain"));
}

// session R148
TEST_F(TransformPorts, AreNotDrainedWhenTheNodeForbidsIt) {
  use({}, {.drain = MF_TOPONODE_DRAIN_NEVER});

  EXPECT_TRUE(port_->drain().ok());

  EXPECT_FALSE(log_->called("transform.Drain"));
}

// session R149
TEST_F(TransformPorts, AreNotFlushedWhenTheNodeForbidsIt) {
  use({}, {.flush = MF_TOPONODE_FLUSH_NEVER});

  EXPECT_TRUE(port_->flush().ok());

  EXPECT_FALSE(log_->called("transform.Flush"));
}

// session R152
TEST_F(TransformPorts, SetTheNewFormatOfATransformThatStillNamesTheOldOne) {
  FakeTransformScript script =
      changing(make_video_type(MFVideoFormat_NV12, 320, 240), make_video_type(MFVideoFormat_NV12, 640, 480));
  script.keeps_old_type = true;
  use(script);
  EXPECT_TRUE(feed(100).ok());

  EXPECT_EQ(next_time(), 100);

  EXPECT_EQ(log_->count("transform.SetOutputType"), 1);
}

// session R152
TEST_F(TransformPorts, GoOnWithTheirOldTypesWhereNoOutputFitsTheNewInput) {
  const auto first = make_video_type(MFVideoFormat_NV12);
  const auto output = make_video_type(MFVideoFormat_RGB32);
  use({
      .input_types = {first, make_video_type(MFVideoFormat_I420)},
      .output_types = {output    },
      .input_resets_output = true
  });

  EXPECT_EQ(port_->accept_format(mf::make_foreign(make_video_type(MFVideoFormat_I420))),
            status::kFormatChangeNotSupported);

  ComPtr<IMFMediaType> type;
  EXPECT_EQ(mf::foreign_cast<IMFMediaType>(port_->format()), first.Get());
  ASSERT_EQ(transform_->GetOutputCurrentType(0, &type), S_OK);
  EXPECT_EQ(type.Get(), output.Get());
}

// session R143
TEST_F(TransformPorts, KeepTheInputTypeOfALockedNode) {
  const auto first = make_video_type(MFVideoFormat_NV12);
  const auto other = make_video_type(MFVideoFormat_NV12, 640, 480);
  use({.input_types = {first}, .output_types = {first}}, {.locked = true});

  EXPECT_TRUE(port_->accept_format(mf::make_foreign(other)).failed());
  EXPECT_TRUE(port_->accept_format(mf::make_foreign(make_video_type(MFVideoFormat_NV12))).ok());
  EXPECT_FALSE(port_->takes_type(other.Get()));
  EXPECT_FALSE(log_->called("transform.SetInputType"));
}

TEST_F(TransformPorts, SendTheStreamingMessages) {
  use({});

  EXPECT_TRUE(port_->start_of_stream().ok());
  EXPECT_TRUE(port_->flush().ok());

  EXPECT_THAT(log_->names(), ElementsAre("transform.BeginStreaming", "transform.StartOfStream", "transform.Flush"));
}

// session R152
TEST_F(TransformPorts, TellOfAChangedFormatBeforeTheSample) {
  use(changing(make_video_type(MFVideoFormat_NV12, 320, 240), make_video_type(MFVideoFormat_NV12, 640, 480)));
  EXPECT_TRUE(feed(5).ok());

  EXPECT_EQ(next_time(), 5);

  const std::vector<engine::TransformNews> news = port_->take_news();
  ASSERT_EQ(news.size(), 1u);
  UINT32 width = 0;
  UINT32 height = 0;
  MFGetAttributeSize(mf::foreign_cast<IMFMediaType>(news[0].object), MF_MT_FRAME_SIZE, &width, &height);
  EXPECT_EQ(width, 640u);
  EXPECT_EQ(height, 480u);
  EXPECT_TRUE(port_->take_news().empty());
}

// session R152
TEST_F(TransformPorts, PreferAChangedFormatThatDownstreamTakes) {
  FakeTransformScript script =
      changing(make_video_type(MFVideoFormat_NV12), make_video_type(MFVideoFormat_NV12, 640, 480));
  script.changed_types.push_back(make_video_type(MFVideoFormat_RGB32, 640, 480));
  use(script);
  const auto taker = std::make_shared<TypeTaker>(MFVideoFormat_RGB32);
  port_->set_downstream({taker});
  EXPECT_TRUE(feed(5).ok());

  EXPECT_EQ(next_time(), 5);

  GUID subtype = GUID_NULL;
  mf::foreign_cast<IMFMediaType>(port_->take_news()[0].object)->GetGUID(MF_MT_SUBTYPE, &subtype);
  EXPECT_EQ(subtype, MFVideoFormat_RGB32);
}

TEST_F(TransformPorts, FailWhereNoChangedFormatIsOffered) {
  FakeTransformScript script = changing(make_video_type(MFVideoFormat_NV12), make_video_type(MFVideoFormat_NV12));
  script.changed_types.clear();
  use(script);
  EXPECT_TRUE(feed(5).ok());

  EXPECT_EQ(port_->process_output().status(), status::kFormatChangeNotSupported);
}

// session R153
TEST_F(TransformPorts, TellOfTheEventsThatCameWithASample) {
  FakeTransformScript script;
  script.returns_events = true;
  script.events = {
      {MEStreamTick, S_OK, 4711},
      {MEError,            E_ABORT         },
      {MERendererEvent,            S_OK}
  };
  use(std::move(script));
  EXPECT_TRUE(feed(1).ok());

  EXPECT_TRUE(port_->process_output().ok());

  const std::vector<engine::TransformNews> news = port_->take_news();
  ASSERT_EQ(news.size(), 3u);
  EXPECT_EQ(news[0].time, 4711);
  EXPECT_EQ(news[1].status, status::kAbort);
  EXPECT_EQ(news[2].kind, engine::TransformNews::Kind::kForApplication);
}

TEST_F(TransformPorts, KeepATickThatTheTransformKeeps) {
  use({.process_event = MF_S_TRANSFORM_DO_NOT_PROPAGATE_EVENT});

  EXPECT_FALSE(port_->passes_tick(5));
}

TEST_F(TransformPorts, PassOnATickThatTheTransformDoesNotKnow) {
  use({.process_event = E_NOTIMPL});

  EXPECT_TRUE(port_->passes_tick(5));
}

TEST_F(TransformPorts, GiveBackTheTransformsOwnFailures) {
  use({.process_input = MF_E_INVALIDMEDIATYPE, .process_output = MF_E_INVALID_STREAM_DATA});

  EXPECT_EQ(text_of(feed(0)), text_of(com::to_status(MF_E_INVALIDMEDIATYPE)));
  EXPECT_EQ(text_of(port_->process_output().status()), text_of(com::to_status(MF_E_INVALID_STREAM_DATA)));
}

TEST_F(TransformPorts, RefuseAsynchronousTransforms) {
  auto transform = com::make<FakeTransform>(log_, FakeTransformScript{.asynchronous = true});

  EXPECT_EQ(TransformPort::create(transform, {}).status(), status::kTopologyUnsupported);
}

}  // namespace
}  // namespace caesura::test
