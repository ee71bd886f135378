// SPDX-License-Identifier: MIT
#include "result_text.h"

#include <algorithm>
#include <cstdio>
#include <iterator>

namespace caesura::play {
namespace {

struct NamedResult {
  HRESULT code;
  const char* name;
  const char* words;
};

constexpr NamedResult kResults[] = {
    {S_OK,                                     "S_OK",                                     "success"                                     },
    {S_FALSE,                                  "S_FALSE",                                  "success, with nothing to do"                 },
    {E_FAIL,                                   "E_FAIL",                                   "it failed without saying why"                },
    {E_ABORT,                                  "E_ABORT",                                  "it was aborted"                              },
    {E_INVALIDARG,                             "E_INVALIDARG",                             "an argument is invalid"                      },
    {E_NOINTERFACE,                            "E_NOINTERFACE",                            "the object lacks an interface"               },
    {E_NOTIMPL,                                "E_NOTIMPL",                                "it is not implemented"                       },
    {E_OUTOFMEMORY,                            "E_OUTOFMEMORY",                            "there is not enough memory"                  },
    {E_POINTER,                                "E_POINTER",                                "a pointer is null"                           },
    {E_UNEXPECTED,                             "E_UNEXPECTED",                             "it was unexpected"                           },
    {E_ACCESSDENIED,                           "E_ACCESSDENIED",                           "access is denied"                            },
    {CLASS_E_CLASSNOTAVAILABLE,                "CLASS_E_CLASSNOTAVAILABLE",                "the DLL does not have this class"            },
    {REGDB_E_CLASSNOTREG,                      "REGDB_E_CLASSNOTREG",                      "the class is not registered"                 },
    {MF_E_ATTRIBUTENOTFOUND,                   "MF_E_ATTRIBUTENOTFOUND",                   "an attribute is missing"                     },
    {MF_E_BYTESTREAM_NOT_SEEKABLE,             "MF_E_BYTESTREAM_NOT_SEEKABLE",             "the stream can't be seeked"                  },
    {MF_E_CANNOT_PARSE_BYTESTREAM,             "MF_E_CANNOT_PARSE_BYTESTREAM",             "the file can't be parsed"                    },
    {MF_E_CLOCK_NO_TIME_SOURCE,                "MF_E_CLOCK_NO_TIME_SOURCE",                "the clock has no time source"                },
    {MF_E_END_OF_STREAM,                       "MF_E_END_OF_STREAM",                       "the stream has ended"                        },
    {MF_E_INVALID_FORMAT,                      "MF_E_INVALID_FORMAT",                      "the format is invalid"                       },
    {MF_E_INVALID_POSITION,                    "MF_E_INVALID_POSITION",                    "the position lies outside the file"          },
    {MF_E_INVALID_STATE_TRANSITION,            "MF_E_INVALID_STATE_TRANSITION",            "this state does not allow it"                },
    {MF_E_INVALIDMEDIATYPE,                    "MF_E_INVALIDMEDIATYPE",                    "the media type is invalid or not supported"  },
    {MF_E_INVALIDREQUEST,                      "MF_E_INVALIDREQUEST",                      "the request is invalid in this state"        },
    {MF_E_INVALIDSTREAMNUMBER,                 "MF_E_INVALIDSTREAMNUMBER",                 "there is no such stream"                     },
    {MF_E_NO_AUDIO_PLAYBACK_DEVICE,            "MF_E_NO_AUDIO_PLAYBACK_DEVICE",            "there is no sound device"                    },
    {MF_E_NO_MORE_TYPES,                       "MF_E_NO_MORE_TYPES",                       "there are no more media types"               },
    {MF_E_NOTACCEPTING,                        "MF_E_NOTACCEPTING",                        "it accepts no more input"                    },
    {MF_E_NOT_FOUND,                           "MF_E_NOT_FOUND",                           "it was not found"                            },
    {MF_E_NOT_INITIALIZED,                     "MF_E_NOT_INITIALIZED",                     "it is not initialised"                       },
    {MF_E_PLATFORM_NOT_INITIALIZED,            "MF_E_PLATFORM_NOT_INITIALIZED",            "the media platform is not started"           },
    {MF_E_SESSION_PAUSEWHILESTOPPED,           "MF_E_SESSION_PAUSEWHILESTOPPED",           "the session can't pause while it is stopped" },
    {MF_E_SHUTDOWN,                            "MF_E_SHUTDOWN",                            "it has been shut down"                       },
    {MF_E_THINNING_UNSUPPORTED,                "MF_E_THINNING_UNSUPPORTED",                "thinning is not supported"                   },
    {MF_E_TOPO_CANNOT_CONNECT,                 "MF_E_TOPO_CANNOT_CONNECT",                 "two nodes of the topology don't fit together"},
    {MF_E_TOPO_CANNOT_FIND_DECRYPTOR,          "MF_E_TOPO_CANNOT_FIND_DECRYPTOR",          "there is no decryptor"                       },
    {MF_E_TOPO_CODEC_NOT_FOUND,                "MF_E_TOPO_CODEC_NOT_FOUND",                "there is no decoder or converter for it"     },
    {MF_E_TOPO_INVALID_OPTIONAL_NODE,          "MF_E_TOPO_INVALID_OPTIONAL_NODE",          "an optional node is invalid"                 },
    {MF_E_TOPO_LOOPS_IN_TOPOLOGY,              "MF_E_TOPO_LOOPS_IN_TOPOLOGY",              "the topology has a loop"                     },
    {MF_E_TOPO_MISSING_SOURCE,                 "MF_E_TOPO_MISSING_SOURCE",                 "a source node has no source"                 },
    {MF_E_TOPO_STREAM_DESCRIPTOR_NOT_SELECTED, "MF_E_TOPO_STREAM_DESCRIPTOR_NOT_SELECTED", "a stream is not selected"                    },
    {MF_E_TOPO_UNSUPPORTED,                    "MF_E_TOPO_UNSUPPORTED",                    "the topology is not supported"               },
    {MF_E_TRANSFORM_TYPE_NOT_SET,              "MF_E_TRANSFORM_TYPE_NOT_SET",              "a transform has no media type"               },
    {MF_E_UNSUPPORTED_BYTESTREAM_TYPE,         "MF_E_UNSUPPORTED_BYTESTREAM_TYPE",         "it is no media file of a known kind"         },
    {MF_E_UNSUPPORTED_FORMAT,                  "MF_E_UNSUPPORTED_FORMAT",                  "the format is not supported"                 },
    {MF_E_UNSUPPORTED_RATE,                    "MF_E_UNSUPPORTED_RATE",                    "the rate is not supported"                   },
    {MF_E_UNSUPPORTED_SCHEME,                  "MF_E_UNSUPPORTED_SCHEME",                  "this kind of URL is not supported"           },
    {MF_E_UNSUPPORTED_SERVICE,                 "MF_E_UNSUPPORTED_SERVICE",                 "the service is not supported"                },
    {MF_E_UNSUPPORTED_TIME_FORMAT,             "MF_E_UNSUPPORTED_TIME_FORMAT",             "the time format is not supported"            },
};

const NamedResult* Find(HRESULT result) {
  const auto found = std::find_if(std::begin(kResults), std::end(kResults),
                                  [result](const NamedResult& entry) { return entry.code == result; });
  return found == std::end(kResults) ? nullptr : found;
}

std::string SystemText(HRESULT result) {
  wchar_t text[512];
  const DWORD length =
      FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, nullptr, static_cast<DWORD>(result), 0,
                     text, static_cast<DWORD>(std::size(text)), nullptr);
  std::string words = Utf8({text, length});
  while (!words.empty() && (words.back() == '.' || words.back() == '\n' || words.back() == '\r')) words.pop_back();
  return words.empty() ? "it failed" : words;
}

}  // namespace

std::string ResultHex(HRESULT result) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%08lx", static_cast<unsigned long>(result));
  return text;
}

std::string ResultName(HRESULT result) {
  const NamedResult* named = Find(result);
  return named ? named->name : "";
}

std::string ResultText(HRESULT result) {
  if (const NamedResult* named = Find(result)) {
    return std::string(named->words) + " (" + named->name + ", " + ResultHex(result) + ")";
  }
  return SystemText(result) + " (" + ResultHex(result) + ")";
}

}  // namespace caesura::play
