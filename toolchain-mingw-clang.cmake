# SPDX-License-Identifier: MIT
# x86-64 Windows with clang and lld, over the headers and libraries of Debian's MinGW-w64 (posix threads). It proves that
# the sources are free of GNU-only extensions.
include(${CMAKE_CURRENT_LIST_DIR}/toolchain-mingw.cmake)

execute_process(
  COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=include
  OUTPUT_VARIABLE gcc_include OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
cmake_path(GET gcc_include PARENT_PATH gcc_folder)

set(CMAKE_C_COMPILER clang)
set(CMAKE_CXX_COMPILER clang++)
set(CMAKE_C_COMPILER_TARGET x86_64-w64-mingw32)
set(CMAKE_CXX_COMPILER_TARGET x86_64-w64-mingw32)

# clang 14 does not look into folders named 12-posix, and would search the host's /usr/include.
set(common_flags "-nostdlibinc -Wno-unused-command-line-argument")
set(mingw_include "-isystem ${CMAKE_FIND_ROOT_PATH}/include")
set(CMAKE_C_FLAGS_INIT "${common_flags} ${mingw_include}")
# libstdc++ was built with emulated thread-local storage, and its headers share such variables with their users.
set(CMAKE_CXX_FLAGS_INIT
    "${common_flags} -femulated-tls -isystem ${gcc_include}/c++ -isystem ${gcc_include}/c++/x86_64-w64-mingw32")
string(APPEND CMAKE_CXX_FLAGS_INIT " ${mingw_include}")

set(link_flags "-static -fuse-ld=lld -B ${gcc_folder} -L ${gcc_folder}")
set(CMAKE_EXE_LINKER_FLAGS_INIT ${link_flags})
set(CMAKE_SHARED_LINKER_FLAGS_INIT ${link_flags})
# clang does not add winpthreads, which needs libstdc++'s neighbours and is needed by them: hence the group.
set(CMAKE_CXX_STANDARD_LIBRARIES
    "-lole32 -loleaut32 -luuid -luser32 -lgdi32 -lshell32 -ladvapi32 \
-Wl,--start-group -lstdc++ -lgcc_eh -lgcc -lpthread -lmingwex -lmsvcrt -lkernel32 -Wl,--end-group")
