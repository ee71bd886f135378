// SPDX-License-Identifier: MIT
//
// A choice out of the sweep, each a test of its own, so that another session can be held to it, too: one that crashes
// or hangs takes its process with it.
#include <algorithm>
#include <cctype>

#include <gtest/gtest.h>

#include "hostile/ways.h"
#include "support/session_client.h"

namespace caesura::test {
namespace {

struct HostileCase {
  Cast cast;
  const char* call;
  int nth;
  const char* way;
};

constexpr Cast kSync = Cast::kSynchronous;
constexpr Cast kAsync = Cast::kAsynchronous;

constexpr HostileCase kCases[] = {
    {kSync,  "source.GetCharacteristics",      1, "fails"                 },
    {kSync,  "source.BeginGetEvent",           1, "fails"                 },
    {kSync,  "source.BeginGetEvent",           1, "does nothing"          },
    {kSync,  "source.EndGetEvent",             1, "gives nothing"         },
    {kSync,  "source.Start",                   1, "fails"                 },
    {kSync,  "source.Start",                   1, "does nothing"          },
    {kSync,  "source.Start",                   1, "does it twice"         },
    {kSync,  "source.Start",                   1, "does it and fails"     },
    {kSync,  "source.Start",                   1, "has lost its server"   },
    {kSync,  "source.Start",                   1, "sends commands"        },
    {kSync,  "source.Start",                   1, "closes the session"    },
    {kSync,  "source.Start",                   1, "shuts the session down"},
    {kSync,  "source.Start",                   1, "releases the session"  },
    {kSync,  "source.Start",                   1, "shuts the source down" },
    {kSync,  "source.Start",                   1, "shuts the sink down"   },
    {kSync,  "source.Pause",                   1, "does nothing"          },
    {kSync,  "source.Pause",                   1, "fails"                 },
    {kSync,  "source.Stop",                    1, "does nothing"          },
    {kSync,  "source.Stop",                    1, "fails"                 },
    {kSync,  "source.event",                   1, "never comes"           },
    {kSync,  "source.event",                   1, "has no value"          },
    {kSync,  "source.event",                   1, "has another object"    },
    {kSync,  "source.event",                   2, "never comes"           },
    {kSync,  "source.event",                   2, "comes twice"           },
    {kSync,  "source.event",                   2, "comes late"            },
    {kSync,  "source.event",                   2, "is an error"           },
    {kSync,  "stream.GetStreamDescriptor",     1, "gives nothing"         },
    {kSync,  "stream.BeginGetEvent",           1, "fails"                 },
    {kSync,  "stream.RequestSample",           1, "fails"                 },
    {kSync,  "stream.RequestSample",           1, "does nothing"          },
    {kSync,  "stream.RequestSample",           1, "is disconnected"       },
    {kSync,  "stream.RequestSample",           1, "shuts the session down"},
    {kSync,  "stream.event",                   2, "never comes"           },
    {kSync,  "stream.event",                   2, "has no value"          },
    {kSync,  "stream.event",                   2, "has a string"          },
    {kSync,  "stream.event",                   2, "has another object"    },
    {kSync,  "stream.event",                   2, "has a distorted value" },
    {kSync,  "stream.event",                   2, "is an error"           },
    {kSync,  "transform.GetStreamCount",       1, "gives garbage"         },
    {kSync,  "transform.GetOutputStreamInfo",  1, "gives garbage"         },
    {kSync,  "transform.ProcessInput",         1, "fails"                 },
    {kSync,  "transform.ProcessInput",         1, "closes the session"    },
    {kSync,  "transform.ProcessOutput",        1, "fails"                 },
    {kSync,  "transform.ProcessOutput",        1, "gives nothing"         },
    {kSync,  "streamsink.GetMediaSink",        1, "gives nothing"         },
    {kSync,  "streamsink.GetMediaTypeHandler", 1, "gives nothing"         },
    {kSync,  "streamsink.BeginGetEvent",       1, "fails"                 },
    {kSync,  "streamsink.ProcessSample",       1, "fails"                 },
    {kSync,  "streamsink.ProcessSample",       1, "closes the session"    },
    {kSync,  "streamsink.ProcessSample",       1, "shuts the session down"},
    {kSync,  "streamsink.ProcessSample",       1, "releases the session"  },
    {kSync,  "streamsink.ProcessSample",       1, "shuts the source down" },
    {kSync,  "streamsink.ProcessSample",       1, "shuts the sink down"   },
    {kSync,  "streamsink.PlaceMarker",         1, "fails"                 },
    {kSync,  "streamsink.PlaceMarker",         1, "does nothing"          },
    {kSync,  "streamsink.event",               1, "never comes"           },
    {kSync,  "streamsink.event",               2, "is an error"           },
    {kSync,  "sink.SetPresentationClock",      1, "fails"                 },
    {kSync,  "sink.OnClockStart",              1, "fails"                 },
    {kSync,  "sink.OnClockStart",              1, "does nothing"          },
    {kSync,  "sink.OnClockStart",              1, "shuts the session down"},
    {kSync,  "sink.OnClockStop",               1, "does nothing"          },
    {kSync,  "sink.NotifyPreroll",             1, "does nothing"          },
    {kSync,  "sink.GetCorrelatedTime",         1, "gives garbage"         },
    {kAsync, "transform.BeginGetEvent",        1, "fails"                 },
    {kAsync, "transform.ProcessMessage",       2, "does nothing"          },
    {kAsync, "transform.event",                1, "never comes"           },
    {kAsync, "transform.event",                1, "comes twice"           },
    {kAsync, "transform.event",                1, "is an error"           },
    {kAsync, "transform.ProcessOutput",        1, "gives nothing"         },
    {kAsync, "sink.BeginFinalize",             1, "fails"                 },
    {kAsync, "sink.BeginFinalize",             1, "does nothing"          },
    {kAsync, "sink.BeginFinalize",             1, "does it twice"         },
    {kAsync, "sink.EndFinalize",               1, "fails"                 },
};

std::string name_of(const testing::TestParamInfo<HostileCase>& info) {
  const HostileCase& each = info.param;
  std::string name = std::string(each.cast == kAsync ? "async " : "") + each.call;
  if (each.nth > 1) name += " " + std::to_string(each.nth);
  name += std::string(" ") + each.way;
  std::replace_if(
      name.begin(), name.end(), [](char letter) { return std::isalnum(letter) == 0; }, '_');
  return name;
}

class HostileComponent : public testing::TestWithParam<HostileCase> {
 protected:
  const SessionPlatform platform_;
};
INSTANTIATE_TEST_SUITE_P(Each, HostileComponent, testing::ValuesIn(kCases), name_of);

TEST_P(HostileComponent, DoesNotHoldTheSessionUp) {
  const HostileCase& each = GetParam();
  const std::span<const Way> ways = ways_of(each.call);
  const auto way =
      std::find_if(ways.begin(), ways.end(), [&](const Way& known) { return each.way == std::string(known.name); });
  ASSERT_NE(way, ways.end());
  HostilePlayback playback(each.cast, {.call = each.call, .nth = each.nth, .sin = way->sin, .code = way->code},
                           way->inside);

  EXPECT_EQ(playback.run(), "");

  EXPECT_TRUE(playback.saboteur().was_due()) << "the session has not called that";
}

}  // namespace
}  // namespace caesura::test
