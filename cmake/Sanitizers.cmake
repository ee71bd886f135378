# SPDX-License-Identifier: MIT
# CAESURA_SANITIZERS instruments everything, GoogleTest included, since a half-instrumented program reports nonsense.
if(CAESURA_SANITIZERS)
  add_compile_options(-fsanitize=${CAESURA_SANITIZERS} -fno-sanitize-recover=all -fno-omit-frame-pointer -g)
  add_link_options(-fsanitize=${CAESURA_SANITIZERS})
endif()
# So that the fuzzers see where they have been.
if(CAESURA_FUZZERS)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
