// SPDX-License-Identifier: MIT
#include "support/session_fixture.h"

#include "caesura.h"

namespace caesura::test {

Presentation::~Presentation() {
  if (source) source->Shutdown();
}

Presentation PresentationTest::make_presentation(bool transform) {
  Presentation made;
  made.source = com::make<FakeSource>(log_, source_script_);
  made.sink.Attach(new FakeSink(log_, sink_script_));
  ComPtr<IMFPresentationDescriptor> descriptor;
  made.source_node = make_source_node(made.source.Get(), 0, descriptor);
  made.output_node = make_output_node(static_cast<IMFStreamSink*>(&made.sink->stream(0)));
  if (transform) {
    made.transform = com::make<FakeTransform>(log_, transform_script_);
    made.transform_node = make_transform_node(static_cast<IMFTransform*>(made.transform.Get()));
    made.topology = make_chain({made.source_node, made.transform_node, made.output_node});
  } else {
    made.topology = make_chain({made.source_node, made.output_node});
  }
  return made;
}

namespace {

ComPtr<IMFAttributes> store_with(REFGUID key, UINT32 value) {
  ComPtr<IMFAttributes> store;
  MFCreateAttributes(&store, 1);
  store->SetUINT32(key, value);
  return store;
}

}  // namespace

SessionTest::SessionTest(UINT32 patience) : session_(store_with(CAESURA_SESSION_PATIENCE, patience).Get()) {}

Presentation& SessionTest::play() {
  if (!play_) play_ = std::make_unique<Presentation>(make_presentation(with_transform_));
  return *play_;
}

void SessionTest::ready() {
  ASSERT_EQ(session_.set_topology(play().topology.Get()), S_OK);
  ASSERT_EQ(session_.status_of("TopologySet"), S_OK);
  ASSERT_TRUE(session_.await("Ready"));
}

void SessionTest::started() {
  ASSERT_NO_FATAL_FAILURE(ready());
  ASSERT_EQ(session_.start(), S_OK);
  ASSERT_EQ(session_.status_of("Started"), S_OK);
}

void SessionTest::paused() {
  ASSERT_NO_FATAL_FAILURE(started());
  ASSERT_EQ(session_.pause(), S_OK);
  ASSERT_EQ(session_.status_of("Paused"), S_OK);
}

void SessionTest::stopped() {
  ASSERT_NO_FATAL_FAILURE(started());
  ASSERT_EQ(session_.stop(), S_OK);
  ASSERT_EQ(session_.status_of("Stopped"), S_OK);
}

void SessionTest::ended() {
  ASSERT_NO_FATAL_FAILURE(started());
  ASSERT_EQ(session_.status_of("Ended"), S_OK);
}

void SessionTest::closed() {
  ASSERT_EQ(session_.close(), S_OK);
  ASSERT_EQ(session_.status_of("Closed"), S_OK);
}

ULONG references_to(IUnknown* object) {
  object->AddRef();
  return object->Release();
}

}  // namespace caesura::test
