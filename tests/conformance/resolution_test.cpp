// SPDX-License-Identifier: MIT
//
// How a partial topology becomes a full one: by whom, with what, and what may be left out. Reference: IMFTopoLoader,
// MF_CONNECT_METHOD, IMFLocalMFTRegistration.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mf/local_mft_api.h"
#include "support/class_registration.h"
#include "support/com_dll.h"
#include "support/fake_async_transform.h"
#include "support/scripted_activate.h"
#include "support/session_fixture.h"

namespace caesura::test {
namespace {

constexpr GUID kSessionTopoLoader{
    0x1e83d482, 0x1f1c, 0x4571, {0x84, 0x05, 0x88, 0xf4, 0xb2, 0x18, 0x1f, 0x71}
};
constexpr CLSID kLoaderClass{
    0x5ee2b2c4, 0x3c52, 0x4a7e, {0x9b, 0x1f, 0x6d, 0x2f, 0x51, 0x6e, 0x8a, 0x13}
};
constexpr CLSID kDecoderClass{
    0x5ee2b2c5, 0x3c52, 0x4a7e, {0x9b, 0x1f, 0x6d, 0x2f, 0x51, 0x6e, 0x8a, 0x14}
};
// No transform of the platform knows it.
constexpr GUID kUnknownAudio{
    0x5ee2b2c6, 0x3c52, 0x4a7e, {0x9b, 0x1f, 0x6d, 0x2f, 0x51, 0x6e, 0x8a, 0x15}
};
constexpr GUID kOtherAudio{
    0x5ee2b2c7, 0x3c52, 0x4a7e, {0x9b, 0x1f, 0x6d, 0x2f, 0x51, 0x6e, 0x8a, 0x16}
};

ComPtr<IMFMediaType> audio_of(REFGUID subtype) {
  const ComPtr<IMFMediaType> type = make_audio_type();
  type->SetGUID(MF_MT_SUBTYPE, subtype);
  return type;
}

WORD node_count(IMFTopology* topology) {
  WORD count = 0;
  if (topology) topology->GetNodeCount(&count);
  return count;
}

UINT32 resolution_status_of(IMFTopology* topology) {
  return topology ? MFGetAttributeUINT32(topology, MF_TOPOLOGY_RESOLUTION_STATUS, 99) : 99;
}

// ---------------------------------------------------------------------------------------------------- custom loaders

/// A client's topology loader: notes what it was given and gives it back.
class NotingLoader final : public com::Object<com::FreeThreaded, IMFTopoLoader> {
 public:
  NotingLoader(std::shared_ptr<CallLog> log, HRESULT answer) : log_(std::move(log)), answer_(answer) {}

  HRESULT STDMETHODCALLTYPE Load(IMFTopology* partial, IMFTopology** full, IMFTopology*) noexcept override {
    ComPtr<IMFCollection> outputs;
    ComPtr<IUnknown> element;
    ComPtr<IMFTopologyNode> node;
    ComPtr<IUnknown> object;
    ComPtr<IMFStreamSink> bound;
    TOPOID id = 0;
    partial->GetTopologyID(&id);
    partial->GetOutputNodeCollection(&outputs);
    outputs->GetElement(0, &element);
    element.As(&node);
    node->GetObject(&object);
    log_->add("loader.Load", SUCCEEDED(object.As(&bound)) ? "bound" : "unbound");
    log_->add("loader.id", std::to_string(id));
    *full = SUCCEEDED(answer_) ? ComPtr<IMFTopology>(partial).Detach() : nullptr;
    return answer_;
  }

 private:
  const std::shared_ptr<CallLog> log_;
  const HRESULT answer_;
};

class CustomLoaders : public PresentationTest {
 protected:
  CustomLoaders() { MFCreateAttributes(&store_, 1); }
  ~CustomLoaders() override {
    if (session_) session_->Shutdown();
  }

  void create() {
    store_->SetGUID(kSessionTopoLoader, kLoaderClass);
    ASSERT_EQ(Hr(dll_.create_media_session(store_.Get(), &session_)), S_OK);
    listen(session_.Get(), heard_);
  }
  std::function<ComPtr<IUnknown>()> loader(HRESULT answer = S_OK) {
    return [log = log_, answer] { return ComPtr<IUnknown>(com::make<NotingLoader>(log, answer).Get()); };
  }

  Dll dll_;
  ComPtr<IMFAttributes> store_;
  ComPtr<IMFMediaSession> session_;
  const std::shared_ptr<SessionEventLog> heard_ = std::make_shared<SessionEventLog>();
};

// session R7
TEST_F(CustomLoaders, GetEachPartialTopology) {
  const ClassRegistration registration(kLoaderClass, loader());
  const Presentation first = make_presentation();
  const Presentation second = make_presentation();
  ASSERT_NO_FATAL_FAILURE(create());

  session_->SetTopology(0, first.topology.Get());
  session_->SetTopology(0, second.topology.Get());
  session_->Start(&GUID_NULL, &mf::PropVariant().get());

  EXPECT_EQ(heard_->await("Ended").status(), S_OK);
  EXPECT_THAT(log_->details("loader.Load"), testing::ElementsAre("bound", "bound"));
}

// session R7 R110
TEST_F(CustomLoaders, GetNoFullTopology) {
  const ClassRegistration registration(kLoaderClass, loader());
  const Presentation presentation = make_presentation();
  ASSERT_NO_FATAL_FAILURE(create());

  session_->SetTopology(MFSESSION_SETTOPOLOGY_NORESOLUTION, presentation.topology.Get());

  EXPECT_EQ(heard_->await("TopologySet").status(), S_OK);
  EXPECT_FALSE(log_->called("loader.Load"));
}

// session R7
TEST_F(CustomLoaders, ThatFailGiveTheirOwnReason) {
  const ClassRegistration registration(kLoaderClass, loader(E_ACCESSDENIED));
  const Presentation presentation = make_presentation();
  ASSERT_NO_FATAL_FAILURE(create());

  session_->SetTopology(0, presentation.topology.Get());

  EXPECT_EQ(heard_->await("TopologySet").status(), E_ACCESSDENIED);
}

// session R11 O5
TEST_F(CustomLoaders, ThatDoNotExistAreDoneWithout) {
  const Presentation presentation = make_presentation();
  ASSERT_NO_FATAL_FAILURE(create());

  session_->SetTopology(0, presentation.topology.Get());

  EXPECT_EQ(heard_->await("TopologySet").status(), S_OK);
}

// -------------------------------------------------------------------------------------------------- local transforms

class LocalTransforms : public SessionTest {
 protected:
  LocalTransforms() {
    source_script_.streams[0].type = audio_of(kUnknownAudio);
    decoder_script_.name = "decoder";
    decoder_script_.input_types = {audio_of(kUnknownAudio)};
    decoder_script_.types_set = false;
  }

  ComPtr<IMFLocalMFTRegistration> registration() { return registration(session_); }
  static ComPtr<IMFLocalMFTRegistration> registration(SessionClient& session) {
    ComPtr<IMFLocalMFTRegistration> found;
    EXPECT_EQ(session.service(mf::kLocalMftRegistrationService, IID_PPV_ARGS(&found)), S_OK);
    return found;
  }
  Hr register_decoder() { return register_decoder(session_); }
  static Hr register_decoder(SessionClient& session) {
    MFT_REGISTER_TYPE_INFO input{MFMediaType_Audio, kUnknownAudio};
    MFT_REGISTER_TYPE_INFO output{MFMediaType_Audio, MFAudioFormat_PCM};
    wchar_t name[] = L"the test's decoder";
    MFT_REGISTRATION_INFO info{kDecoderClass, MFT_CATEGORY_AUDIO_DECODER, MFT_ENUM_FLAG_SYNCMFT, name, 1, &input, 1,
                               &output};
    return registration(session)->RegisterMFTs(&info, 1);
  }
  static UINT32 enumerated() {
    MFT_REGISTER_TYPE_INFO input{MFMediaType_Audio, kUnknownAudio};
    IMFActivate** activates = nullptr;
    UINT32 count = 0;
    MFTEnumEx(MFT_CATEGORY_AUDIO_DECODER, MFT_ENUM_FLAG_SYNCMFT | MFT_ENUM_FLAG_LOCALMFT, &input, nullptr, &activates,
              &count);
    for (UINT32 i = 0; i < count; ++i) activates[i]->Release();
    CoTaskMemFree(activates);
    return count;
  }

  FakeTransformScript decoder_script_;
  std::function<ComPtr<IMFTransform>()> make_ = [this] { return com::make<FakeTransform>(log_, decoder_script_); };
  const ClassRegistration class_{kDecoderClass, [this] { return ComPtr<IUnknown>(make_().Get()); }};
};

// session R19
TEST_F(LocalTransforms, AreRegisteredThroughAService) { EXPECT_TRUE(registration()); }

// session R20
TEST_F(LocalTransforms, AreEnumeratedUntilTheSessionEnds) {
  ASSERT_EQ(register_decoder(), S_OK);
  EXPECT_EQ(enumerated(), 1u);

  session_.shut_down();

  EXPECT_EQ(enumerated(), 0u);
}

// session R20
TEST_F(LocalTransforms, AreCandidatesForResolution) {
  ASSERT_EQ(register_decoder(), S_OK);

  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_EQ(node_count(session_.await("TopologySet").topology().Get()), 3);
  EXPECT_EQ(log_->count("decoder.ProcessInput"), 10);
}

// session R150
TEST_F(LocalTransforms, ThatAreAsynchronousAreShutDownWhereTheyAreOfNoUse) {
  make_ = [this] {
    return com::make<FakeAsyncTransform>(log_, FakeAsyncTransformScript{.name = "decoder",
                                                                        .input_types = {audio_of(kUnknownAudio)},
                                                                        .output_types = {audio_of(kOtherAudio)}});
  };
  ASSERT_EQ(register_decoder(), S_OK);

  session_.set_topology(play().topology.Get());

  ASSERT_EQ(session_.status_of("TopologySet"), MF_E_TOPO_CANNOT_CONNECT);
  EXPECT_GE(log_->count("decoder.Shutdown"), 1);
}

// session R20
TEST_F(LocalTransforms, StayRegisteredForTheOtherSessionThatDidSo) {
  SessionClient other;
  ASSERT_EQ(register_decoder(other), S_OK);
  ASSERT_EQ(register_decoder(), S_OK);

  other.shut_down();
  EXPECT_EQ(enumerated(), 1u);
  session_.shut_down();

  EXPECT_EQ(enumerated(), 0u);
}

// session R20
TEST_F(LocalTransforms, AreNotRegisteredAfterShutdown) {
  const ComPtr<IMFLocalMFTRegistration> kept = registration();
  session_.shut_down();

  MFT_REGISTRATION_INFO info{};
  EXPECT_EQ(Hr(kept->RegisterMFTs(&info, 1)), MF_E_SHUTDOWN);
}

// session R20
TEST_F(LocalTransforms, AreNotReadFromANullPointer) {
  EXPECT_EQ(Hr(registration()->RegisterMFTs(nullptr, 1)), E_POINTER);
}

// ---------------------------------------------------------------------------------------------------- optional nodes

class OptionalNodes : public SessionTest {
 protected:
  OptionalNodes() { with_transform_ = true; }

  /// The client's transform takes nothing that the source gives, and nothing can be put before it.
  void make_transform_unfit() {
    transform_script_.input_types = {audio_of(kOtherAudio)};
    transform_script_.types_set = false;
  }
  Hr set() {
    session_.set_topology(play().topology.Get());
    return session_.status_of("TopologySet");
  }
  ComPtr<IMFTopology> full() { return session_.await("TopologySet").topology(); }
  /// A second output behind a tee, whose sink takes a type that nobody makes.
  ComPtr<IMFTopologyNode> build_tee(DWORD unfit_output) {
    with_transform_ = false;
    sink_script_.streams.resize(2);
    sink_script_.streams[unfit_output].type = audio_of(kOtherAudio);
    const ComPtr<IMFTopologyNode> tee = make_tee_node();
    const ComPtr<IMFTopologyNode> second = make_output_node(static_cast<IMFStreamSink*>(&play().sink->stream(1)));
    play().topology->AddNode(tee.Get());
    play().topology->AddNode(second.Get());
    play().source_node->DisconnectOutput(0);
    play().source_node->ConnectOutput(0, tee.Get(), 0);
    tee->ConnectOutput(0, play().output_node.Get(), 0);
    tee->ConnectOutput(1, second.Get(), 0);
    tee->SetUINT32(MF_TOPONODE_PRIMARYOUTPUT, 1);
    return unfit_output == 0 ? play().output_node : second;
  }
};

// session R128
TEST_F(OptionalNodes, ThatConnectStay) {
  play().transform_node->SetUINT32(MF_TOPONODE_CONNECT_METHOD, MF_CONNECT_ALLOW_DECODER | MF_CONNECT_AS_OPTIONAL);

  ASSERT_EQ(set(), S_OK);

  EXPECT_EQ(node_count(full().Get()), 3);
  EXPECT_EQ(resolution_status_of(full().Get()), 0u);
}

// session R128
TEST_F(OptionalNodes, ThatDoNotConnectAreLeftOut) {
  make_transform_unfit();
  play().transform_node->SetUINT32(MF_TOPONODE_CONNECT_METHOD, MF_CONNECT_ALLOW_DECODER | MF_CONNECT_AS_OPTIONAL);
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_EQ(node_count(full().Get()), 2);
  EXPECT_EQ(resolution_status_of(full().Get()), static_cast<UINT32>(MF_OPTIONAL_NODE_REJECTED_MEDIA_TYPE));
  EXPECT_EQ(log_->count("sink.stream0.ProcessSample"), 10);
  EXPECT_FALSE(log_->called("transform.ProcessInput"));
}

// session R128
TEST_F(OptionalNodes, ThatCannotBeMadeAreLeftOut) {
  ASSERT_EQ(Hr(play().transform_node->SetObject(nullptr)), S_OK);
  play().transform_node->SetGUID(MF_TOPONODE_TRANSFORM_OBJECTID, kUnknownAudio);  // nobody's class
  play().transform_node->SetUINT32(MF_TOPONODE_CONNECT_METHOD, MF_CONNECT_ALLOW_DECODER | MF_CONNECT_AS_OPTIONAL);
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_EQ(node_count(full().Get()), 2);
  EXPECT_EQ(log_->count("sink.stream0.ProcessSample"), 10);
}

// session R128
TEST_F(OptionalNodes, WhoseSinkCannotBeMadeLeaveTheOtherBranches) {
  const auto activate = com::make<ScriptedActivate>(ComPtr<IUnknown>());
  activate->answer = E_ACCESSDENIED;
  const ComPtr<IMFTopologyNode> output = build_tee(0);
  output->SetObject(static_cast<IMFActivate*>(activate.Get()));
  output->SetUINT32(MF_TOPONODE_CONNECT_METHOD, MF_CONNECT_ALLOW_DECODER | MF_CONNECT_AS_OPTIONAL_BRANCH);
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_EQ(node_count(full().Get()), 3);
  EXPECT_EQ(log_->count("sink.stream1.ProcessSample"), 10);
}

// session R128
TEST_F(OptionalNodes, ThatAreNotOptionalFailTheTopology) {
  make_transform_unfit();

  EXPECT_EQ(set(), MF_E_TOPO_CANNOT_CONNECT);
}

// session R128
TEST_F(OptionalNodes, LeaveTheOtherBranchesOfATee) {
  build_tee(0)->SetUINT32(MF_TOPONODE_CONNECT_METHOD, MF_CONNECT_ALLOW_DECODER | MF_CONNECT_AS_OPTIONAL_BRANCH);
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_EQ(resolution_status_of(full().Get()), static_cast<UINT32>(MF_OPTIONAL_NODE_REJECTED_MEDIA_TYPE));
  EXPECT_EQ(node_count(full().Get()), 3);
  EXPECT_EQ(log_->count("sink.stream1.ProcessSample"), 10);
}

// session R128
TEST_F(OptionalNodes, ThatBeginAnUnfitBranchTakeItAllWithThem) {
  sink_script_.streams[0].type = audio_of(kOtherAudio);
  play().transform_node->SetUINT32(MF_TOPONODE_CONNECT_METHOD,
                                   MF_CONNECT_ALLOW_DECODER | MF_CONNECT_AS_OPTIONAL_BRANCH);

  EXPECT_EQ(set(), MF_E_TOPO_CANNOT_CONNECT);  // nothing would be left
}

// session R128
TEST_F(OptionalNodes, CanBeNeitherSourcesNorOutputs) {
  play().source_node->SetUINT32(MF_TOPONODE_CONNECT_METHOD, MF_CONNECT_AS_OPTIONAL_BRANCH);
  EXPECT_EQ(set(), MF_E_TOPO_INVALID_OPTIONAL_NODE);

  play().source_node->DeleteItem(MF_TOPONODE_CONNECT_METHOD);
  play().output_node->SetUINT32(MF_TOPONODE_CONNECT_METHOD, MF_CONNECT_AS_OPTIONAL);
  session_.set_topology(play().topology.Get());
  EXPECT_EQ(session_.status_of("TopologySet", 2), MF_E_TOPO_INVALID_OPTIONAL_NODE);
}

// ------------------------------------------------------------------------------------------------- failures and locks

class Resolution : public SessionTest {};

TEST_F(Resolution, TellsTheClientsNodeWhyItFailed) {
  source_script_.streams[0].type = audio_of(kUnknownAudio);

  session_.set_topology(play().topology.Get());

  ASSERT_EQ(session_.status_of("TopologySet"), MF_E_TOPO_CODEC_NOT_FOUND);
  GUID subtype{};
  EXPECT_EQ(MFGetAttributeUINT32(play().source_node.Get(), MF_TOPONODE_ERRORCODE, 0),
            static_cast<UINT32>(MF_E_TOPO_CODEC_NOT_FOUND));
  EXPECT_EQ(Hr(play().source_node->GetGUID(MF_TOPONODE_ERROR_SUBTYPE, &subtype)), S_OK);
  EXPECT_TRUE(InlineIsEqualGUID(subtype, kUnknownAudio));
}

TEST_F(Resolution, ChangesNoTypeOfALockedNode) {
  with_transform_ = true;
  play().transform_node->SetUINT32(MF_TOPONODE_LOCKED, TRUE);
  play().output_node->SetUINT32(MF_TOPONODE_LOCKED, TRUE);

  session_.set_topology(play().topology.Get());

  ASSERT_EQ(session_.status_of("TopologySet"), S_OK);
  EXPECT_FALSE(log_->called("transform.SetInputType"));
  EXPECT_FALSE(log_->called("transform.SetOutputType"));
  EXPECT_FALSE(log_->called("sink.stream0.SetCurrentMediaType"));
}

}  // namespace
}  // namespace caesura::test
