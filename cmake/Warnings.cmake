# SPDX-License-Identifier: MIT
# One set of warnings for everything added after this file is included; third-party code comes before it.
add_compile_options(-Wall -Wextra -Wconversion -Wshadow)
if(CAESURA_WARNINGS_AS_ERRORS)
  add_compile_options(-Werror)
endif()
