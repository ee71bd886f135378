// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <mfidl.h>

#include "caesura.h"
#include "support/com_dll.h"
#include "support/com_media_foundation.h"
#include "support/com_rules.h"

namespace caesura::test {
namespace {

class ClassFactoryTest : public testing::Test {
 protected:
  HRESULT create(IUnknown* outer, REFIID iid, void** object) { return factory_->CreateInstance(outer, iid, object); }

  MediaFoundation media_foundation_;
  Dll dll_;
  ComPtr<IClassFactory> factory_ = [this] {
    ComPtr<IClassFactory> factory;
    dll_.get_class_object(CLSID_MediaSession, __uuidof(IClassFactory),
                          reinterpret_cast<void**>(factory.GetAddressOf()));
    return factory;
  }();
};

TEST_F(ClassFactoryTest, IsUnknownForAClassOfOthers) {
  void* out = this;

  EXPECT_EQ(dll_.get_class_object(__uuidof(IUnknown), __uuidof(IClassFactory), &out), CLASS_E_CLASSNOTAVAILABLE);
  EXPECT_EQ(out, nullptr);
}

TEST_F(ClassFactoryTest, RefusesANullOutPointer) {
  EXPECT_EQ(dll_.get_class_object(CLSID_MediaSession, __uuidof(IClassFactory), nullptr), E_POINTER);
  EXPECT_EQ(create(nullptr, __uuidof(IUnknown), nullptr), E_POINTER);
}

TEST_F(ClassFactoryTest, RefusesToAggregate) {
  void* out = this;

  EXPECT_EQ(create(factory_.Get(), __uuidof(IUnknown), &out), CLASS_E_NOAGGREGATION);
  EXPECT_EQ(out, nullptr);
}

TEST_F(ClassFactoryTest, LeavesNothingBehindForAnUnknownInterface) {
  void* out = this;

  EXPECT_EQ(create(nullptr, __uuidof(IDispatch), &out), E_NOINTERFACE);

  EXPECT_EQ(out, nullptr);
  factory_ = nullptr;
  EXPECT_EQ(dll_.can_unload_now(), S_OK);
}

// session R1
TEST_F(ClassFactoryTest, HasMediaFoundationsOwnFunctionBesideIt) {
  ComPtr<IMFMediaSession> session;

  EXPECT_EQ(dll_.create_media_session(nullptr, session.GetAddressOf()), S_OK);

  ASSERT_TRUE(session);
  EXPECT_EQ(session->Shutdown(), S_OK);
}

// session R2
TEST_F(ClassFactoryTest, TakesAnEmptyConfiguration) {
  ComPtr<IMFAttributes> configuration;
  ASSERT_EQ(MFCreateAttributes(&configuration, 0), S_OK);
  ComPtr<IMFMediaSession> session;

  EXPECT_EQ(dll_.create_media_session(configuration.Get(), session.GetAddressOf()), S_OK);

  ASSERT_TRUE(session);
  EXPECT_EQ(session->Shutdown(), S_OK);
}

// session R3
TEST_F(ClassFactoryTest, RefusesANullSessionPointer) {
  EXPECT_EQ(dll_.create_media_session(nullptr, nullptr), E_POINTER);
}

}  // namespace
}  // namespace caesura::test
