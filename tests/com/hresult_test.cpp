// SPDX-License-Identifier: MIT
#include "com/hresult.h"

#include <gtest/gtest.h>

namespace caesura::test {
namespace {

HRESULT as_hresult(HRESULT hr) {
  RETURN_IF_FAILED(hr);
  return S_OK;
}
Status as_status(HRESULT hr) {
  RETURN_IF_FAILED(hr);
  return status::kOk;
}
Result<int> as_result(Status status) {
  RETURN_IF_FAILED(status);
  return 1;
}
HRESULT checked(const void* pointer) {
  RETURN_HR_IF(E_POINTER, !pointer);
  return S_OK;
}

TEST(ReturnIfFailed, KeepsTheCodeWhateverTheFunctionReturns) {
  EXPECT_EQ(as_hresult(MF_E_SHUTDOWN), MF_E_SHUTDOWN);
  EXPECT_EQ(as_status(MF_E_SHUTDOWN), status::kShutdown);
  EXPECT_EQ(as_result(status::kShutdown).status(), status::kShutdown);
}

TEST(ReturnIfFailed, GoesOnAfterEverySuccess) {
  EXPECT_EQ(as_hresult(S_FALSE), S_OK);
  EXPECT_EQ(as_status(MF_S_MULTIPLE_BEGIN), status::kOk);
  EXPECT_EQ(as_result(status::kFalse).value(), 1);
}

TEST(ReturnHrIf, LeavesWhereTheConditionHolds) {
  EXPECT_EQ(checked(nullptr), E_POINTER);
  const int something = 0;
  EXPECT_EQ(checked(&something), S_OK);
}

}  // namespace
}  // namespace caesura::test
