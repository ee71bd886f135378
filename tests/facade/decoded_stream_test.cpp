// SPDX-License-Identifier: MIT
//
// A source that hands out compressed samples, through the chain that the resolver builds for it, to the end. The build
// makes the streams in the folder CAESURA_TEST_MEDIA.
#include <string>

#include <gtest/gtest.h>

#include "mf/topology_resolver.h"
#include "support/topology_fixture.h"

namespace caesura::test {
namespace {

std::string media(const char* name) { return std::string(CAESURA_TEST_MEDIA "/") + name; }

/// Counts what comes out of a chain of transforms.
class Chain {
 public:
  explicit Chain(std::vector<ComPtr<IMFTransform>> transforms) : transforms_(std::move(transforms)) {}

  void feed(IMFSample* sample, std::size_t at = 0) {
    if (at == transforms_.size()) {
      LONGLONG duration = 0;
      sample->GetSampleDuration(&duration);
      total += duration;
      return;
    }
    if (transforms_[at]->ProcessInput(0, sample, 0) == MF_E_NOTACCEPTING) {
      fetch(at);
      EXPECT_EQ(transforms_[at]->ProcessInput(0, sample, 0), S_OK);
    }
    fetch(at);
  }
  void drain() {
    for (std::size_t at = 0; at < transforms_.size(); ++at) {
      transforms_[at]->ProcessMessage(MFT_MESSAGE_COMMAND_DRAIN, 0);
      fetch(at);
    }
  }

  LONGLONG total = 0;  // 100 ns

 private:
  void fetch(std::size_t at) {
    constexpr DWORD kRoom = 1 << 20;
    for (;;) {
      ComPtr<IMFSample> sample;
      ComPtr<IMFMediaBuffer> buffer;
      MFCreateSample(&sample);
      MFCreateMemoryBuffer(kRoom, &buffer);
      sample->AddBuffer(buffer.Get());
      MFT_OUTPUT_DATA_BUFFER output{0, sample.Get(), 0, nullptr};
      DWORD flags = 0;
      const HRESULT hr = transforms_[at]->ProcessOutput(0, 1, &output, &flags);
      if (hr == MF_E_TRANSFORM_STREAM_CHANGE) {
        ComPtr<IMFMediaType> type;
        transforms_[at]->GetOutputAvailableType(0, 0, &type);
        transforms_[at]->SetOutputType(0, type.Get(), 0);
      } else if (FAILED(hr)) {
        EXPECT_EQ(hr, MF_E_TRANSFORM_NEED_MORE_INPUT);
        return;
      } else {
        feed(sample.Get(), at + 1);
      }
    }
  }

  std::vector<ComPtr<IMFTransform>> transforms_;
};

class DecodedStream : public TopologyFixture {
 protected:
  /// Resolves a topology from `stream` to the sink, and sends the whole stream through what was put in. Returns the
  /// duration of what came out, 100 ns.
  LONGLONG play(const CompressedStream& stream) {
    connect({stream.type});
    mf::Resolution made;
    const auto full = mf::resolve_topology(topology.Get(), made);
    EXPECT_TRUE(full.ok());
    if (!full.ok()) return 0;
    Chain chain(transforms_of(full.value().Get()));
    const auto player = make_compressed_source({stream});
    ComPtr<IMFPresentationDescriptor> presentation;
    player->CreatePresentationDescriptor(&presentation);
    PROPVARIANT beginning{};
    player->Start(presentation.Get(), &GUID_NULL, &beginning);
    const auto media_stream = first_stream(player.Get());
    while (media_stream->RequestSample(nullptr) == S_OK) {
      if (const auto sample = next_sample(media_stream.Get())) chain.feed(sample.Get());
    }
    chain.drain();
    player->Shutdown();
    return chain.total;
  }

 private:
  std::vector<ComPtr<IMFTransform>> transforms_of(IMFTopology* full) {
    std::vector<ComPtr<IMFTransform>> transforms;
    for (auto node = next(node_of(full, source.Get()).Get()); node; node = next(node.Get())) {
      ComPtr<IUnknown> object;
      ComPtr<IMFTransform> transform;
      node->GetObject(&object);
      if (SUCCEEDED(object.As(&transform))) transforms.push_back(transform);
    }
    return transforms;
  }
  static ComPtr<IMFMediaStream> first_stream(IMFMediaSource* from) {
    ComPtr<IMFMediaStream> stream;
    object_of(from).As(&stream);
    return stream;
  }
  /// Null at the end of the stream.
  static ComPtr<IMFSample> next_sample(IMFMediaStream* from) {
    for (;;) {
      const auto object = object_of(from);
      ComPtr<IMFSample> sample;
      if (!object || SUCCEEDED(object.As(&sample))) return sample;
    }
  }
  /// The object in the next event that has one; null for the end of a stream.
  static ComPtr<IUnknown> object_of(IMFMediaEventGenerator* generator) {
    for (;;) {
      ComPtr<IMFMediaEvent> event;
      MediaEventType type = MEUnknown;
      PROPVARIANT value{};
      if (FAILED(generator->GetEvent(0, &event))) return nullptr;
      event->GetType(&type);
      if (type == MEEndOfStream) return nullptr;
      event->GetValue(&value);
      ComPtr<IUnknown> object;
      if (value.vt == VT_UNKNOWN)
        object.Attach(value.punkVal);
      else
        PropVariantClear(&value);
      if (object) return object;
    }
  }
};

TEST_F(DecodedStream, ComesOutAsLongAsItsH264WentIn) {
  const CompressedStream stream = read_h264(media("compressed.h264"), 320, 240, 25);
  ASSERT_FALSE(stream.units.empty());
  sink->take_only(MFVideoFormat_NV12);

  EXPECT_NEAR(static_cast<double>(play(stream)), static_cast<double>(stream.units.size()) * 400'000.0, 400'000.0);
}

TEST_F(DecodedStream, ComesOutAsLongAsItsAacWentIn) {
  const CompressedStream stream = read_adts(media("compressed.aac"));
  ASSERT_FALSE(stream.units.empty());
  sink->take_only(MFAudioFormat_Float);
  sink->enumerated = {audio_type(MFAudioFormat_Float, 48000, 2)};
  const LONGLONG length = stream.units.back().time + stream.units.back().duration;

  EXPECT_NEAR(static_cast<double>(play(stream)), static_cast<double>(length), 250'000.0);
}

}  // namespace
}  // namespace caesura::test
