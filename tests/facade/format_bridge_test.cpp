// SPDX-License-Identifier: MIT
#include "mf/format_bridge.h"

#include <gtest/gtest.h>

#include "mf/foreign.h"
#include "support/class_registration.h"
#include "support/com_media_foundation.h"
#include "support/fake_async_transform.h"

namespace caesura::test {
namespace {

constexpr CLSID kConverterClass{
    0x5ee2b2d1, 0x3c52, 0x4a7e, {0x9b, 0x1f, 0x6d, 0x2f, 0x51, 0x6e, 0x8a, 0x21}
};
// No transform of the platform knows it.
constexpr GUID kUnknownVideo{
    0x5ee2b2d2, 0x3c52, 0x4a7e, {0x9b, 0x1f, 0x6d, 0x2f, 0x51, 0x6e, 0x8a, 0x22}
};

/// Takes any format, and counts.
class Taker final : public engine::FormatTaker {
 public:
  engine::ForeignPtr format() const override { return nullptr; }
  Status accept_format(const engine::ForeignPtr&) override {
    ++accepted;
    return status::kOk;
  }
  int accepted = 0;
};

// session R143
TEST(FormatBridge, LeavesTheTakerAloneWhereAConverterIsOfNoUse) {
  const MediaFoundation platform;
  const auto log = std::make_shared<CallLog>();
  const ClassRegistration registration(kConverterClass, [log] {
    FakeAsyncTransformScript script;
    script.input_types = {make_video_type(kUnknownVideo)};
    script.output_types = {make_video_type(MFVideoFormat_NV12)};
    return ComPtr<IUnknown>(static_cast<IMFTransform*>(com::make<FakeAsyncTransform>(log, std::move(script)).Get()));
  });
  MFT_REGISTER_TYPE_INFO input{MFMediaType_Video, kUnknownVideo};
  ASSERT_EQ(MFTRegisterLocalByCLSID(kConverterClass, MFT_CATEGORY_VIDEO_PROCESSOR, L"the test's converter",
                                    MFT_ENUM_FLAG_ASYNCMFT, 1, &input, 0, nullptr),
            S_OK);
  Taker taker;

  const auto found = mf::FormatBridge({}, nullptr).find(mf::make_foreign(make_video_type(kUnknownVideo)), taker);

  EXPECT_EQ(found.status(), status::kFormatChangeNotSupported);
  EXPECT_EQ(taker.accepted, 0);
  EXPECT_TRUE(log->called("transform.Shutdown"));
  MFTUnregisterLocalByCLSID(kConverterClass);
}

}  // namespace
}  // namespace caesura::test
