// SPDX-License-Identifier: MIT
#include "hostile/troupe.h"

namespace caesura::test {

Troupe::Troupe(Cast cast, const std::shared_ptr<Saboteur>& saboteur, bool mute) {
  FakeSourceScript source;
  source.streams[0].samples = 4;
  source.rates.emplace();
  source.answers = !mute;
  FakeSinkScript sink;
  sink.rates.emplace();
  sink.can_preroll = sink.has_time_source = cast == Cast::kSynchronous;
  sink.finalizable = cast == Cast::kAsynchronous;

  const auto log = std::make_shared<CallLog>();
  source_ = com::make<HostileSource>(saboteur, log, source);
  sink_.Attach(new HostileSink(saboteur, log, sink));
  ComPtr<IMFTransform> transform;
  if (cast == Cast::kSynchronous)
    transform = com::make<HostileTransform>(saboteur, log, FakeTransformScript{.rates = FakeRateScript()});
  else
    transform = com::make<HostileAsyncTransform>(saboteur, log, FakeAsyncTransformScript());

  ComPtr<IMFPresentationDescriptor> descriptor;
  source_->FakeSource::CreatePresentationDescriptor(&descriptor);
  topology_ = make_chain({make_source_node(source_.Get(), 0, descriptor), make_transform_node(transform.Get()),
                          make_output_node(static_cast<IMFStreamSink*>(&sink_->stream(0)))});
}

Troupe::~Troupe() {
  topology_->Clear();
  shut_source_down();
  shut_sink_down();
}

}  // namespace caesura::test
