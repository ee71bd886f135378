// SPDX-License-Identifier: MIT
#include "session_control.h"

#include <algorithm>
#include <utility>

#include "failure.h"
#include "result_text.h"

namespace caesura::play {
namespace {

using namespace std::chrono_literals;

SessionControl::Clock::duration Patience(Request request) {
  switch (request) {
    case Request::kSetTopology:
      return 40s;  // may try many decoders; longer than the session, which can say who is to blame
    case Request::kClose:
      return 10s;
    default:
      return 15s;
  }
}

MediaEventType AnswerTo(Request request) {
  switch (request) {
    case Request::kSetTopology:
      return MESessionTopologySet;
    case Request::kSetRate:
      return MESessionRateChanged;
    case Request::kStart:
      return MESessionStarted;
    case Request::kPause:
      return MESessionPaused;
    case Request::kStop:
      return MESessionStopped;
    case Request::kClose:
      return MESessionClosed;
  }
  return MEUnknown;
}

}  // namespace

const char* RequestName(Request request) {
  switch (request) {
    case Request::kSetTopology:
      return "set topology";
    case Request::kSetRate:
      return "set rate";
    case Request::kStart:
      return "start";
    case Request::kPause:
      return "pause";
    case Request::kStop:
      return "stop";
    case Request::kClose:
      return "close";
  }
  return "";
}

SessionControl::SessionControl(ComPtr<IMFMediaSession> session, Reporter& reporter)
    : session_(std::move(session)), reporter_(reporter) {
  ComPtr<IMFClock> clock;
  if (SUCCEEDED(session_->GetClock(&clock))) clock.As(&clock_);
  MFGetService(session_.Get(), MF_RATE_CONTROL_SERVICE, IID_PPV_ARGS(&rate_));
}

float SessionControl::Rate() const {
  float rate = 1;
  return rate_ && SUCCEEDED(rate_->GetRate(nullptr, &rate)) ? rate : 1;
}

void SessionControl::SetTopology(IMFTopology* topology) {
  reporter_.Command(RequestName(Request::kSetTopology), std::nullopt, Position());
  const HRESULT hr = session_->SetTopology(0, topology);
  if (FAILED(hr)) throw Failure(ExitCode::kPlaybackFailed, "the session refuses the topology: " + ResultText(hr));
  asked_ = Wish{Request::kSetTopology, std::nullopt};
  deadline_ = Clock::now() + Patience(Request::kSetTopology);
}

void SessionControl::Start(std::optional<MediaTime> position) {
  if (!waiting_.empty() && waiting_.back().request == Request::kStart) waiting_.pop_back();
  Ask({Request::kStart, position});
}

void SessionControl::Close() {
  waiting_.clear();
  if (asked_ && asked_->request == Request::kClose) return;
  // It may go out over the head of an unanswered request: that one may be what hangs.
  asked_ = std::nullopt;
  Ask({Request::kClose, std::nullopt});
}

bool SessionControl::starting() const {
  return (asked_ && asked_->request == Request::kStart) ||
         std::any_of(waiting_.begin(), waiting_.end(), [](const Wish& w) { return w.request == Request::kStart; });
}

std::optional<Request> SessionControl::Answered(const EventRecord& event) {
  if (!asked_ || AnswerTo(asked_->request) != event.type) return std::nullopt;
  const Request answered = asked_->request;
  asked_ = std::nullopt;
  AskNext();
  return answered;
}

std::optional<Request> SessionControl::Overdue() const {
  if (!asked_ || Clock::now() < deadline_) return std::nullopt;
  return asked_->request;
}

std::optional<MediaTime> SessionControl::Position() const {
  MFTIME time = 0;
  if (!clock_ || FAILED(clock_->GetTime(&time))) return std::nullopt;
  return time;
}

void SessionControl::Ask(const Wish& wish) {
  waiting_.push_back(wish);
  AskNext();
}

void SessionControl::AskNext() {
  if (asked_ || waiting_.empty()) return;
  asked_ = waiting_.front();
  waiting_.pop_front();
  deadline_ = Clock::now() + Patience(asked_->request);
  reporter_.Command(RequestName(asked_->request), asked_->position, Position());
  const HRESULT hr = Send(*asked_);
  if (FAILED(hr)) {
    const Request refused = std::exchange(asked_, std::nullopt)->request;
    throw Failure(ExitCode::kPlaybackFailed,
                  std::string("the session refuses to ") + RequestName(refused) + ": " + ResultText(hr));
  }
}

HRESULT SessionControl::Send(const Wish& wish) {
  PROPVARIANT start;
  PropVariantInit(&start);
  switch (wish.request) {
    case Request::kSetRate:
      return rate_ ? rate_->SetRate(FALSE, wish.rate) : E_NOINTERFACE;
    case Request::kStart:
      if (wish.position) {
        start.vt = VT_I8;
        start.hVal.QuadPart = *wish.position;
      }
      return session_->Start(&GUID_NULL, &start);
    case Request::kPause:
      return session_->Pause();
    case Request::kStop:
      return session_->Stop();
    case Request::kClose:
      return session_->Close();
    case Request::kSetTopology:
      break;
  }
  return E_UNEXPECTED;
}

}  // namespace caesura::play
