// SPDX-License-Identifier: MIT
#include "mf/resolution.h"

#include "mf/given.h"

namespace caesura::mf {

void shut_down(const MadeTransform& made) {
  ComPtr<IMFShutdown> shutdown;
  if (SUCCEEDED(given(made.transform.As(&shutdown), shutdown))) static_cast<void>(shutdown->Shutdown());
  if (made.activate) static_cast<void>(made.activate->ShutdownObject());
}

void discard(const Resolution& resolution) {
  for (const BoundNode& bound : resolution.nodes) static_cast<void>(bound.node->SetObject(bound.before.Get()));
  for (const MadeTransform& made : resolution.transforms) shut_down(made);
  for (const ActivatedSink& made : resolution.sinks) {
    ComPtr<IMFPresentationClock> clock;
    if (SUCCEEDED(made.sink->GetPresentationClock(&clock)) && clock) continue;
    made.activate->ShutdownObject();
  }
}

}  // namespace caesura::mf
