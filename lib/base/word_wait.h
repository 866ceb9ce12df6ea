// Sleeping until a word of memory changes, and waking who sleeps so.
#ifndef NEURO_LIB_BASE_WORD_WAIT_H_
#define NEURO_LIB_BASE_WORD_WAIT_H_

#include <atomic>
#include <cstdint>

namespace neuro {

// Sleeps if `word` is `old`, until it is woken; it may also wake up by itself.
void sleep_if_equal(const std::atomic<uint32_t>& word, uint32_t old);

// After the word has been changed.
void wake_one(std::atomic<uint32_t>& word);
void wake_all(std::atomic<uint32_t>& word);

}  // namespace neuro

#endif  // NEURO_LIB_BASE_WORD_WAIT_H_
