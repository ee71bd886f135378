// SPDX-License-Identifier: MIT
#include "mf/clock_port.h"

#include "base/log.h"
#include "com/hresult.h"
#include "mf/given.h"
#include "mf/sink_port.h"
#include "mf/system_time.h"

namespace caesura::mf {
namespace {

// The clock says no to a change that has happened already; the session's commands don't. Reference:
// IMFPresentationClock::Pause, IMFPresentationClock::Stop.
Status settled(HRESULT hr) { return hr == MF_E_CLOCK_STATE_ALREADY_SET ? status::kFalse : com::to_status(hr); }

}  // namespace

Result<std::shared_ptr<ClockPort>> ClockPort::create() {
  ComPtr<IMFPresentationClock> clock;
  RETURN_IF_FAILED(MFCreatePresentationClock(&clock));
  return std::shared_ptr<ClockPort>(new ClockPort(std::move(clock)));
}

Status ClockPort::use_time_source(engine::SinkPort* sink) {
  ComPtr<IMFPresentationTimeSource> source;
  // Every sink port that comes out of a topology is one of ours.
  if (sink && SUCCEEDED(given(static_cast<SinkPort*>(sink)->sink()->QueryInterface(IID_PPV_ARGS(&source)), source))) {
    const HRESULT hr = clock_->SetTimeSource(source.Get());
    if (SUCCEEDED(hr)) return status::kOk;
    LOG_WARN(clock, "{}: its time source is refused with {:#010x}; the system's time is used", sink->describe(),
             static_cast<std::uint32_t>(hr));
  }
  return com::to_status(clock_->SetTimeSource(com::make<SystemTime>().Get()));
}

Status ClockPort::hold(engine::Hns time) {
  const ComPtr<SystemTime> source = com::make<SystemTime>();
  RETURN_IF_FAILED(source->OnClockStart(MFGetSystemTime(), time));
  RETURN_IF_FAILED(source->OnClockPause(MFGetSystemTime()));
  return com::to_status(clock_->SetTimeSource(source.Get()));
}

Status ClockPort::start(std::optional<engine::Hns> position) {
  return com::to_status(clock_->Start(position.value_or(kPresentationCurrentPosition)));
}

Status ClockPort::pause() { return settled(clock_->Pause()); }

Status ClockPort::stop() { return settled(clock_->Stop()); }

Status ClockPort::set_rate(float speed) {
  ComPtr<IMFRateControl> control;
  RETURN_IF_FAILED(clock_.As(&control));
  return com::to_status(control->SetRate(FALSE, speed));
}

Status ClockPort::shut_down() {
  ComPtr<IMFShutdown> shutdown;
  RETURN_IF_FAILED(clock_.As(&shutdown));
  return com::to_status(shutdown->Shutdown());
}

engine::Hns ClockPort::time() const {
  MFTIME time = 0;
  return SUCCEEDED(clock_->GetTime(&time)) ? time : 0;
}

}  // namespace caesura::mf
