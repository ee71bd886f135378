// SPDX-License-Identifier: MIT
#include "com/object.h"

#include <gtest/gtest.h>

#include "support/com_rules.h"
#include "support/com_test_object.h"

namespace caesura::test {
namespace {

TEST(Object, StartsWithOneReference) {
  const auto object = com::make<PlainObject>();

  EXPECT_EQ(references(object->unknown()), 1u);
}

TEST(Object, KeepsTheModuleLoadedWhileItLives) {
  const long before = com::module::references();

  auto object = com::make<PlainObject>();
  EXPECT_EQ(com::module::references(), before + 1);

  object = nullptr;
  EXPECT_EQ(com::module::references(), before);
}

TEST(Object, AnswersTheBasesNamedInAChain) {
  const auto object = com::make<PlainObject>();

  EXPECT_TRUE(query(object->unknown(), __uuidof(IPersist)));
  EXPECT_TRUE(query(object->unknown(), __uuidof(IPersistStream)));
}

TEST(Object, HasNoMarshalerUnlessFreeThreaded) {
  EXPECT_FALSE(query(com::make<PlainObject>()->unknown(), __uuidof(IMarshal)));
}

TEST(Object, CarriesTheFreeThreadedMarshaler) {
  const auto object = com::make<FreeThreadedObject>();
  ComPtr<IMarshal> marshal;
  ASSERT_EQ(object->QueryInterface(__uuidof(IMarshal), &marshal), S_OK);

  CLSID unmarshaler{};
  CLSID free_threaded{};
  ComPtr<IUnknown> marshaler;
  ASSERT_EQ(CoCreateFreeThreadedMarshaler(nullptr, &marshaler), S_OK);
  ComPtr<IMarshal> reference;
  ASSERT_EQ(marshaler.As(&reference), S_OK);
  const auto iid = __uuidof(IUnknown);
  ASSERT_EQ(marshal->GetUnmarshalClass(iid, object.Get(), MSHCTX_INPROC, nullptr, 0, &unmarshaler), S_OK);
  ASSERT_EQ(reference->GetUnmarshalClass(iid, object.Get(), MSHCTX_INPROC, nullptr, 0, &free_threaded), S_OK);
  EXPECT_TRUE(IsEqualGUID(unmarshaler, free_threaded));
}

TEST(Object, DiesWithItsMarshalerInside) {
  const long before = com::module::references();
  ComPtr<IUnknown> marshal = query(com::make<FreeThreadedObject>().Get(), __uuidof(IMarshal));
  EXPECT_EQ(com::module::references(), before + 1);

  marshal = nullptr;

  EXPECT_EQ(com::module::references(), before);
}

}  // namespace
}  // namespace caesura::test
