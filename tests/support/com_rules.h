// SPDX-License-Identifier: MIT
//
// The rules that every COM object keeps, as a typed suite. A subject is a type with
//   ComPtr<IUnknown> create()                       a fresh object
//   static std::vector<IID> interfaces()            all that QueryInterface answers, IUnknown included
// and is run by INSTANTIATE_TYPED_TEST_SUITE_P(Name, ComRules, Subject).
// Reference: Rules for Implementing QueryInterface.
#pragma once

#include <vector>

#include <gtest/gtest.h>

#include "com/win32.h"

namespace caesura::test {

using com::ComPtr;

inline ComPtr<IUnknown> query(IUnknown* object, REFIID iid) {
  ComPtr<IUnknown> found;
  object->QueryInterface(iid, reinterpret_cast<void**>(found.ReleaseAndGetAddressOf()));
  return found;
}
inline ULONG references(IUnknown* object) {
  object->AddRef();
  return object->Release();
}

template <typename Subject>
class ComRules : public testing::Test {
 protected:
  Subject subject_;
  ComPtr<IUnknown> object_ = subject_.create();
};
TYPED_TEST_SUITE_P(ComRules);

TYPED_TEST_P(ComRules, AnswersEveryInterfaceItLists) {
  for (const IID& iid : TypeParam::interfaces()) EXPECT_TRUE(query(this->object_.Get(), iid));
}

TYPED_TEST_P(ComRules, HasOneIdentitySeenFromEveryInterface) {
  const auto identity = query(this->object_.Get(), __uuidof(IUnknown));

  for (const IID& iid : TypeParam::interfaces()) {
    const auto from = query(this->object_.Get(), iid);
    EXPECT_EQ(query(from.Get(), __uuidof(IUnknown)).Get(), identity.Get());
  }
}

TYPED_TEST_P(ComRules, LeadsFromEveryInterfaceToEveryOther) {
  for (const IID& first : TypeParam::interfaces()) {
    const auto from = query(this->object_.Get(), first);
    for (const IID& second : TypeParam::interfaces()) EXPECT_TRUE(query(from.Get(), second));
  }
}

TYPED_TEST_P(ComRules, GivesTheSamePointerForTheSameInterface) {
  for (const IID& iid : TypeParam::interfaces())
    EXPECT_EQ(query(this->object_.Get(), iid).Get(), query(this->object_.Get(), iid).Get());
}

TYPED_TEST_P(ComRules, RefusesANullOutPointer) {
  EXPECT_EQ(this->object_->QueryInterface(__uuidof(IUnknown), nullptr), E_POINTER);
}

TYPED_TEST_P(ComRules, ClearsTheOutPointerForAnUnknownInterface) {
  constexpr IID unknown{
      0x6f1c0d5e, 0x2c5b, 0x4d62, {0x9f, 0x5e, 0x19, 0x83, 0x55, 0x77, 0x10, 0x01}
  };
  void* out = this;

  EXPECT_EQ(this->object_->QueryInterface(unknown, &out), E_NOINTERFACE);
  EXPECT_EQ(out, nullptr);
}

TYPED_TEST_P(ComRules, CountsEveryQueryAsOneReference) {
  for (const IID& iid : TypeParam::interfaces()) {
    const ULONG before = references(this->object_.Get());
    const auto found = query(this->object_.Get(), iid);
    EXPECT_EQ(references(this->object_.Get()), before + 1);
  }
}

TYPED_TEST_P(ComRules, CountsDownToZero) { EXPECT_EQ(this->object_.Detach()->Release(), 0u); }

REGISTER_TYPED_TEST_SUITE_P(ComRules, AnswersEveryInterfaceItLists, HasOneIdentitySeenFromEveryInterface,
                            LeadsFromEveryInterfaceToEveryOther, GivesTheSamePointerForTheSameInterface,
                            RefusesANullOutPointer, ClearsTheOutPointerForAnUnknownInterface,
                            CountsEveryQueryAsOneReference, CountsDownToZero);

}  // namespace caesura::test
