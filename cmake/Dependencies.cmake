# SPDX-License-Identifier: MIT
# What others wrote, for the native and the cross build alike, from Debian's packages:
#   caesura_spdlog      header-only spdlog and fmt
#   caesura_gtest_main  GoogleTest with its main()
#   caesura_gmock       GoogleMock (matchers such as ElementsAre)

# The host's include root must never reach the cross compiler, so a folder of our own holds links to just these two.
find_path(CAESURA_SPDLOG_ROOT spdlog/spdlog.h PATHS /usr/include /usr/local/include NO_CMAKE_FIND_ROOT_PATH REQUIRED)
find_path(CAESURA_FMT_ROOT fmt/core.h PATHS /usr/include /usr/local/include NO_CMAKE_FIND_ROOT_PATH REQUIRED)
set(staged ${PROJECT_BINARY_DIR}/third_party/include)
file(MAKE_DIRECTORY ${staged})
file(CREATE_LINK ${CAESURA_SPDLOG_ROOT}/spdlog ${staged}/spdlog SYMBOLIC)
file(CREATE_LINK ${CAESURA_FMT_ROOT}/fmt ${staged}/fmt SYMBOLIC)

add_library(caesura_spdlog INTERFACE)
target_include_directories(caesura_spdlog SYSTEM INTERFACE ${staged})
target_compile_definitions(
  caesura_spdlog
  INTERFACE FMT_HEADER_ONLY
            SPDLOG_FMT_EXTERNAL
            # A thread_local with a destructor would keep the DLL mapped after its last release.
            SPDLOG_NO_TLS)

find_path(CAESURA_GTEST_SOURCE googletest/CMakeLists.txt PATHS /usr/src/googletest NO_CMAKE_FIND_ROOT_PATH REQUIRED)
set(INSTALL_GTEST OFF)
set(BUILD_GMOCK ON)
add_subdirectory(${CAESURA_GTEST_SOURCE} ${PROJECT_BINARY_DIR}/third_party/googletest EXCLUDE_FROM_ALL SYSTEM)

add_library(caesura_gtest_main INTERFACE)
target_link_libraries(caesura_gtest_main INTERFACE gtest gtest_main)
add_library(caesura_gmock INTERFACE)
target_link_libraries(caesura_gmock INTERFACE gmock)
if(NOT WIN32) # gcc 12 forgets there which warnings are of the system's headers
  # These two headers are most of what a test costs the compiler.
  target_precompile_headers(caesura_gmock INTERFACE <gmock/gmock.h> <gtest/gtest.h>)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(caesura_gmock INTERFACE "SHELL:-Xclang -fno-pch-timestamp") # for ccache, as the next
  else()
    target_compile_options(caesura_gmock INTERFACE -fpch-preprocess)
  endif()
endif()
