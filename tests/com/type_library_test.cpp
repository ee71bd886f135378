// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <mfidl.h>

#include "caesura.h"
#include "support/com_dll.h"
#include "support/com_rules.h"

namespace caesura::test {
namespace {

TEST(TypeLibrary, IsInsideTheDll) {
  ComPtr<ITypeLib> library;
  ASSERT_EQ(LoadTypeLibEx(dll_path().c_str(), REGKIND_NONE, &library), S_OK);

  TLIBATTR* attributes = nullptr;
  ASSERT_EQ(library->GetLibAttr(&attributes), S_OK);

  EXPECT_TRUE(IsEqualGUID(attributes->guid, LIBID_Caesura));
  EXPECT_EQ(attributes->wMajorVerNum, 1);
  EXPECT_EQ(attributes->wMinorVerNum, 0);
  library->ReleaseTLibAttr(attributes);
}

TEST(TypeLibrary, NamesTheDefaultInterfaceOfTheClass) {
  ComPtr<ITypeLib> library;
  ASSERT_EQ(LoadTypeLibEx(dll_path().c_str(), REGKIND_NONE, &library), S_OK);
  ComPtr<ITypeInfo> coclass;
  ASSERT_EQ(library->GetTypeInfoOfGuid(CLSID_MediaSession, &coclass), S_OK);

  HREFTYPE reference = 0;
  ComPtr<ITypeInfo> interface_of_class;
  TYPEATTR* attributes = nullptr;
  ASSERT_EQ(coclass->GetRefTypeOfImplType(0, &reference), S_OK);
  ASSERT_EQ(coclass->GetRefTypeInfo(reference, &interface_of_class), S_OK);
  ASSERT_EQ(interface_of_class->GetTypeAttr(&attributes), S_OK);

  EXPECT_TRUE(IsEqualGUID(attributes->guid, __uuidof(IMFMediaSession)));
  EXPECT_EQ(attributes->cFuncs, 10);
  interface_of_class->ReleaseTypeAttr(attributes);
}

}  // namespace
}  // namespace caesura::test
