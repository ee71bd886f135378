// SPDX-License-Identifier: MIT
//
// A debug allocator: linked into a program or a DLL, it takes the place of operator new and delete there. New blocks
// are filled; freed ones are filled, too, and kept in quarantine, and are looked at when they leave it. What it finds
// it says on the standard error stream, a line each that begins with "debug heap:", and who allocated the block, as the
// distance from the beginning of the image. At the end of the program, or when the DLL is unloaded, it names the blocks
// that are left, and what it has seen in all. Over-aligned blocks are not its own. Thread-safe.
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <thread>

#ifdef _WIN32
extern "C" const char __ImageBase;
#define IMAGE_BASE __ImageBase
#else
extern "C" const char __ehdr_start;
#define IMAGE_BASE __ehdr_start
#endif

namespace {

constexpr std::uint64_t kLive = 0x6576696c65766968;   // in the header of a block that is in use
constexpr std::uint64_t kFreed = 0x6465657266656e6f;  // … of one that is in quarantine
constexpr unsigned char kNew = 0xcd;                  // in a block that nobody has written yet
constexpr unsigned char kDead = 0xdd;
constexpr unsigned char kGuard = 0xfd;  // behind each block
constexpr std::size_t kGuardBytes = 16;
constexpr std::size_t kQuarantineBytes = std::size_t{16} << 20;
constexpr std::size_t kMostNamed = 50;  // of the blocks that are left

struct alignas(std::max_align_t) Block {
  std::uint64_t state;
  std::size_t bytes;
  const void* allocated_by;
  const void* freed_by;
  Block* previous;
  Block* next;

  unsigned char* content() { return reinterpret_cast<unsigned char*>(this + 1); }
};

/// Blocks in the order in which they came.
struct Queue {
  Block* first = nullptr;
  Block* last = nullptr;

  void push(Block* block) {
    block->previous = last;
    block->next = nullptr;
    (last ? last->next : first) = block;
    last = block;
  }
  void remove(Block* block) {
    (block->previous ? block->previous->next : first) = block->next;
    (block->next ? block->next->previous : last) = block->previous;
  }
};

std::size_t distance(const void* address) {
  return reinterpret_cast<std::uintptr_t>(address) - reinterpret_cast<std::uintptr_t>(&IMAGE_BASE);
}

bool holds(const unsigned char* bytes, std::size_t count, unsigned char value) {
  for (std::size_t i = 0; i < count; ++i)
    if (bytes[i] != value) return false;
  return true;
}

/// Needs neither construction nor destruction, since blocks come before the one and go after the other.
class Heap {
 public:
  void* allocate(std::size_t bytes, const void* caller) {
    if (bytes > SIZE_MAX / 2) throw std::bad_alloc();
    auto* const block = static_cast<Block*>(std::malloc(sizeof(Block) + bytes + kGuardBytes));
    if (!block) throw std::bad_alloc();
    *block = {kLive, bytes, caller, nullptr, nullptr, nullptr};
    std::memset(block->content(), kNew, bytes);
    std::memset(block->content() + bytes, kGuard, kGuardBytes);
    const Guard guard(*this);
    live_.push(block);
    ++blocks_;
    return block->content();
  }

  void free(void* content, const void* caller) {
    if (!content) return;
    auto* const block = static_cast<Block*>(content) - 1;
    const Guard guard(*this);
    if (block->state == kFreed) return report("freed twice", block, caller);
    if (block->state != kLive) return report_foreign(caller);
    if (!holds(block->content() + block->bytes, kGuardBytes, kGuard)) report("written behind its end", block, caller);
    live_.remove(block);
    block->state = kFreed;
    block->freed_by = caller;
    std::memset(block->content(), kDead, block->bytes);
    quarantine_.push(block);
    quarantined_ += block->bytes;
    while (quarantined_ > kQuarantineBytes) let_go();
  }

  void end() {
    const Guard guard(*this);
    while (quarantine_.first) let_go();
    std::size_t left = 0;
    for (Block* block = live_.first; block; block = block->next)
      if (++left <= kMostNamed) report("never freed", block, nullptr);
    std::fprintf(stderr, "debug heap: %zu blocks, %zu errors, %zu left\n", blocks_, errors_ - left_named(left), left);
    std::fflush(stderr);
  }

 private:
  class Guard {
   public:
    explicit Guard(Heap& heap) : heap_(heap) {
      // At the end of a process a thread may have been ended that held it: not for ever.
      for (int tries = 0; heap_.locked_.test_and_set(std::memory_order_acquire) && tries < 1'000'000; ++tries)
        std::this_thread::yield();
    }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;
    ~Guard() { heap_.locked_.clear(std::memory_order_release); }

   private:
    Heap& heap_;
  };

  static std::size_t left_named(std::size_t left) { return left < kMostNamed ? left : kMostNamed; }

  void let_go() {
    Block* const block = quarantine_.first;
    if (!holds(block->content(), block->bytes, kDead)) report("written after it was freed", block, nullptr);
    quarantine_.remove(block);
    quarantined_ -= block->bytes;
    block->state = 0;
    std::free(block);
  }

  void report(const char* what, const Block* block, const void* caller) {
    ++errors_;
    std::fprintf(stderr, "debug heap: %zu bytes %s, allocated by +%#zx", block->bytes, what,
                 distance(block->allocated_by));
    if (block->freed_by) std::fprintf(stderr, ", freed by +%#zx", distance(block->freed_by));
    if (caller) std::fprintf(stderr, ", found in +%#zx", distance(caller));
    std::fputc('\n', stderr);
  }

  void report_foreign(const void* caller) {
    ++errors_;
    std::fprintf(stderr, "debug heap: no block of this heap freed by +%#zx\n", distance(caller));
  }

  std::atomic_flag locked_;
  Queue live_;
  Queue quarantine_;
  std::size_t quarantined_ = 0;  // bytes
  std::size_t blocks_ = 0;       // that there ever were
  std::size_t errors_ = 0;       // blocks left and named among them
};

constinit Heap heap;

/// The first to be constructed, and so the last to be destroyed: what is left then is left.
struct AtTheEnd {
  ~AtTheEnd() { heap.end(); }
};
[[gnu::init_priority(101)]] AtTheEnd at_the_end;

}  // namespace

void* operator new(std::size_t bytes) { return heap.allocate(bytes, __builtin_return_address(0)); }
void* operator new[](std::size_t bytes) { return heap.allocate(bytes, __builtin_return_address(0)); }
void operator delete(void* content) noexcept { heap.free(content, __builtin_return_address(0)); }
void operator delete[](void* content) noexcept { heap.free(content, __builtin_return_address(0)); }
void operator delete(void* content, std::size_t) noexcept { heap.free(content, __builtin_return_address(0)); }
void operator delete[](void* content, std::size_t) noexcept { heap.free(content, __builtin_return_address(0)); }
