// SPDX-License-Identifier: MIT
//
// Does what the debug allocator is to find: the one that its argument names.
#include <cstring>
#include <iterator>
#include <memory>
#include <new>
#include <string_view>

namespace {

// The compiler must not see through it: it knows what new and delete are for.
void* volatile hidden;

unsigned char* block(std::size_t bytes) {
  hidden = ::operator new(bytes);
  return static_cast<unsigned char*>(hidden);
}
void free_block() { ::operator delete(hidden); }

}  // namespace

int main(int count, char** arguments) {
  const std::string_view what = count > 1 ? arguments[1] : "";
  if (what == "nothing") {
    block(40);
    free_block();
  } else if (what == "freed-twice") {
    block(41);
    free_block();
    free_block();
  } else if (what == "used-after-free") {
    block(42);
    free_block();
    static_cast<unsigned char*>(hidden)[41] = 0;
  } else if (what == "overrun") {
    block(43)[43] = 0;
    free_block();
  } else if (what == "leak") {
    block(44);
  } else {
    return 2;
  }
  return 0;
}
