// SPDX-License-Identifier: MIT
#include "server/coclasses.h"

#include "caesura.h"
#include "facade/media_session.h"

namespace caesura::server {
namespace {

HRESULT create_media_session(REFIID iid, void** object) { return facade::create_media_session(nullptr, iid, object); }

const com::Coclass kCoclasses[] = {
    {&__uuidof(::MediaSession), L"Caesura.MediaSession", 1, L"Caesura Media Session", &create_media_session},
};

}  // namespace

const com::Server& server() {
  static const com::Server table{
      kCoclasses, {&LIBID_Caesura, 1, 0, L"Caesura 1.0 Type Library"}
  };
  return table;
}

}  // namespace caesura::server
