// SPDX-License-Identifier: MIT
//
// What the engine drives, and what it hears back. A port stands for one component of the platform; the engine calls it
// on the strand of the component's node and nowhere else, so a call that blocks costs that strand alone. A listener is
// the engine's ear: a port calls it on any thread, also from inside a call of the engine to that port, so it only takes
// note, and posts. A port holds it by weak_ptr only, so that late answers of abandoned components end nowhere.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/status.h"
#include "engine/rate.h"
#include "engine/sample.h"

namespace caesura::engine {

using StreamId = std::uint32_t;
using NodeId = std::uint64_t;  // TOPOID: chosen by whoever built the topology

/// An object of the platform that the engine only carries: an event to pass on, a topology, a foreign start position.
class Foreign {
 public:
  virtual ~Foreign() = default;
};
using ForeignPtr = std::shared_ptr<const Foreign>;

/// Where to start: nowhere in particular (go on, or the beginning), at a time, or at what only the source understands.
struct StartPosition {
  std::optional<Hns> time;  // 100 ns from the start of the presentation
  ForeignPtr foreign;       // another time format and its value; goes to the source unchanged
};

/// Something that goes by a format, which may change while data flows. Strand-bound.
class FormatTaker {
 public:
  virtual ~FormatTaker() = default;
  /// What it goes by now; null: unknown.
  virtual ForeignPtr format() const = 0;
  /// Takes over `format` for the samples that follow, or refuses and goes on with what it had.
  virtual Status accept_format(const ForeignPtr& format) = 0;
};

// ---------------------------------------------------------------------------------------------------------- sources

/// IMFMediaSource::GetCharacteristics, in words.
struct SourceTraits {
  bool live = false;
  bool can_seek = false;
  bool can_pause = false;
  bool does_not_use_network = false;
  unsigned selected_streams = 0;  // of its presentation; 0 when unknown
};

/// What a media source reports of itself. Thread-safe.
class SourceListener {
 public:
  virtual ~SourceListener() = default;
  virtual void on_source_started(Status status) = 0;  // started or sought, once per start()
  /// Before on_source_started: the media time from which it really goes on, where start() left that to the source.
  virtual void on_source_position(Hns time) = 0;
  virtual void on_source_paused(Status status) = 0;
  virtual void on_source_stopped(Status status) = 0;
  virtual void on_source_rated(Status status) = 0;   // once per set_rate() that was accepted
  virtual void on_source_failed(Status status) = 0;  // an error of its own, or its events can't be read any more
  /// MEEndOfPresentation: all streams have ended. The application gets the event too.
  virtual void on_end_of_presentation(ForeignPtr event) = 0;
  /// MEEndOfPresentationSegment: the same for a presentation of several, which the source may follow with another one.
  /// `cancelled`: its streams say no more, not even that they end.
  virtual void on_end_of_segment(ForeignPtr event, bool cancelled) = 0;
  /// Any other event for the application, to be passed on as it is (new presentation, metadata, …).
  virtual void on_source_event(ForeignPtr event) = 0;
  /// It has too little data to go on (true), or enough again. Such pairs may nest.
  virtual void on_buffering(bool begins) = 0;
  /// What it can do has changed.
  virtual void on_traits_changed(SourceTraits traits) = 0;
};

/// What one stream of a source reports. Thread-safe.
class StreamListener {
 public:
  virtual ~StreamListener() = default;
  /// Everything after this, and nothing before it, belongs to the start or seek just asked for.
  virtual void on_stream_started(Status status) = 0;
  virtual void on_sample(Sample sample) = 0;
  virtual void on_tick(Hns time) = 0;
  /// What follows has another format.
  virtual void on_format_changed(ForeignPtr format) = 0;
  /// An event that travels with the samples, to transforms and sinks.
  virtual void on_in_band_event(ForeignPtr event) = 0;
  virtual void on_end_of_stream() = 0;
  virtual void on_stream_failed(Status status) = 0;
  /// An event for the application, to be passed on as it is.
  virtual void on_stream_event(ForeignPtr event) = 0;
};

/// One media source. start, pause, stop and set_rate are asynchronous: a success only says that the answer will come by
/// the listener; after a failure none will. Strand-bound; the listeners' calls come from anywhere.
class SourcePort {
 public:
  virtual ~SourcePort() = default;
  /// Both before the first start; they call nothing, and what is posted to the source's strand comes later.
  virtual void listen(std::weak_ptr<SourceListener> listener) = 0;
  virtual void listen(StreamId stream, std::weak_ptr<StreamListener> listener) = 0;

  virtual SourceTraits traits() = 0;  // asked by the topology loader, on its strand
  virtual Status start(const StartPosition& position) = 0;
  virtual Status pause() = 0;
  virtual Status stop() = 0;
  /// kFalse: it knows one rate only, which is the one asked for; no answer will come.
  virtual Status set_rate(Rate rate) = 0;
  /// Asks `stream` for one sample. Called on the strand of the stream's branch, which may differ from the source's.
  virtual Status request_sample(StreamId stream) = 0;
  /// The presentation is to be over although its streams go on. kNotImplemented: the source has but one.
  virtual Status end_presentation() = 0;
  /// Whether both are ports of one and the same source: the next presentation then starts without a stop. Immutable.
  virtual bool is_same_source(const SourcePort& other) const { return this == &other; }
  /// Before start: this port goes on with the source where `before`, a port of the same one, is disconnected; no event
  /// is lost in between.
  virtual void take_over(SourcePort& before) = 0;
  /// Ends all listening; the source is left as it is. Thread-safe.
  virtual void disconnect() = 0;
  /// The work queue that the client has named for the branch, in the platform's form, or null again: for what a
  /// component does on threads of its own, if it has any.
  virtual void use_queue(const ForeignPtr& /*queue*/) {}
  /// The class and place of the source, for messages to people.
  virtual std::string describe() const = 0;
};

// ------------------------------------------------------------------------------------------------------- transforms

/// What comes out of a transform beside samples.
struct TransformNews {
  enum class Kind : std::uint8_t {
    kFormat,          // its output has a new format: `object`
    kTick,            // there is no sample for a while: `time`
    kInBandEvent,     // `object` goes on downstream
    kQuality,         // `object` goes to the node's watch
    kForApplication,  // `object` goes to the application
    kFailed,          // `status`
  };
  Kind kind;
  ForeignPtr object{};
  Hns time = kNoTime;
  Status status{};
};

/// One transform with one input and one output; its format is the input's. Strand-bound.
class TransformPort : public FormatTaker {
 public:
  virtual Status begin_streaming() = 0;
  virtual Status start_of_stream() = 0;
  /// kNotAccepting: its output must be fetched first; the sample was not taken.
  virtual Status process_input(const Sample& sample) = 0;
  /// kNeedMoreInput: nothing there. kEndOfStream: nothing will be any more. A new output format is chosen inside; it is
  /// among the news.
  virtual Result<Sample> process_output() = 0;
  /// What has come up since the last call, in order; to be acted upon before the sample that came with it.
  virtual std::vector<TransformNews> take_news() = 0;
  /// Whether accept_format may be called with data inside; otherwise what is inside has to come out before.
  virtual bool takes_format_at_once() const = 0;
  /// As drain, but the stream goes on.
  virtual Status empty() = 0;
  /// Tells it of a gap or event in the stream. True: it goes on downstream.
  virtual bool passes_tick(Hns time) = 0;
  virtual bool passes_event(const ForeignPtr& event) = 0;
  /// No more input comes; afterwards process_output gives what is left, then kNeedMoreInput. Of an asynchronous
  /// transform, the listener hears when it is through.
  virtual Status drain() = 0;
  /// Throws away what is inside: the stream goes on elsewhere.
  virtual Status flush() = 0;
  /// The same where the stream does not go on: at a stop and at the end of a presentation.
  virtual Status discard() { return flush(); }
  /// Whether it is to be drained where a presentation stops although its stream goes on.
  virtual bool drains_at_mark_out() const { return false; }
  virtual void use_queue(const ForeignPtr& /*queue*/) {}  // as SourcePort::use_queue
  /// The topology has gone, and this is the last call for it: takes back what the transform was lent for it.
  virtual void let_go() {}
  /// Whether both are ports of one and the same transform. Immutable.
  virtual bool is_same_transform(const TransformPort& other) const { return this == &other; }
  virtual std::string describe() const = 0;
};

/// What an asynchronous transform says by itself. `round` counts its flushes: what it said before one is void after it.
/// Thread-safe.
class TransformListener {
 public:
  virtual ~TransformListener() = default;
  virtual void on_input_needed(std::uint64_t round) = 0;  // allows one process_input
  virtual void on_output_ready(std::uint64_t round) = 0;  // allows, and asks for, one process_output
  virtual void on_drained(std::uint64_t round) = 0;
  virtual void on_transform_failed(Status status) = 0;
  /// What it says of the quality of playback, for the node's watch.
  virtual void on_transform_quality(ForeignPtr event) = 0;
  /// An event for the application, to be passed on as it is.
  virtual void on_transform_event(ForeignPtr event) = 0;
};

/// The half of an asynchronous transform that speaks by itself; the other one is its TransformPort, whose process_input
/// and process_output are called once for each word of the listener, and not otherwise. Strand-bound as that one.
class AsyncTransformPort {
 public:
  virtual ~AsyncTransformPort() = default;
  /// Starts listening.
  virtual Status listen(std::weak_ptr<TransformListener> listener) = 0;
  /// The round that the last flush began.
  virtual std::uint64_t round() const = 0;
  virtual void disconnect() = 0;  // thread-safe
  /// Ends the transform for good; once, however often it is called. On a strand of its own.
  virtual Status shut_down() = 0;
  virtual std::string describe() const = 0;
};

/// Cuts samples of one stream at points in time. Strand-bound: the branch's.
class SampleCutter {
 public:
  virtual ~SampleCutter() = default;
  /// What of `sample` lies between `from` and `to` (100 ns, as the sample's own time), or nothing; `sample` itself
  /// where its format can't be cut.
  virtual Sample cut(Sample sample, Hns from, Hns to) = 0;
};

// ------------------------------------------------------------------------------------------------------------ sinks

/// What a stream sink reports. Thread-safe.
class StreamSinkListener {
 public:
  virtual ~StreamSinkListener() = default;
  virtual void on_sample_requested() = 0;
  virtual void on_sink_started(Status status) = 0;
  virtual void on_sink_paused(Status status) = 0;
  virtual void on_sink_stopped(Status status) = 0;
  virtual void on_sink_prerolled(Status status) = 0;
  /// At rate 0 the frame that it got is on the screen.
  virtual void on_sink_scrubbed() = 0;
  /// A marker came back; `context` is what place_marker gave it. E_ABORT: it was flushed away.
  virtual void on_marker(std::uint64_t context, Status status) = 0;
  /// It goes by another format than that of its samples; `invalid`: or by none.
  virtual void on_sink_format_changed(bool invalid) = 0;
  /// What it refused while its device was changing may be delivered now.
  virtual void on_sink_device_changed() = 0;
  virtual void on_sink_failed(Status status) = 0;
  /// What it says of the quality of playback, for the node's watch.
  virtual void on_sink_quality(ForeignPtr event) = 0;
  /// An event for the application, to be passed on as it is.
  virtual void on_sink_event(ForeignPtr event) = 0;
};

/// What a stream sink does at rate 0.
enum class Scrubbing : std::uint8_t {
  kNothing,  // it is for sound
  kTells,    // it shows its one frame and says when it has
  kSilent,   // … and does not say so
};

/// One stream sink. Strand-bound; its listener is called from anywhere.
class StreamSinkPort : public FormatTaker {
 public:
  /// Whether `format` is what it goes by now.
  virtual bool goes_by(const ForeignPtr& format) const = 0;
  /// Before listen: the output node for which it will play, and the media type that this one delivers; null: the type
  /// is not the session's business. `locked`: it keeps the type that it has then.
  virtual Status prepare(NodeId node, const ForeignPtr& type, bool locked) = 0;
  /// Starts listening; requests may come at once. The listener before this one goes on hearing of markers, and of
  /// nothing else, until it is disconnected.
  virtual Status listen(std::weak_ptr<StreamSinkListener> listener) = 0;
  /// Delivers a sample in answer to one request. kNotAccepting: no room for it yet (the sink's own allocator has no
  /// free sample); `sample` is left as it was, and the same call is to be made again a little later. kInvalidRequest,
  /// kInvalidStateTransition, kNewVideoDevice, kVideoDeviceLocked: again once the sink runs, or has its device.
  virtual Status process_sample(Sample& sample) = 0;
  /// Asks for on_marker(context) once everything before it has been rendered. kNotImplemented: the sink has no markers.
  virtual Status place_end_of_segment(std::uint64_t context) = 0;
  virtual Status place_tick(Hns time) = 0;
  virtual Status place_event(const ForeignPtr& event) = 0;
  virtual Status flush() = 0;
  /// The clock is stopped next, and no sample comes before that has happened.
  virtual void settle() {}
  virtual Scrubbing scrubbing() = 0;
  /// `listener` hears no more. Thread-safe.
  virtual void disconnect(const StreamSinkListener& listener) = 0;
  virtual void use_queue(const ForeignPtr& /*queue*/) {}  // as SourcePort::use_queue
  virtual std::string describe() const = 0;
};

class ClockPort;

/// IMFMediaSink::GetCharacteristics, in words.
struct SinkTraits {
  bool rateless = false;
  bool can_preroll = false;
  bool finalizable = false;
  bool has_time_source = false;
  bool cannot_match_clock = false;
  bool is_audio = false;
  bool knows_rates = false;  // it has a rate support
};

/// How finalization ended.
class FinalizeListener {
 public:
  virtual ~FinalizeListener() = default;
  virtual void on_finalized(Status status) = 0;
};

/// One media sink, the owner of one or more stream sinks. Strand-bound.
class SinkPort {
 public:
  virtual ~SinkPort() = default;
  virtual SinkTraits traits() = 0;  // asked by the topology loader, on its strand
  /// The clock to follow from now on; null: none any more.
  virtual Status attach_clock(ClockPort* clock) = 0;
  /// Stops, for a sink that has been taken from its clock while that goes on.
  virtual Status stop() = 0;
  virtual Status preroll(Hns start_time) = 0;
  /// Begins to complete a file; the answer comes by the listener. Only for a finalizable sink.
  virtual Status finalize(std::weak_ptr<FinalizeListener> listener) = 0;
  virtual Status shut_down() = 0;
  virtual void use_queue(const ForeignPtr& /*queue*/) {}  // as SourcePort::use_queue
  virtual std::string describe() const = 0;
};

// ------------------------------------------------------------------------------------------------------------ clock

/// The presentation clock, shared with the sinks, which follow it on their own. Strand-bound but for time().
class ClockPort {
 public:
  virtual ~ClockPort() = default;
  /// Gives the clock the time source of `sink`, or the system's where `sink` is null.
  virtual Status use_time_source(SinkPort* sink) = 0;
  /// Gives a paused clock the system's time so that it goes on showing `time`, whatever becomes of the source it had.
  virtual Status hold(Hns time) = 0;
  /// From `position`, or, without one, from where it was paused.
  virtual Status start(std::optional<Hns> position) = 0;
  virtual Status pause() = 0;
  /// kFalse: it was stopped already, so no sink is told.
  virtual Status stop() = 0;
  /// As soon as it has a time source, and for any later one, too.
  virtual Status set_rate(float speed) = 0;
  virtual Status shut_down() = 0;
  /// The presentation time; 0 while stopped. Thread-safe.
  virtual Hns time() const = 0;
};

/// What `clock` shows, as far as the engine reckons: it may be a component's.
inline Hns time_of(const ClockPort& clock) { return bounded(clock.time()); }

}  // namespace caesura::engine
