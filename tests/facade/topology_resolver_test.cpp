// SPDX-License-Identifier: MIT
#include "mf/topology_resolver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/topology_fixture.h"

namespace caesura::test {
namespace {

using ::testing::ElementsAre;

// No transform of the platform knows it.
constexpr GUID kUnknownVideo{
    0x3f7a1c52, 0x9d1e, 0x4c0b, {0xa1, 0x5e, 0x61, 0x0c, 0x2b, 0x90, 0x77, 0x13}
};
constexpr GUID kResampler{
    0xf447b69e, 0x1884, 0x4a7e, {0x80, 0x55, 0x34, 0x6f, 0x74, 0xd6, 0xed, 0xb3}
};
constexpr GUID kEnumerateSourceTypes{
    0x6248c36d, 0x5d0b, 0x4f40, {0xa0, 0xbb, 0xb0, 0xb3, 0x05, 0xf7, 0x76, 0x98}
};

class TopologyResolver : public TopologyFixture {
 protected:
  HRESULT resolve() {
    Result<ComPtr<IMFTopology>> result = mf::resolve_topology(topology.Get(), made);
    if (result.ok()) full = result.value();
    return com::to_hresult(result.status());
  }
  ComPtr<IMFTopologyNode> full_source() { return node_of(full.Get(), source.Get()); }
  ComPtr<IMFMediaType> source_type() {
    ComPtr<IMFStreamDescriptor> stream;
    ComPtr<IMFMediaTypeHandler> handler;
    ComPtr<IMFMediaType> type;
    source->GetUnknown(MF_TOPONODE_STREAM_DESCRIPTOR, IID_PPV_ARGS(&stream));
    stream->GetMediaTypeHandler(&handler);
    handler->GetCurrentMediaType(&type);
    return type;
  }
  /// Puts a transform of the client's between source and sink.
  ComPtr<IMFTopologyNode> insert_resampler() {
    auto node = add(MF_TOPOLOGY_TRANSFORM_NODE);
    node->SetGUID(MF_TOPONODE_TRANSFORM_OBJECTID, kResampler);
    source->ConnectOutput(0, node.Get(), 0);
    node->ConnectOutput(0, output.Get(), 0);
    return node;
  }
  /// Puts a tee between the source and two sinks.
  void insert_tee() {
    auto tee = add(MF_TOPOLOGY_TEE_NODE);
    source->ConnectOutput(0, tee.Get(), 0);
    tee->ConnectOutput(0, output.Get(), 0);
    tee->ConnectOutput(1, add_output(*second.Get()).Get(), 0);
  }
  ComPtr<IMFTopologyNode> full_tee() {
    auto node = next(full_source().Get());
    MF_TOPOLOGY_TYPE type{};
    while (node && SUCCEEDED(node->GetNodeType(&type)) && type != MF_TOPOLOGY_TEE_NODE) node = next(node.Get());
    return node;
  }

  mf::Resolution made;
  ComPtr<IMFTopology> full;
  ComPtr<ScriptedStreamSink> second = com::make<ScriptedStreamSink>();
};

TEST_F(TopologyResolver, PutsNothingBetweenEndsThatAgree) {
  connect({video_type(MFVideoFormat_YUY2)});

  ASSERT_EQ(resolve(), S_OK);

  EXPECT_EQ(transforms_behind(full_source().Get()), 0);
  EXPECT_THAT(sink->offers, ElementsAre("video YUY2 320x240 25 fps"));
}

// session O20
TEST_F(TopologyResolver, SetsTheSinksTypeEvenWhereOneIsCurrent) {
  sink->current = video_type(MFVideoFormat_YUY2);
  connect({video_type(MFVideoFormat_YUY2)});

  ASSERT_EQ(resolve(), S_OK);

  EXPECT_EQ(sink->offers.size(), 1u);
}

// session O20
TEST_F(TopologyResolver, AsksASinkForItsTypesOnlyAfterARefusal) {
  connect({video_type(MFVideoFormat_YUY2)});

  ASSERT_EQ(resolve(), S_OK);

  EXPECT_EQ(sink->enumerations, 0);
}

TEST_F(TopologyResolver, ConvertsVideoToATypeThatTheSinkTakes) {
  sink->take_only(MFVideoFormat_NV12);
  connect({video_type(MFVideoFormat_I420)});

  ASSERT_EQ(resolve(), S_OK);

  EXPECT_EQ(transforms_behind(full_source().Get()), 1);
  EXPECT_EQ(mf::describe(sink->current.Get()), "video NV12 320x240 25 fps");
}

TEST_F(TopologyResolver, PrefersTheConversionThatLosesLeast) {
  sink->answer = [](IMFMediaType* type) {
    const std::string text = mf::describe(type);
    return text.find("I420") == std::string::npos ? S_OK : MF_E_INVALIDMEDIATYPE;
  };
  connect({video_type(MFVideoFormat_I420)});

  ASSERT_EQ(resolve(), S_OK);

  EXPECT_EQ(mf::describe(sink->current.Get()), "video NV12 320x240 25 fps");
}

TEST_F(TopologyResolver, ConvertsSoundToTheTypeThatTheSinkEnumerates) {
  sink->take_only(MFAudioFormat_Float);
  sink->enumerated = {audio_type(MFAudioFormat_Float, 48000, 2)};
  connect({audio_type(MFAudioFormat_PCM, 44100, 1)});

  ASSERT_EQ(resolve(), S_OK);

  EXPECT_EQ(transforms_behind(full_source().Get()), 1);
  EXPECT_EQ(mf::describe(sink->current.Get()), "audio float 48000 Hz 2 channels 32 bits");
}

TEST_F(TopologyResolver, SetsBothTypesOfAConverter) {
  sink->take_only(MFVideoFormat_NV12);
  connect({video_type(MFVideoFormat_I420)});

  ASSERT_EQ(resolve(), S_OK);

  ComPtr<IUnknown> object;
  ComPtr<IMFTransform> converter;
  ComPtr<IMFMediaType> in, out;
  next(full_source().Get())->GetObject(&object);
  object.As(&converter);
  converter->GetInputCurrentType(0, &in);
  converter->GetOutputCurrentType(0, &out);
  EXPECT_EQ(mf::describe(in.Get()), "video I420 320x240 25 fps");
  EXPECT_EQ(mf::describe(out.Get()), "video NV12 320x240 25 fps");
}

TEST_F(TopologyResolver, PutsADecoderBehindACompressedStream) {
  sink->take_only(MFVideoFormat_NV12);
  connect({video_type(MFVideoFormat_H264)});

  ASSERT_EQ(resolve(), S_OK);

  EXPECT_EQ(transforms_behind(full_source().Get()), 1);
  EXPECT_EQ(MFGetAttributeUINT32(next(full_source().Get()).Get(), MF_TOPONODE_DECODER, FALSE), 1u);
}

TEST_F(TopologyResolver, PutsAConverterBehindADecoderWhoseTypesTheSinkRefuses) {
  sink->take_only(MFVideoFormat_RGB32);
  connect({video_type(MFVideoFormat_H264)});

  ASSERT_EQ(resolve(), S_OK);

  EXPECT_EQ(transforms_behind(full_source().Get()), 2);
}

// session R129
TEST_F(TopologyResolver, InsertsNothingWhereOnlyADirectConnectionIsAllowed) {
  sink->take_only(MFVideoFormat_NV12);
  connect({video_type(MFVideoFormat_I420)});
  output->SetUINT32(MF_TOPONODE_CONNECT_METHOD, MF_CONNECT_DIRECT);

  EXPECT_EQ(resolve(), MF_E_TOPO_CANNOT_CONNECT);
}

// session R129
TEST_F(TopologyResolver, InsertsNoDecoderWhereOnlyConvertersAreAllowed) {
  sink->take_only(MFVideoFormat_NV12);
  connect({video_type(MFVideoFormat_H264)});
  output->SetUINT32(MF_TOPONODE_CONNECT_METHOD, MF_CONNECT_ALLOW_CONVERTER);

  EXPECT_EQ(resolve(), MF_E_TOPO_CANNOT_CONNECT);
}

// session R130
TEST_F(TopologyResolver, TriesOnlyTheCurrentTypeOfAStream) {
  sink->take_only(MFVideoFormat_NV12);
  connect({video_type(MFVideoFormat_I420), video_type(MFVideoFormat_NV12)});

  ASSERT_EQ(resolve(), S_OK);

  EXPECT_EQ(transforms_behind(full_source().Get()), 1);
  EXPECT_EQ(mf::describe(source_type().Get()), "video I420 320x240 25 fps");
}

// session R130
TEST_F(TopologyResolver, TriesTheOtherTypesOfAStreamWhenTold) {
  sink->take_only(MFVideoFormat_NV12);
  connect({video_type(MFVideoFormat_I420), video_type(MFVideoFormat_NV12)});
  topology->SetUINT32(kEnumerateSourceTypes, TRUE);

  ASSERT_EQ(resolve(), S_OK);

  EXPECT_EQ(transforms_behind(full_source().Get()), 0);
  EXPECT_EQ(mf::describe(source_type().Get()), "video NV12 320x240 25 fps");
}

TEST_F(TopologyResolver, ExhaustsEachTypeBeforeTheNextWhenTold) {
  sink->take_only(MFVideoFormat_NV12);
  connect({video_type(MFVideoFormat_I420), video_type(MFVideoFormat_NV12)});
  topology->SetUINT32(kEnumerateSourceTypes, TRUE);
  source->SetUINT32(MF_TOPONODE_CONNECT_METHOD, MF_CONNECT_ALLOW_DECODER | MF_CONNECT_RESOLVE_INDEPENDENT_OUTPUTTYPES);

  ASSERT_EQ(resolve(), S_OK);

  EXPECT_EQ(transforms_behind(full_source().Get()), 1);
}

TEST_F(TopologyResolver, SaysThatThereIsNoDecoderAndForWhat) {
  sink->take_only(MFVideoFormat_NV12);
  connect({video_type(kUnknownVideo)});

  EXPECT_EQ(resolve(), MF_E_TOPO_CODEC_NOT_FOUND);

  GUID major{}, subtype{};
  source->GetGUID(MF_TOPONODE_ERROR_MAJORTYPE, &major);
  source->GetGUID(MF_TOPONODE_ERROR_SUBTYPE, &subtype);
  EXPECT_EQ(MFGetAttributeUINT32(source.Get(), MF_TOPONODE_ERRORCODE, 0),
            static_cast<UINT32>(MF_E_TOPO_CODEC_NOT_FOUND));
  EXPECT_TRUE(InlineIsEqualGUID(major, MFMediaType_Video));
  EXPECT_TRUE(InlineIsEqualGUID(subtype, kUnknownVideo));
}

TEST_F(TopologyResolver, SaysThatUncompressedTypesDoNotMeet) {
  sink->answer = [](IMFMediaType*) { return MF_E_INVALIDMEDIATYPE; };
  connect({video_type(MFVideoFormat_I420)});

  EXPECT_EQ(resolve(), MF_E_TOPO_CANNOT_CONNECT);
}

TEST_F(TopologyResolver, PassesOnThatTheSinkHasBeenShutDown) {
  sink->answer = [](IMFMediaType*) { return MF_E_SHUTDOWN; };
  connect({video_type(MFVideoFormat_I420)});

  EXPECT_EQ(resolve(), MF_E_SHUTDOWN);
  EXPECT_EQ(sink->offers.size(), 1u);
}

// session R125
TEST_F(TopologyResolver, KeepsTheIdsOfTopologyAndNodes) {
  sink->take_only(MFVideoFormat_NV12);
  connect({video_type(MFVideoFormat_I420)});

  ASSERT_EQ(resolve(), S_OK);

  TOPOID mine = 0, theirs = 0;
  topology->GetTopologyID(&mine);
  full->GetTopologyID(&theirs);
  EXPECT_EQ(mine, theirs);
  EXPECT_TRUE(node_of(full.Get(), source.Get()));
  EXPECT_TRUE(node_of(full.Get(), output.Get()));
}

// session R125
TEST_F(TopologyResolver, LeavesTheClientsTopologyAsItWas) {
  sink->take_only(MFVideoFormat_NV12);
  connect({video_type(MFVideoFormat_I420)});

  ASSERT_EQ(resolve(), S_OK);

  EXPECT_EQ(node_count(topology.Get()), 2);
  EXPECT_EQ(node_count(full.Get()), 3);
  EXPECT_EQ(next(source.Get()).Get(), output.Get());
}

TEST_F(TopologyResolver, NotesTheSuccessInTheFullTopology) {
  connect({video_type(MFVideoFormat_I420)});

  ASSERT_EQ(resolve(), S_OK);

  UINT32 note = 99;
  full->GetUINT32(MF_TOPOLOGY_RESOLUTION_STATUS, &note);
  EXPECT_EQ(note, static_cast<UINT32>(MF_TOPOLOGY_RESOLUTION_SUCCEEDED));
}

// session R113
TEST_F(TopologyResolver, MakesTheClientsTransformAndSetsItsTypes) {
  sink->take_only(MFAudioFormat_Float);
  connect({audio_type(MFAudioFormat_PCM, 48000, 2)});
  insert_resampler();

  ASSERT_EQ(resolve(), S_OK);

  EXPECT_EQ(transforms_behind(full_source().Get()), 1);
  EXPECT_EQ(mf::describe(sink->current.Get()), "audio float 48000 Hz 2 channels 32 bits");
}

TEST_F(TopologyResolver, DecodesBeforeTheClientsTransform) {
  auto aac = audio_type(MFAudioFormat_PCM, 44100, 2);
  const UINT8 user_data[] = {0, 0, 0xfe, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x12, 0x10};
  aac->SetGUID(MF_MT_SUBTYPE, MFAudioFormat_AAC);
  aac->SetBlob(MF_MT_USER_DATA, user_data, sizeof user_data);
  aac->SetUINT32(MF_MT_AUDIO_BLOCK_ALIGNMENT, 1);
  connect({aac});
  insert_resampler();

  ASSERT_EQ(resolve(), S_OK);

  EXPECT_EQ(transforms_behind(full_source().Get()), 2);
  EXPECT_EQ(MFGetAttributeUINT32(next(full_source().Get()).Get(), MF_TOPONODE_DECODER, FALSE), 1u);
}

TEST_F(TopologyResolver, GivesEachBranchOfATeeAConverterOfItsOwn) {
  sink->take_only(MFVideoFormat_NV12);
  second->take_only(MFVideoFormat_RGB32);
  connect({video_type(MFVideoFormat_I420)});
  insert_tee();

  ASSERT_EQ(resolve(), S_OK);

  EXPECT_EQ(transforms_behind(full_source().Get()), 0);
  EXPECT_EQ(transforms_behind(full_tee().Get(), 0), 1);
  EXPECT_EQ(transforms_behind(full_tee().Get(), 1), 1);
}

TEST_F(TopologyResolver, DecodesOnceForAllBranchesOfATee) {
  sink->take_only(MFVideoFormat_NV12);
  second->take_only(MFVideoFormat_RGB32);
  connect({video_type(MFVideoFormat_H264)});
  insert_tee();

  ASSERT_EQ(resolve(), S_OK);

  EXPECT_EQ(transforms_behind(full_source().Get()), 1);
  EXPECT_EQ(transforms_behind(full_tee().Get(), 0), 0);
  EXPECT_EQ(transforms_behind(full_tee().Get(), 1), 1);
}

// session O21
TEST_F(TopologyResolver, RefusesAnOutputNodeWithoutAnObject) {
  source = add_source({video_type(MFVideoFormat_I420)});
  source->ConnectOutput(0, add(MF_TOPOLOGY_OUTPUT_NODE).Get(), 0);

  EXPECT_EQ(resolve(), E_FAIL);
}

TEST_F(TopologyResolver, RefusesATopologyWithoutASource) { EXPECT_EQ(resolve(), MF_E_TOPO_UNSUPPORTED); }

TEST_F(TopologyResolver, RefusesASourceThatLeadsNowhere) {
  connect({video_type(MFVideoFormat_I420)});
  add_source({video_type(MFVideoFormat_I420)});

  EXPECT_EQ(resolve(), MF_E_TOPO_UNSUPPORTED);
}

TEST_F(TopologyResolver, RefusesACircle) {
  connect({video_type(MFVideoFormat_I420)});
  auto one = add(MF_TOPOLOGY_TRANSFORM_NODE), other = add(MF_TOPOLOGY_TRANSFORM_NODE);
  one->ConnectOutput(0, other.Get(), 0);
  other->ConnectOutput(0, one.Get(), 0);

  EXPECT_EQ(resolve(), MF_E_TOPO_LOOPS_IN_TOPOLOGY);
}

}  // namespace
}  // namespace caesura::test
