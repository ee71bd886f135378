// SPDX-License-Identifier: MIT
//
// How a presentation ends: its sources have no more, the sinks have been given everything, and it has been rendered.
#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

#include "engine/attempt.h"
#include "engine/pipeline.h"

namespace caesura::engine {

void Pipeline::watch_end() {
  watching_ = fed_untold_ = true;
  watch_pulse();
  check_fed();
  check_end();
}

void Pipeline::forget_end() {
  watching_ = fed_untold_ = feels_pulse_ = false;
  ++watch_;
}

bool Pipeline::sources_over() const {
  return std::all_of(sources_.begin(), sources_.end(), [](const auto& source) { return source.over || !source.ends; });
}

void Pipeline::check_fed() {
  const bool fed = std::all_of(outputs_.begin(), outputs_.end(), [](const auto& output) { return output.fed; });
  if (!fed_untold_ || !fed || !sources_over()) return;
  fed_untold_ = false;
  if (const auto listener = owner()) listener->pipeline_fed(*this);
}

void Pipeline::check_end() {
  const bool ended = std::all_of(outputs_.begin(), outputs_.end(), [](const auto& output) { return output.ended; });
  if (!watching_ || !ended || !sources_over()) return;
  watching_ = false;
  const float speed = rate_.speed;
  Hns end = speed < 0 ? std::numeric_limits<Hns>::max() : kNoTime;
  for (const OutputState& output : outputs_) {
    if (output.rateless || output.end == kNoTime) continue;
    const double latency = static_cast<double>(output.latency) * speed;
    const Hns heard = output.end + static_cast<Hns>(std::clamp<double>(latency, 0, kFurthest));
    end = speed < 0 ? std::min(end, output.end) : std::max(end, heard);
  }
  check_time(end);
}

/// A sink may return its marker before its last sample has been heard: the presentation lasts until that is over.
void Pipeline::check_time(Hns end) {
  clock_.post([weak = weak_from_this(), watch = watch_, end](ClockPort& clock) {
    const Hns now = time_of(clock);
    const auto self = weak.lock();
    if (!self) return;
    self->on_strand([watch, end, now](Pipeline& pipeline) {
      if (watch != pipeline.watch_) return;
      const float speed = pipeline.rate_.speed;
      if (speed < 0 ? now <= end : now >= end) {
        pipeline.end_told_ = true;
        if (const auto listener = pipeline.owner()) listener->pipeline_over(pipeline);
        return;
      }
      // A far end, or a clock that is moved, is looked at again.
      const double left = static_cast<double>(end - now) / (speed == 0 ? 1 : speed);
      const auto wait = static_cast<Hns>(std::clamp<double>(left, kHnsPerMillisecond, kHnsPerSecond));
      pipeline.session_->post_after(std::chrono::nanoseconds(wait * 100),
                                    [weak = pipeline.weak_from_this(), watch, end] {
                                      const auto later = weak.lock();
                                      if (later && watch == later->watch_) later->check_time(end);
                                    });
    });
  });
}

void Pipeline::end_output(std::size_t output, Hns end) {
  outputs_[output].ended = true;
  outputs_[output].end = end;
  check_end();
}

void Pipeline::source_over(std::size_t source, ForeignPtr event) {
  if (const auto listener = owner()) listener->pipeline_event(std::move(event));
  end_source(source);
}

void Pipeline::end_source(std::size_t source) {
  sources_[source].over = true;
  check_fed();
  check_end();
}

/// The end of a segment is the end of a presentation, but another one may come from the same source.
void Pipeline::segment_over(std::size_t source, ForeignPtr event, bool cancelled) {
  sources_[source].segment = true;
  for (const auto& branch : branches_) {
    if (cancelled) branch->post([port = sources_[source].unit.port](Branch& b) { b.end_streams(*port); });
  }
  source_over(source, std::move(event));
}

/// A source with a stream that stops early is over once those with a stop have come to it, or to their end: it does not
/// say so itself, unless it has another presentation, and then it has to be told.
void Pipeline::end_stream(NodeId node, bool marked_out) {
  const auto ended =
      std::find_if(streams_.begin(), streams_.end(), [&](const auto& stream) { return stream.node == node; });
  if (ended == streams_.end()) return;
  ended->over = true;
  ended->marked_out = marked_out;
  if (!ended->media_stop) return;  // nothing hangs on it
  const std::size_t source = ended->source;
  bool stops_early = false;
  for (const StreamState& stream : streams_) {
    if (stream.source != source) continue;
    if (!stream.over && stream.media_stop) return;
    stops_early = stops_early || stream.marked_out;
  }
  if (!stops_early) return;
  sources_[source].unit.post([weak = weak_from_this(), source, start = start_number_](SourcePort& port) {
    if (attempt([&] { return port.end_presentation(); }).ok()) return;
    const auto self = weak.lock();
    if (!self) return;
    self->on_strand([source, start](Pipeline& pipeline) {
      if (start == pipeline.start_number_) pipeline.end_source(source);
    });
  });
}

void Pipeline::feed_output(std::size_t output, Hns end) {
  outputs_[output].fed = true;
  outputs_[output].end = end;
  check_fed();
}

/// When the last sample is over, in presentation time.
Hns Pipeline::end() const {
  Hns end = base_;
  if (rate_.speed < 0) return end;
  for (const OutputState& output : outputs_) end = std::max(end, output.end);
  return end;
}

}  // namespace caesura::engine
