// SPDX-License-Identifier: MIT
#include "support/real_playback.h"

#include <gtest/gtest.h>

#include "mf/prop_variant.h"
#include "support/fake_topology.h"
#include "support/session_client.h"

namespace caesura::test {
namespace {

using mf::ComPtr;

/// Waits for an event of that type; the others are dropped.
HRESULT await(IMFMediaEventGenerator* generator, MediaEventType wanted, IMFMediaEvent** found = nullptr) {
  for (;;) {
    ComPtr<IMFMediaEvent> event;
    MediaEventType type = MEUnknown;
    HRESULT status = S_OK;
    const HRESULT hr = generator->GetEvent(0, &event);
    if (FAILED(hr)) return hr;
    event->GetType(&type);
    event->GetStatus(&status);
    if (FAILED(status)) return status;
    if (type != wanted) continue;
    if (found) *found = event.Detach();
    return S_OK;
  }
}

mf::PropVariant value_of(IMFMediaEvent* event) {
  mf::PropVariant value;
  event->GetValue(value.receive());
  return value;
}

/// The renderer answers the end marker some 0.1 s before the last sample has been heard. What it leaves behind grows
/// with the time that it runs, so it runs as long as in a session.
void hear_the_end(IMFPresentationClock* clock) {
  constexpr MFTIME kEnd = 10'000'000LL * SoundFile::kFrames / SoundFile::kRate + 300'000;  // 100 ns
  for (MFTIME now = 0; SUCCEEDED(clock->GetTime(&now)) && now < kEnd;) Sleep(1);
}

/// The type of the file is the renderer's, so that nothing need stand between them.
void agree_on_type(IMFStreamSink* input, IMFStreamDescriptor* descriptor) {
  ComPtr<IMFMediaTypeHandler> from;
  ComPtr<IMFMediaTypeHandler> to;
  ComPtr<IMFMediaType> type;
  ASSERT_EQ(Hr(descriptor->GetMediaTypeHandler(&from)), S_OK);
  ASSERT_EQ(Hr(input->GetMediaTypeHandler(&to)), S_OK);
  ASSERT_EQ(Hr(from->GetCurrentMediaType(&type)), S_OK);
  if (SUCCEEDED(to->SetCurrentMediaType(type.Get()))) return;
  ASSERT_EQ(Hr(to->GetMediaTypeByIndex(0, &type)), S_OK);
  ASSERT_EQ(Hr(to->SetCurrentMediaType(type.Get())), S_OK);
}

/// Every sample, each when the renderer asks, and the end marker until it is answered.
void pass_samples(IMFMediaStream* stream, IMFStreamSink* input) {
  ASSERT_TRUE(stream);
  for (;;) {
    ASSERT_EQ(Hr(stream->RequestSample(nullptr)), S_OK);
    ComPtr<IMFMediaEvent> event;
    MediaEventType type = MEUnknown;
    while (type != MEMediaSample && type != MEEndOfStream) {
      ASSERT_EQ(Hr(stream->GetEvent(0, &event)), S_OK);
      event->GetType(&type);
    }
    if (type == MEEndOfStream) break;
    ASSERT_EQ(Hr(input->ProcessSample(value_of(event.Get()).query<IMFSample>().Get())), S_OK);
  }
  ASSERT_EQ(Hr(input->PlaceMarker(MFSTREAMSINK_MARKER_ENDOFSEGMENT, nullptr, nullptr)), S_OK);
  ASSERT_EQ(Hr(await(input, MEStreamSinkMarker)), S_OK);
}

}  // namespace

ComPtr<IMFActivate> make_renderer() {
  ComPtr<IMFActivate> renderer;
  MFCreateAudioRendererActivate(&renderer);
  return renderer;
}

void play_bare(const SoundFile& file) {
  const ComPtr<IMFMediaSource> source = file.open();
  ASSERT_TRUE(source);
  ComPtr<IMFPresentationDescriptor> descriptor;
  ComPtr<IMFStreamDescriptor> stream_descriptor;
  BOOL selected = FALSE;
  ASSERT_EQ(Hr(source->CreatePresentationDescriptor(&descriptor)), S_OK);
  ASSERT_EQ(Hr(descriptor->GetStreamDescriptorByIndex(0, &selected, &stream_descriptor)), S_OK);

  const ComPtr<IMFActivate> renderer = make_renderer();
  ComPtr<IMFMediaSink> sink;
  ComPtr<IMFStreamSink> input;
  ASSERT_EQ(Hr(renderer->ActivateObject(IID_PPV_ARGS(&sink))), S_OK);
  ASSERT_EQ(Hr(sink->GetStreamSinkByIndex(0, &input)), S_OK);
  ASSERT_NO_FATAL_FAILURE(agree_on_type(input.Get(), stream_descriptor.Get()));

  ComPtr<IMFPresentationClock> clock;
  ComPtr<IMFPresentationTimeSource> time;
  ASSERT_EQ(Hr(MFCreatePresentationClock(&clock)), S_OK);
  ASSERT_EQ(Hr(MFCreateSystemTimeSource(&time)), S_OK);
  ASSERT_EQ(Hr(clock->SetTimeSource(time.Get())), S_OK);
  ASSERT_EQ(Hr(sink->SetPresentationClock(clock.Get())), S_OK);

  const mf::PropVariant beginning = mf::PropVariant::of_int64(0);
  ComPtr<IMFMediaEvent> event;
  ASSERT_EQ(Hr(source->Start(descriptor.Get(), &GUID_NULL, &beginning.get())), S_OK);
  ASSERT_EQ(Hr(await(source.Get(), MENewStream, &event)), S_OK);
  ASSERT_EQ(Hr(await(source.Get(), MESourceStarted)), S_OK);
  ASSERT_EQ(Hr(clock->Start(0)), S_OK);
  ASSERT_EQ(Hr(await(input.Get(), MEStreamSinkStarted)), S_OK);

  ASSERT_NO_FATAL_FAILURE(pass_samples(value_of(event.Get()).query<IMFMediaStream>().Get(), input.Get()));
  hear_the_end(clock.Get());
  EXPECT_EQ(Hr(clock->Stop()), S_OK);
  EXPECT_EQ(Hr(await(input.Get(), MEStreamSinkStopped)), S_OK);
  EXPECT_EQ(Hr(source->Stop()), S_OK);
  EXPECT_EQ(Hr(await(source.Get(), MESourceStopped)), S_OK);
  Sleep(2);  // it has not stopped yet, and would break where it is shut down now
  sink->SetPresentationClock(nullptr);
  EXPECT_EQ(Hr(renderer->ShutdownObject()), S_OK);
  EXPECT_EQ(Hr(source->Shutdown()), S_OK);
}

void play_in_session(const SoundFile& file) {
  const ComPtr<IMFMediaSource> source = file.open();
  ASSERT_TRUE(source);
  ComPtr<IMFPresentationDescriptor> descriptor;
  const ComPtr<IMFTopology> topology =
      make_chain({make_source_node(source.Get(), 0, descriptor), make_output_node(make_renderer().Get())});
  SessionClient session;
  ASSERT_EQ(session.set_topology(topology.Get()), S_OK);
  ASSERT_EQ(session.start(), S_OK);
  EXPECT_EQ(session.status_of("Ended"), S_OK) << testing::PrintToString(session.events());
  EXPECT_EQ(session.close(), S_OK);
  EXPECT_EQ(session.status_of("Closed"), S_OK);
  EXPECT_EQ(Hr(source->Shutdown()), S_OK);
  EXPECT_EQ(session.shut_down(), S_OK);
}

}  // namespace caesura::test
