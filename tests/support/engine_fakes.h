// SPDX-License-Identifier: MIT
//
// Scripted stand-ins for the platform's components. Each keeps to its port's contract: what it was asked for it answers
// from a task of its own, never from inside the call. What the engine calls on one strand only has no lock, so that the
// thread sanitizer sees a call from elsewhere.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/countdown.h"
#include "base/strand.h"
#include "engine/format_bridge.h"
#include "engine/ports.h"
#include "support/engine_call_log.h"

namespace caesura::engine {

/// Spoils one of all the calls that the engine makes into the fakes, or one of all their answers. Thread-safe.
class Sabotage {
 public:
  enum class Kind {
    kCallFails,
    kCallThrows,
    kAnswerMissing,
    kAnswerTwice,
    kAnswerLate,       // long after anybody waits for it
    kAnswerInside,     // before the call that it answers has returned
    kAnswerElsewhere,  // the same on another thread
  };
  /// `failure`: what a call that fails says.
  Sabotage(Kind kind, int number, Status failure) : kind_(kind), number_(number), failure_(failure) {}

  /// A call has come. Throws, where that is to be.
  Status call();
  /// What becomes of an answer; nothing: it comes as it is to come.
  std::optional<Kind> answer();
  /// How many there were of what is spoiled.
  int count() const { return count_; }

 private:
  const Kind kind_;
  const int number_;
  const Status failure_;
  std::atomic<int> count_ = 0;
};

/// What all fakes of a test share.
struct FakeWorld {
  std::shared_ptr<Executor> executor;
  std::shared_ptr<CallLog> calls;
  std::shared_ptr<Sabotage> sabotage{};

  /// What a fake's call starts with: a failure is what it gives.
  Status enter(std::string call) const {
    calls->add(std::move(call));
    return sabotage ? sabotage->call() : status::kOk;
  }
};

/// What a fake does when it is asked for something.
struct Reply {
  Status refusal{};  // what the call returns; a failure is never answered
  Status answer{};   // what the answer says
  bool answers = true;
  std::chrono::nanoseconds delay{0};

  static Reply refuses(Status status) { return {.refusal = status}; }
  static Reply fails(Status status) { return {.answer = status}; }
  static Reply never() { return {.answers = false}; }
  static Reply after(std::chrono::nanoseconds delay) { return {.delay = delay}; }
};

/// Has `say` run by `strand` as `reply` wants it, or as the world's sabotage does.
void say_later(const FakeWorld& world, Strand& strand, const Reply& reply, std::function<void()> say);

/// A sample with an object behind it that is counted.
Sample fake_sample(Hns time, Hns duration);
/// The sample objects alive in this process.
int live_samples();

/// A format, by its number. Fakes start with number 0.
class FakeFormat final : public Foreign {
 public:
  explicit FakeFormat(int number) : number_(number) {}
  static ForeignPtr make(int number) { return std::make_shared<const FakeFormat>(number); }
  static int number_of(const ForeignPtr& format) { return static_cast<const FakeFormat&>(*format).number_; }

 private:
  const int number_;
};

/// A media source whose streams all hold the same number of equally long samples.
class FakeSource final : public SourcePort, public std::enable_shared_from_this<FakeSource> {
 public:
  struct Script {
    SourceTraits traits{.can_seek = true, .can_pause = true};
    std::size_t streams = 1;
    int samples = 5;
    Hns sample_duration = 10 * kHnsPerMillisecond;
    int samples_per_key = 1;  // a seek lands on a sample whose number is a multiple of it
    Reply start{}, pause{}, stop{}, rate{}, stream_start{};
    bool has_rates = true;  // false: only its own speed
    std::optional<float> refused_speed{};
    int key_interval = 1;                  // every so many samples one is a key sample
    std::optional<int> refused_request{};  // the number of the request that gets request_refusal
    Status request_refusal = status::kFail;
    bool delivers = true;  // false: requests are never answered
    bool ends_presentation = true;
    bool segments = false;          // its end is that of a segment
    std::optional<Hns> position{};  // from where it says that it goes on when it may choose, and does
  };

  FakeSource(FakeWorld world, std::string name, Script script);

  void listen(std::weak_ptr<SourceListener> listener) override;
  void listen(StreamId stream, std::weak_ptr<StreamListener> listener) override;
  SourceTraits traits() override { return script_.traits; }
  Status start(const StartPosition& position) override;
  Status pause() override;
  Status stop() override;
  Status set_rate(Rate rate) override;
  Status request_sample(StreamId stream) override;
  Status end_presentation() override;
  void take_over(SourcePort&) override {}
  void disconnect() override;
  void use_queue(const ForeignPtr& queue) override {
    (void)world_.enter(name_ + (queue ? ".use_queue" : ".leave_queue"));
  }
  std::string describe() const override { return name_; }

  const Script& script() const { return script_; }
  /// Requests not answered yet, of all streams.
  int outstanding() const;
  /// Breaks while nobody asks.
  void fail(Status status);
  /// Ends its presentation without ending its streams.
  void cancel_segment();
  /// Raises an event for the application.
  void raise(ForeignPtr event);
  /// Delivers a sample that was never asked for.
  void deliver_unasked(StreamId stream, Hns time);
  /// Says that what follows has another format.
  void change_format(StreamId stream, int format);
  /// Runs out of data, or has enough again.
  void buffer(bool begins);
  /// Says that there is no sample for a while.
  void tick(StreamId stream, Hns time);

 private:
  friend class FakeTwin;
  enum class State { kStopped, kStarted, kPaused };
  struct Stream {
    std::weak_ptr<StreamListener> listener;
    int next = 0;
    int requested = 0;
    bool ended = false;
  };

  void answer(const Reply& reply, std::function<void(FakeSource&)> call);
  void started(Status status);
  void deliver(StreamId stream);
  std::shared_ptr<SourceListener> listener() const;
  std::shared_ptr<StreamListener> listener(StreamId stream) const;

  const FakeWorld world_;
  const std::string name_;
  const Script script_;
  const std::shared_ptr<Strand> strand_;  // where it answers
  std::atomic<bool> lent_ = false;        // its listeners are those of a FakeTwin
  mutable std::mutex mutex_;
  std::weak_ptr<SourceListener> listener_;  // under mutex_, as all below
  std::vector<Stream> streams_;
  State state_ = State::kStopped;
  float speed_ = 1;  // below 0 it plays from where it is started down to 0
  int requests_ = 0;
};

/// Another port of a FakeSource. It hears nothing before it has taken the source over.
class FakeTwin final : public SourcePort {
 public:
  explicit FakeTwin(std::shared_ptr<FakeSource> source) : source_(std::move(source)) {}

  void listen(std::weak_ptr<SourceListener> listener) override { listener_ = std::move(listener); }
  void listen(StreamId stream, std::weak_ptr<StreamListener> listener) override {
    streams_.emplace_back(stream, std::move(listener));
  }
  SourceTraits traits() override { return source_->traits(); }
  Status start(const StartPosition& position) override { return source_->start(position); }
  Status pause() override { return source_->pause(); }
  Status stop() override { return source_->stop(); }
  Status set_rate(Rate rate) override { return source_->set_rate(rate); }
  Status request_sample(StreamId stream) override { return source_->request_sample(stream); }
  Status end_presentation() override { return source_->end_presentation(); }
  bool is_same_source(const SourcePort& other) const override { return &other == source_.get() || &other == this; }
  void take_over(SourcePort& before) override {
    before.disconnect();
    source_->lent_ = true;
    source_->listen(listener_);
    for (const auto& [stream, listener] : streams_) source_->listen(stream, listener);
  }
  void disconnect() override {
    if (source_->lent_.exchange(false)) source_->disconnect();
  }
  std::string describe() const override { return source_->describe(); }

 private:
  const std::shared_ptr<FakeSource> source_;
  std::weak_ptr<SourceListener> listener_;
  std::vector<std::pair<StreamId, std::weak_ptr<StreamListener>>> streams_;
};

/// A synchronous transform that makes `outputs` of `inputs`, and keeps the last `held` back for the drain.
class FakeTransform final : public TransformPort {
 public:
  struct Script {
    int inputs = 1;
    int outputs = 1;
    std::size_t held = 0;
    Status begin_streaming{}, start_of_stream{}, drain{};
    std::optional<int> failing_input{}, failing_output{};  // the number of the call that fails with kFail
    bool takes_formats = true;                             // or refuses all but 0
    bool takes_formats_at_once = false;
    bool passes_events = true;
    std::optional<int> news_at{};  // the number of the output with which `news` comes
    std::vector<TransformNews> news{};
    std::shared_ptr<Countdown> queue_gate{};  // what use_queue waits for
  };

  FakeTransform(FakeWorld world, std::string name, Script script)
      : world_(std::move(world)), name_(std::move(name)), script_(script) {}

  Status begin_streaming() override;
  Status start_of_stream() override;
  Status process_input(const Sample& sample) override;
  Result<Sample> process_output() override;
  std::vector<TransformNews> take_news() override;
  bool takes_format_at_once() const override { return script_.takes_formats_at_once; }
  Status empty() override;
  bool passes_tick(Hns) override { return script_.passes_events; }
  bool passes_event(const ForeignPtr&) override { return script_.passes_events; }
  Status drain() override;
  Status flush() override;
  ForeignPtr format() const override { return FakeFormat::make(format_); }
  Status accept_format(const ForeignPtr& format) override;
  void use_queue(const ForeignPtr& queue) override {
    if (script_.queue_gate) script_.queue_gate->wait();
    (void)world_.enter(name_ + (queue ? ".use_queue" : ".leave_queue"));
  }
  void let_go() override { (void)enter("let_go"); }
  std::string describe() const override { return name_; }

 private:
  Status enter(const char* call) const { return world_.enter(name_ + "." + call); }

  const FakeWorld world_;
  const std::string name_;
  const Script script_;
  std::vector<Sample> inside_;
  std::vector<Sample> ready_;
  bool draining_ = false;
  int input_calls_ = 0;
  int output_calls_ = 0;
  int outputs_ = 0;
  int format_ = 0;
};

/// An asynchronous transform: asks for as many inputs as it has room for, and answers each with as many outputs as the
/// script says. Counts what it was given unasked.
class FakeAsyncTransform final : public TransformPort,
                                 public AsyncTransformPort,
                                 public std::enable_shared_from_this<FakeAsyncTransform> {
 public:
  struct Script {
    int room = 1;               // inputs asked for at a time
    int outputs = 1;            // of each input
    std::size_t held = 0;       // inputs kept back until more come or it is drained
    bool drains = true;         // false: never says that it is drained
    bool is_flushed = true;     // false: its node forbids it
    bool is_drained = true;     // likewise
    bool takes_formats = true;  // or refuses all but 0
    Status start_of_stream{};
    std::optional<int> failing_input{}, failing_output{};  // the number of the call that fails with kFail
  };

  FakeAsyncTransform(FakeWorld world, std::string name, Script script);

  Status begin_streaming() override;
  Status start_of_stream() override;
  Status process_input(const Sample& sample) override;
  Result<Sample> process_output() override;
  std::vector<TransformNews> take_news() override { return {}; }
  bool takes_format_at_once() const override { return true; }
  Status empty() override { return status::kUnexpected; }  // it is not needed
  bool passes_tick(Hns) override { return true; }
  bool passes_event(const ForeignPtr&) override { return true; }
  Status drain() override;
  Status flush() override;
  ForeignPtr format() const override { return FakeFormat::make(0); }
  Status accept_format(const ForeignPtr& format) override;
  Status listen(std::weak_ptr<TransformListener> listener) override;
  std::uint64_t round() const override { return round_; }
  void disconnect() override;
  Status shut_down() override;
  void use_queue(const ForeignPtr& queue) override {
    (void)world_.enter(name_ + (queue ? ".use_queue" : ".leave_queue"));
  }
  std::string describe() const override { return name_; }

  /// Calls that it had not asked for.
  int unasked() const { return unasked_; }
  /// Says again what it said in the round before.
  void say_late();
  void fail(Status status);

 private:
  using Say = void (TransformListener::*)(std::uint64_t);
  Status enter(const char* call) const { return world_.enter(name_ + "." + call); }
  void say(Say what, std::uint64_t round);
  void ask();
  void process(std::size_t kept);

  const FakeWorld world_;
  const std::string name_;
  const Script script_;
  const std::shared_ptr<Strand> strand_;  // where it speaks
  std::weak_ptr<TransformListener> listener_;
  std::uint64_t round_ = 0;
  bool started_ = false;
  bool draining_ = false;
  int asked_ = 0;
  int told_ = 0;  // outputs
  int unasked_ = 0;
  int input_calls_ = 0;
  int output_calls_ = 0;
  std::vector<Sample> inside_;
  std::vector<Sample> ready_;
};

/// Puts fake transforms into running branches: each takes any format, and makes format 0 of it.
class FakeBridge final : public FormatBridge {
 public:
  FakeBridge(FakeWorld world, FakeTransform::Script script, std::shared_ptr<NodeWatch> watch = nullptr)
      : world_(std::move(world)), script_(std::move(script)), watch_(std::move(watch)) {}

  Result<BridgeNode> find(const ForeignPtr& format, FormatTaker& taker) override;

 private:
  const FakeWorld world_;
  const FakeTransform::Script script_;
  const std::shared_ptr<NodeWatch> watch_;
};

class FakeSink;

/// One stream of a FakeSink.
class FakeStreamSink final : public StreamSinkPort, public std::enable_shared_from_this<FakeStreamSink> {
 public:
  struct Script {
    int requests = 1;                  // made on a start; one more follows each sample
    std::chrono::nanoseconds pace{0};  // between a sample and the request that follows it
    Reply start{}, pause{}, stop{}, preroll{}, marker{}, scrub{};
    Scrubbing scrubbing = Scrubbing::kTells;
    Status listen{}, flush{};
    bool starts_from_pause = true;  // false: not where it got its clock paused, until it is stopped
    int full_calls = 0;             // as many process_sample calls find no room
    bool takes_formats = true;      // or refuses all but 0
    std::optional<int> failing_sample{};
    Status failure = status::kFail;
  };
  /// How the clock moved.
  enum class Follows { kStart, kRestart, kPause, kStop };

  FakeStreamSink(FakeWorld world, std::string name, Script script);

  Status prepare(NodeId node, const ForeignPtr& type, bool locked) override;
  Status listen(std::weak_ptr<StreamSinkListener> listener) override;
  Status process_sample(Sample& sample) override;
  Status place_end_of_segment(std::uint64_t context) override;
  Status place_tick(Hns time) override;
  Status place_event(const ForeignPtr& event) override;
  Status flush() override;
  void settle() override;
  Scrubbing scrubbing() override { return script_.scrubbing; }
  ForeignPtr format() const override { return FakeFormat::make(0); }
  bool goes_by(const ForeignPtr&) const override { return true; }
  Status accept_format(const ForeignPtr& format) override;
  void disconnect(const StreamSinkListener& listener) override;
  void use_queue(const ForeignPtr& queue) override {
    (void)world_.enter(name_ + (queue ? ".stream_use_queue" : ".stream_leave_queue"));
  }
  std::string describe() const override { return name_; }

  /// The times of the samples taken, 100 ns.
  std::vector<Hns> times() const;
  /// Samples that came without a request.
  int unasked() const;
  void fail(Status status);
  void request();
  /// Says something of the quality of playback.
  void say_quality(ForeignPtr event);

 private:
  friend class FakeSink;

  void follow(Follows what);
  void follow_rate(float speed);
  void preroll();
  void answer(const Reply& reply, std::function<void(StreamSinkListener&)> call);
  void request_later(std::chrono::nanoseconds delay);

  const FakeWorld world_;
  const std::string name_;
  const Script script_;
  const std::shared_ptr<Strand> strand_;
  mutable std::mutex mutex_;
  std::weak_ptr<StreamSinkListener> listener_;  // under mutex_, as all below
  std::weak_ptr<StreamSinkListener> before_;    // the listener before, for markers
  std::vector<Hns> times_;
  bool started_ = false;
  bool paused_ = false;  // since it got its clock
  bool prerolling_ = false;
  bool preroll_owed_ = false;
  bool scrubs_ = false;      // the clock stands at rate 0
  std::uint64_t epoch_ = 0;  // counts stops: a request made for before is void
  int asked_ = 0;
  int unasked_ = 0;
  int samples_ = 0;
  int full_calls_ = 0;
};

class FakeClock;

/// A media sink that follows the FakeClock which it is given.
class FakeSink final : public SinkPort, public std::enable_shared_from_this<FakeSink> {
 public:
  struct Script {
    SinkTraits traits{};
    Status attach{}, preroll{};
    Reply finalize{};
  };

  FakeSink(FakeWorld world, std::string name, Script script, std::vector<FakeStreamSink::Script> streams);

  SinkTraits traits() override { return script_.traits; }
  Status attach_clock(ClockPort* clock) override;
  Status stop() override;
  Status preroll(Hns start_time) override;
  Status finalize(std::weak_ptr<FinalizeListener> listener) override;
  Status shut_down() override;
  void use_queue(const ForeignPtr& queue) override {
    (void)world_.enter(name_ + (queue ? ".use_queue" : ".leave_queue"));
  }
  std::string describe() const override { return name_; }

  const Script& script() const { return script_; }
  const std::shared_ptr<FakeStreamSink>& stream(std::size_t index = 0) const { return streams_[index]; }

 private:
  friend class FakeClock;
  void follow(FakeStreamSink::Follows what);
  void follow_rate(float speed);

  const FakeWorld world_;
  const std::string name_;
  const Script script_;
  const std::shared_ptr<Strand> strand_;
  std::vector<std::shared_ptr<FakeStreamSink>> streams_;
  FakeClock* clock_ = nullptr;
};

/// A presentation clock over a time that the test moves, or the machine.
class FakeClock final : public ClockPort {
 public:
  struct Script {
    Status time_source{}, start{}, pause{}, stop{}, rate{};
  };

  FakeClock(FakeWorld world, std::function<Hns()> now, Script script)
      : world_(std::move(world)), now_(std::move(now)), script_(script) {}

  Status use_time_source(SinkPort* sink) override;
  Status hold(Hns time) override;
  Status start(std::optional<Hns> position) override;
  Status pause() override;
  Status stop() override;
  Status set_rate(float speed) override;
  Status shut_down() override;
  Hns time() const override;

 private:
  friend class FakeSink;
  Hns time_locked() const;
  std::vector<std::shared_ptr<FakeSink>> sinks() const;
  void tell(FakeStreamSink::Follows what);

  const FakeWorld world_;
  const std::function<Hns()> now_;
  const Script script_;
  mutable std::mutex mutex_;
  std::vector<std::weak_ptr<FakeSink>> sinks_;  // under mutex_, as all below
  bool running_ = false;
  bool paused_ = false;
  Hns position_ = 0;  // at started_at_, or where it stands
  Hns started_at_ = 0;
  float speed_ = 1;
};

}  // namespace caesura::engine
