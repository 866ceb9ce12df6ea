// The system's own way. That of g++ 12's library, where there is no futex, looks at the word before
// it takes the lock under which it sleeps, and so misses who wakes it in between.
#include "base/word_wait.h"

#include <windows.h>

namespace neuro {
namespace {

static_assert(sizeof(std::atomic<uint32_t>) == sizeof(uint32_t));

void* address_of(const std::atomic<uint32_t>& word) {
  return const_cast<std::atomic<uint32_t>*>(&word);
}

}  // namespace

void sleep_if_equal(const std::atomic<uint32_t>& word, uint32_t old) {
  WaitOnAddress(address_of(word), &old, sizeof old, INFINITE);
}

void wake_one(std::atomic<uint32_t>& word) { WakeByAddressSingle(address_of(word)); }
void wake_all(std::atomic<uint32_t>& word) { WakeByAddressAll(address_of(word)); }

}  // namespace neuro
