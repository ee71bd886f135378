// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/countdown.h"
#include "base/executor.h"
#include "base/mutex.h"
#include "base/published.h"
#include "base/result.h"
#include "base/strand.h"
#include "engine/command.h"
#include "engine/deadlines.h"
#include "engine/fault.h"
#include "engine/pipeline.h"
#include "engine/session_events.h"
#include "engine/session_states.h"
#include "engine/sink_ledger.h"
#include "engine/topology.h"
#include "engine/units.h"

namespace caesura::engine {

/// What a session is made of. All of it is called on strands of the session's own.
struct SessionParts {
  std::shared_ptr<Executor> executor;
  std::shared_ptr<ClockPort> clock;
  std::shared_ptr<TopologyLoader> loader;
  std::shared_ptr<EventSink> events;
  std::shared_ptr<QualityPort> quality{};  // null: nobody watches over quality
  Patience patience{};
};

/// A media session without COM: a strand that feeds commands and reports, one at a time, to the table, and carries out
/// what it says. It decides nothing itself and calls no component. The public methods are thread-safe and return at
/// once, but for shut_down; all else is strand-bound.
class Session final : public PipelineOwner, public std::enable_shared_from_this<Session> {
 public:
  static std::shared_ptr<Session> create(SessionParts parts);
  explicit Session(SessionParts parts);
  ~Session() override;

  // Commands. kOk: one event of the command's kind follows. kInvalidRequest after close, kShutdown after shut_down:
  // none.
  /// `resolve`: add the decoders and converters that are missing. `replace`: in place of all others, at once.
  Status set_topology(ForeignPtr topology, bool resolve, bool replace);
  /// `only`: leave the current topology alone unless it is this one.
  Status clear_current(std::optional<NodeId> only);
  Status clear_topologies();
  Status start(StartPosition position);
  Status pause();
  Status stop();
  /// A rate that is not finite is refused with kInvalidArgument.
  Status set_rate(Rate rate);
  Status close();

  using QueuesDone = std::function<void(Status)>;
  /// Whether components shall do their own work on the queues that the client has named for their branches: those of
  /// the present topology, and of every later one. Calls `done` once, on the session's strand, when the present ones
  /// have been told, with kShutdown when that comes first. kShutdown after shut_down: `done` is not called.
  Status use_queues(bool registered, QueuesDone done);

  /// Stops and shuts down all components. Waits for them, in all at most a few seconds where one does not return.
  /// kShutdown the second time.
  Status shut_down();

  /// kShutdown after shut_down, else kOk.
  Status usable() const { return shut_down_ ? status::kShutdown : status::kOk; }
  /// MFSESSIONCAP flags; 0 without a topology.
  std::uint32_t capabilities() const { return published_.get()->capabilities; }
  /// The rate in force.
  Rate rate() const { return published_.get()->rate; }
  /// The topology that plays, or would on the next start; null when there is none or it has ended.
  TopologyPtr current_topology() const;
  /// The current or queued topology with this id, or null.
  TopologyPtr find_topology(NodeId id) const;
  /// The topology whose components are connected, ended or not; null when there is none.
  TopologyPtr connected_topology() const { return published_.get()->connected; }

  /// Whether the current topology or a queued one has a node with this id.
  bool knows_node(NodeId node) const;
  /// Another stop for what this source node feeds, as time of its media, also while it plays.
  void set_media_stop(NodeId node, Hns stop);

  // PipelineOwner
  void pipeline_failed(Fault fault, Status status) override;
  void pipeline_silent(Fault fault) override;
  void pipeline_fed(const Pipeline& pipeline) override;
  void pipeline_over(const Pipeline& pipeline) override;
  void pipeline_scrubbed() override;
  void pipeline_event(ForeignPtr event) override;
  void pipeline_changed(Insertion insertion) override;
  void pipeline_buffers(const Pipeline& pipeline) override;
  void pipeline_traits_changed() override;

 private:
  /// What other threads may know.
  struct View {
    TopologyPtr current;
    TopologyPtr connected;
    std::vector<TopologyPtr> queue;
    std::uint32_t capabilities = 0;
    Rate rate;
  };
  struct Report {
    Input input;
    Status status;
    FaultPtr fault{};
  };
  using Phase = void (Pipeline::*)(Pipeline::Done);

  Status post(Command command);
  void accept(Command command);
  bool close_waits() const;
  /// Frees `last` where a component's destructor may block.
  template <typename T>
  void dispose(T last) {
    disposal_->post([last = std::move(last)] {});
  }
  Input input_of(const Command& command) const;
  Input input_of(Rate rate) const;
  void feed(Input input, Status status, FaultPtr fault = nullptr);
  void pump();
  bool take_report();
  bool take_command();
  void apply(const Report& report);

  void change_queues(bool registered, QueuesDone done);  // session_queues.cpp, as the next two
  void queues_changed(std::uint64_t number);
  void forget_queues();

  void resolve();  // session_topologies.cpp, as the next ones
  void resolved(std::uint64_t phase, Result<TopologyPtr> topology);
  void forsake(Result<TopologyPtr> topology);
  void install(TopologyPtr topology);
  void edit(NodeId node, Hns stop);
  void ready();
  void make_ready_once_free();
  void install_next();
  void drop_current();
  void end_predecessor();
  void clear_queue();
  void leave(const TopologyPtr& topology);
  void finalize_sinks();
  void relieve_sources();
  void retire(std::shared_ptr<Pipeline> pipeline, TopologyPtr next = nullptr);
  std::vector<TopologyPtr> remaining() const;
  void unload(const TopologyPtr& topology);
  void enlist(const Topology& topology);
  void insert_next();
  void inserted(const Result<TopologyPtr>& topology);
  void end_transforms(const Topology& topology);

  void carry_out(Effect effect, Status status);  // session_effects.cpp, as all below
  std::uint64_t next_phase();
  std::uint64_t watch_phase(std::chrono::milliseconds limit, Input late);
  void overdue(std::uint64_t phase, Input late);
  void name_silent(const FaultPtr& fault);
  Fault suspect() const;
  Pipeline::Done begin_phase();
  Pipeline::Done begin_phase(std::chrono::milliseconds limit);
  void run(Phase phase);
  void phase_over(std::uint64_t phase, Status status);
  void check_buffering();
  bool start_asked() const { return running_ && running_->kind == Command::Kind::kStart; }
  StartPosition set_out();
  void start_sources();
  void change_rate(Rate rate);
  void rate_changed(Rate rate);
  void drop_rate(Status status);
  void abandon();
  void arm_close();
  void shut_down_all();
  void answer(Status status);
  void answer_command(const Command& command, Status status);
  void announce();
  void raise(SessionEvent event);
  void raise_topology_status(TopologyStatus topology_status);
  void raise_capabilities();
  std::uint32_t current_capabilities() const;
  void publish();

  const SessionParts parts_;
  const std::uint64_t id_;  // for the log
  const std::shared_ptr<Strand> strand_;
  const std::shared_ptr<Strand> loader_strand_;
  const std::shared_ptr<Strand> disposal_;  // where components are released
  const Unit<ClockPort> clock_;
  const Unit<QualityPort> quality_;
  const std::shared_ptr<Deadlines> deadlines_;
  Mutex gate_;  // of post: what is accepted is in front of Close, after which nothing is answered
  std::atomic<bool> closing_ = false;
  std::atomic<bool> shut_down_ = false;
  const std::shared_ptr<Countdown> torn_down_ = std::make_shared<Countdown>(1);
  Published<View> published_;

  State state_ = State::kEmpty;
  std::deque<Command> commands_;  // in the order in which they were given
  std::deque<Report> reports_;
  std::vector<Report> deferred_;  // reports that wait for the phase to end
  std::optional<Command> running_;
  bool pumping_ = false;
  std::uint64_t phase_ = 0;  // counts phases: an answer to an older one is void
  Deadlines::Id phase_deadline_ = 0;
  const char* asked_loader_ = nullptr;  // what the phase waits for on the loader's strand, if it does
  FaultPtr fault_;                      // of the report that is being applied
  const std::shared_ptr<SinkLedger> sinks_;
  Roster<AsyncTransformPort> transforms_;  // of every topology, but for those that were shut down with theirs
  std::shared_ptr<Pipeline> current_;
  std::deque<std::pair<std::weak_ptr<Pipeline>, Insertion>> insertions_;  // not in the topology yet
  std::shared_ptr<Pipeline> ending_;                                      // the one before the current, not over yet
  std::vector<TopologyPtr> leaving_;  // whose pipelines have not let go of their components yet
  Pipeline::Done ready_done_;         // of a phase in which the current pipeline waits for them
  TopologyPtr loaded_;
  std::deque<TopologyPtr> queue_;
  std::vector<std::pair<NodeId, Hns>> media_stops_;  // edited in topologies that wait in the queue
  Rate rate_;                                        // in force
  float clock_speed_ = 1;                            // what the clock, which outlives topologies, has been told
  bool first_topology_ = true;                       // none has played yet
  bool source_started_told_ = false;
  bool switch_owed_ = false;  // MF_TOPOSTATUS_SINK_SWITCHED is to be told once it plays
  std::uint32_t told_capabilities_ = 0;
  bool queues_registered_ = false;
  std::map<std::uint64_t, QueuesDone> queue_wishes_;  // not fulfilled yet
  std::uint64_t last_queue_wish_ = 0;
};

}  // namespace caesura::engine
