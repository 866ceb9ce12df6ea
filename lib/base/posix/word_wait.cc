#include "base/word_wait.h"

namespace neuro {

void sleep_if_equal(const std::atomic<uint32_t>& word, uint32_t old) {
  word.wait(old, std::memory_order_acquire);
}

void wake_one(std::atomic<uint32_t>& word) { word.notify_one(); }
void wake_all(std::atomic<uint32_t>& word) { word.notify_all(); }

}  // namespace neuro
