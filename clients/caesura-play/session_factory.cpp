// SPDX-License-Identifier: MIT
#include "session_factory.h"

#include "caesura.h"
#include "failure.h"
#include "result_text.h"

namespace caesura::play {

ComPtr<IMFMediaSession> CreateSession() {
  ComPtr<IMFMediaSession> session;
  const HRESULT hr = CoCreateInstance(CLSID_MediaSession, nullptr, CLSCTX_INPROC_SERVER, IID_PPV_ARGS(&session));
  if (hr == REGDB_E_CLASSNOTREG) {
    throw Failure(ExitCode::kNoSession,
                  "Caesura is not registered here: run \"./dev register\" (or regsvr32 caesura.dll)");
  }
  if (FAILED(hr)) throw Failure(ExitCode::kNoSession, "Caesura.MediaSession can't be created: " + ResultText(hr));
  return session;
}

}  // namespace caesura::play
