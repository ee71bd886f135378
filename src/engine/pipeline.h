// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "engine/branch.h"
#include "engine/fault.h"
#include "engine/topology.h"
#include "engine/units.h"

namespace caesura::engine {

class Pipeline;

/// What a pipeline tells its session, on the session's strand.
class PipelineOwner {
 public:
  virtual ~PipelineOwner() = default;
  virtual void pipeline_failed(Fault fault, Status status) = 0;
  /// A component does not go on giving samples, or does not return from a call.
  virtual void pipeline_silent(Fault fault) = 0;
  /// Everything has been given to the sinks, and the next presentation may follow. Told once per watch_end.
  virtual void pipeline_fed(const Pipeline& pipeline) = 0;
  /// Everything has been rendered to its end. Told once per watch_end.
  virtual void pipeline_over(const Pipeline& pipeline) = 0;
  /// Every sink that takes part has shown the one frame of rate 0, or has none to show.
  virtual void pipeline_scrubbed() = 0;
  virtual void pipeline_event(ForeignPtr event) = 0;
  /// A transform has been put into it; its topology does not hold it yet.
  virtual void pipeline_changed(Insertion insertion) = 0;
  /// Whether a source has too little data to go on has changed.
  virtual void pipeline_buffers(const Pipeline& pipeline) = 0;
  /// What the presentation can do may have changed.
  virtual void pipeline_traits_changed() = 0;
};

/// kTopologyUnsupported or kTopologyLoops for what can't be run.
Status check_topology(const Topology& topology);

/// What a pipeline needs to run.
struct PipelineParts {
  std::shared_ptr<Executor> executor;
  std::shared_ptr<Strand> session;  // the strand that the pipeline is bound to
  Unit<ClockPort> clock;
  Roster<SourcePort>* sources = nullptr;  // used while the pipeline is built only
  Roster<SinkPort>* sinks = nullptr;
  Unit<QualityPort> quality{};  // no port: nobody watches
  Patience patience{};
};

/// One presentation that can be played: its sources, branches and sinks. Every phase asks all it concerns, each on its
/// own strand, and calls `done` once when all have answered, with the first failure, if any. A new phase forgets the
/// one before. It never blocks and never calls a component itself. Strand-bound: the session's; its reports are
/// thread-safe.
class Pipeline final : public BranchReports, public std::enable_shared_from_this<Pipeline> {
 public:
  using Done = std::function<void(Status)>;

  /// Refuses with kTopologyUnsupported or kTopologyLoops what can't be run.
  static Result<std::shared_ptr<Pipeline>> build(TopologyPtr topology, PipelineParts parts,
                                                 std::weak_ptr<PipelineOwner> owner);
  Pipeline(TopologyPtr topology, PipelineParts parts, std::weak_ptr<PipelineOwner> owner);
  ~Pipeline() override;

  const TopologyPtr& topology() const { return topology_; }
  /// The same with what has been inserted.
  void set_topology(TopologyPtr topology) { topology_ = std::move(topology); }
  bool can_pause() const;
  bool can_seek() const;
  bool uses_no_network() const;
  /// Whether the clock has to stand because a source has too little data to go on.
  bool buffers() const;
  /// Whether the clock stands, and has not been stopped.
  bool is_clock_paused() const { return clock_run_ == ClockRun::kPaused; }
  /// Whether nothing of the presentation is left at `time` (from its start, 100 ns).
  bool is_beyond_end(Hns time) const;
  /// Presentation time minus source time, 100 ns.
  Hns offset() const;

  Rate rate() const { return rate_; }
  /// A start without a position has to find its place: playback is frame by frame, or was.
  bool steps() const { return rate_.speed == 0 || scrubbed_; }
  /// Before make_ready: this presentation follows `before`, in the time of the clock that runs or is paused. What both
  /// use, `before` leaves alone from now on; its sinks stay with the clock and bring their requests along.
  void follow(const std::shared_ptr<Pipeline>& before);
  /// Whether `next` can follow while the sinks play on: it has no other sinks, media types or time
  /// source, and this one plays at rate 1.
  bool can_hand_over_to(const Topology& next) const;
  /// It has been rendered to its end, and its owner told so.
  bool is_rendered() const { return end_told_; }
  /// Some of its sources have said that another presentation comes.
  bool awaits_another() const;
  /// The place in time of the next start: of one that the application asks for, or of one that comes by itself.
  void set_out_anew(const StartPosition& position);
  StartPosition set_out_by_itself();
  /// Presentation time of the beginning, 100 ns; after one of these.
  Hns base() const { return base_; }

  void make_ready(Done done);  // clock, sinks, transforms
  void start_sources(const StartPosition& position, Done done);
  void resume_sources(Done done);
  void pause_sources(Done done);
  void stop_sources(Done done);
  void relieve_sources(const Topology& next, Done done);  // stops those that `next` does not use
  void start_transforms(Done done);
  void flush_transforms(Done done);
  void preroll_sinks(Done done);
  void flush_sinks(Done done);
  void start_clock(Done done);   // at the position of the last start_sources
  void resume_clock(Done done);  // where it was paused
  void step_clock(Done done);    // rate 0: to the next frame
  void pause_clock(Done done);
  void stop_clock(Done done);
  void set_rate(Rate rate, Done done);  // sources, then the clock, which tells the sinks; all or none
  /// Ends a set_rate that is under way, without its `done`: whoever has the new rate, or says later that he has, gets
  /// the present one back.
  void give_up_rate();
  /// The clock has got another rate for the presentation that follows this one.
  void follow_rate(Rate rate);
  /// Lets go of its components, so that nothing of this pipeline hears of them any more. `next` goes on already with
  /// those that it uses, too; null: nobody does.
  void release(TopologyPtr next, Done done);

  /// Who has not answered the present phase; of several, the one that has been asked first.
  Fault silent() const;

  /// The strands on which anything of this pipeline runs.
  std::vector<std::shared_ptr<Strand>> strands() const;

  /// Another stop for what the source node `node` feeds, as time of its media.
  void set_media_stop(NodeId node, Hns stop);
  /// Tells all components of the branches that have a work queue of the client's to use it, or not to any more. Calls
  /// `done`, which may be empty, on any thread once all have been told; apart from the phases.
  void use_queues(bool registered, std::function<void()> done);

  /// No sample reaches a sink any more until the next start. Calls `done` on any thread once that is so, apart from the
  /// phases.
  void hold(std::function<void()> done);
  void discard();
  void open_branches();
  /// From now on, tell the owner when everything has been given to the sinks, and when it has been rendered.
  void watch_end();

  // BranchReports
  void node_failed(NodeId node, Status status) override;
  void output_ended(std::size_t output, std::uint64_t start, Hns end) override;
  void stream_over(NodeId node, std::uint64_t start, bool marked_out) override;
  void output_fed(std::size_t output, std::uint64_t start, Hns end) override;
  void output_answered(std::size_t output, Answer answer, Status status) override;
  void output_scrubbed(std::size_t output, std::uint64_t scrub, Hns end) override;
  void node_inserted(Insertion insertion) override;
  void foreign_event(ForeignPtr event) override;

 private:
  friend class SourceEar;

  enum class ClockRun : std::uint8_t { kStopped, kRunning, kPaused };
  enum class Group : std::uint8_t { kClock, kSource, kSink, kBranch, kOutput, kQuality };
  struct Awaited {
    Group group;
    std::size_t index;
    Answer answer;
    friend bool operator==(const Awaited&, const Awaited&) = default;
  };
  /// What a source has been asked for and has not undone: only an idle one may be shut down by the application (W1).
  enum class SourceRun : std::uint8_t { kIdle, kStarting, kRunning, kStopping };
  struct SourceState {
    Unit<SourcePort> unit{};
    SourceTraits traits{};
    Hns media_start = 0;
    std::shared_ptr<SourceListener> ear{};
    ForeignPtr queue{};  // of the first of its branches that has one
    SourceRun run = SourceRun::kIdle;
    unsigned streams_used = 0;
    int buffering = 0;     // MEBufferingStarted less MEBufferingStopped
    bool ends = true;      // it will say that its presentation has ended: no stream is selected that nobody reads
    bool over = false;     // its presentation has ended, or has stopped before its end
    bool segment = false;  // … and it may have another one
    bool rated = false;    // it has the rate that is being set
    Rate rate{};           // what it was told last
    int rates_due = 0;     // answers to what it was told; as the next three
    int starts_due = 0;
    int pauses_due = 0;
    int stops_due = 0;
    bool kept = false;                     // it runs on for the next presentation
    bool given = false;                    // … which has the same port
    std::shared_ptr<SourcePort> before{};  // the port of the presentation before, until the first start or stop
    std::weak_ptr<Pipeline> heir{};        // for whom it runs on, and buffers, and as which of its sources
    std::size_t heir_index = 0;
  };
  struct StreamState {
    NodeId node = 0;
    std::size_t source = 0;
    Branch* branch = nullptr;
    Hns media_start = 0;
    std::optional<Hns> media_stop{};
    bool over = false;        // it gives no more
    bool marked_out = false;  // … because what it feeds has stopped
  };
  struct SinkState {
    Unit<SinkPort> unit{};
    SinkTraits traits{};
    bool prerolls = false;  // it can, and one of its outputs wants it to
    bool taken = false;     // from the presentation before: it has its clock already
    bool anew = false;      // from the presentation before, but with another format: it begins anew
    bool paused = false;    // it begins with a clock that is paused
    bool waits = false;     // it has been told to preroll, and the clock has not started since
    bool given = false;     // to the next one
  };
  struct OutputState {
    Branch* branch = nullptr;
    std::size_t sink = 0;
    bool rateless = false;
    bool prerolls = false;
    Hns latency = 0;  // how long after its time a sample may still be heard
    StreamSinkPort* port = nullptr;
    ForeignPtr type{};
    OutputNode* node = nullptr;
    bool follows = false;  // the clock: it answers what that does
    bool taken = false;    // from the presentation before
    bool fed = false;      // it has its last sample and the marker
    bool ended = false;
    Hns end = kNoTime;
    bool scrubbed = false;  // it has shown its frame
  };

  static constexpr std::size_t kNoSource = static_cast<std::size_t>(-1);
  /// Whose giving is looked after.
  struct Watched {
    NodeId node = 0;                   // 0: any that the branch calls
    std::shared_ptr<Branch> branch{};  // owns the pulse
    const Pulse* pulse = nullptr;      // null: what is watched is whether calls of the branch return
    std::size_t source = kNoSource;    // index, of a source's stream
    std::uint64_t beats = 0;
    std::chrono::milliseconds waited{0};
    bool told = false;  // and it has given nothing since
  };

  /// Whom to tell; null once the pipeline is released or the session gone.
  std::shared_ptr<PipelineOwner> owner() const { return released_ ? nullptr : owner_.lock(); }
  void build_graph(PipelineParts& parts);
  Node& add_source(NodeId id, SourceStream stream, const std::shared_ptr<Branch>& branch, PipelineParts& parts);
  Node& add_output(Branch& branch, NodeId id, const Output& output, PipelineParts& parts);
  void begin(Done done);
  void await(Group group, std::size_t index, Answer answer);
  void await_outputs(Answer answer);
  void stop_unkept_sources(Done done);
  void seal();
  void answered(Awaited answer, Status status);
  void note(SourceState& source, Answer answer, Status status);
  static int& due(SourceState& source, Answer answer);
  void source_answered(std::size_t source, Answer answer, Status status);
  void source_refused(std::size_t source, Answer answer, Status status, std::uint64_t phase);
  /// Posts `answered` to the session's strand. Thread-safe.
  void report(Group group, std::size_t index, Answer answer, Status status);
  /// The same for what answers that phase and no other.
  void report(Group group, std::size_t index, Answer answer, Status status, std::uint64_t phase);
  /// Runs `call(*this)` on the session's strand, if the pipeline is still there. Thread-safe.
  template <typename F>
  void on_strand(F call) {
    session_->post([weak = weak_from_this(), call = std::move(call)]() mutable {
      if (const auto self = weak.lock()) call(*self);
    });
  }
  template <typename Port, typename F>
  void ask(Group group, std::size_t index, const Unit<Port>& unit, Answer answer, F call);  // pipeline_asks.h
  template <typename F>
  void ask_clock(Answer answer, F call);
  template <typename F>
  void ask_branches(Answer answer, F call);
  template <typename F>
  void tell_source(std::size_t source, Answer answer, F call);
  void run_clock(std::optional<Hns> position);
  static Status pause(ClockPort& clock, const std::weak_ptr<Pipeline>& weak);
  void tell_quality();
  void preroll_told(std::size_t sink, Status status);
  void open_prerolling_outputs();
  void end_stream(NodeId node, bool marked_out);
  void source_over(std::size_t source, ForeignPtr event);
  void end_source(std::size_t source);
  void segment_over(std::size_t source, ForeignPtr event, bool cancelled);
  void source_at(std::size_t source, Hns time);
  void source_buffers(std::size_t source, bool begins);
  void source_changed(std::size_t source, SourceTraits traits);
  void source_failed(std::size_t source, Status status);
  Fault fault_of(NodeId node) const;
  Fault fault_of(const SourcePort& source) const;
  std::shared_ptr<SinkPort> time_source() const;
  Hns home() const { return bounded(topology_->project_start.value_or(0)); }
  Hns shift() const { return base_ - skip_; }
  void begin_at(Hns now);
  void feed_output(std::size_t output, Hns end);
  void end_output(std::size_t output, Hns end);
  Hns end() const;
  bool sources_over() const;
  void check_fed();
  void check_end();
  void check_time(Hns end);
  void forget_end();
  void watch_pulse();  // pipeline_pulse.cpp, as the next three
  void time_pulse();
  void feel_pulse();
  bool may_rest(const Watched& watched) const;
  void stop_held_clock(Done done);
  bool has_queue(std::size_t sink) const;
  void rate_clock(Rate rate, Done done, Status sources);  // pipeline_rate.cpp, as all below
  void rate_source(std::size_t index, Rate rate);
  void source_rated(std::size_t index, Status status);
  void adopt(Rate rate);
  void take_back_rate();
  Hns here() const;
  void begin_scrub();
  void scrub_branches();
  void end_scrub(std::size_t output, Hns end);

  TopologyPtr topology_;
  const std::shared_ptr<Strand> session_;
  const std::shared_ptr<Executor> executor_;
  const Unit<ClockPort> clock_;
  const Unit<QualityPort> quality_;
  const Patience patience_;
  const std::weak_ptr<PipelineOwner> owner_;
  std::vector<SourceState> sources_;
  std::vector<StreamState> streams_;
  std::vector<SinkState> sinks_;
  std::vector<OutputState> outputs_;
  std::vector<std::shared_ptr<Branch>> branches_;
  std::vector<Watched> watched_;
  bool feels_pulse_ = false;  // it plays
  bool pulse_timed_ = false;  // a look is due

  std::uint64_t phase_ = 0;  // counts phases
  std::vector<Awaited> awaited_;
  Done done_;
  Status first_failure_;
  bool sealed_ = false;

  int untold_ = 0;  // sinks that have not been told of the preroll yet

  Hns base_ = 0;             // presentation time of the beginning
  Hns skip_ = 0;             // what the last start left out before it, of the presentation
  bool start_open_ = false;  // where it begins is the source's choice
  bool by_itself_ = false;   // nobody asked for the last start
  Hns before_end_ = 0;       // of the presentation that this one follows
  std::shared_ptr<SinkPort> before_time_source_;
  std::shared_ptr<SinkPort> time_due_;  // the clock gets its time with the next start
  bool follows_ = false;
  std::optional<Hns> resume_at_;    // where the clock was paused between two presentations
  std::optional<Hns> start_time_;   // presentation time of the last start
  std::uint64_t start_number_ = 0;  // counts starts: an end of an older one is void
  ForeignPtr quality_told_;         // the topology of which it knows that it plays
  bool released_ = false;           // what is still reported speaks of the past
  ClockRun clock_run_ = ClockRun::kStopped;
  bool watching_ = false;
  bool fed_untold_ = false;  // the owner is to be told once everything is with the sinks
  bool end_told_ = false;    // everything has been rendered
  std::uint64_t watch_ = 0;  // counts watches: a check of an older one is void

  Rate rate_;                // what sources and clock have been told
  std::uint64_t scrub_ = 0;  // counts frames asked for at rate 0: an answer for an older one is void
  bool scrub_owed_ = false;  // one is to be asked for once the branches open
  bool scrubbed_ = false;    // since the last stop the sinks have got nothing but such frames
  Hns scrub_end_ = kNoTime;  // where the frame on the screen ends
  Hns paused_at_ = 0;        // presentation time
};

}  // namespace caesura::engine
