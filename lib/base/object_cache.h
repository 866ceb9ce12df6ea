// Objects that are expensive to make and that several threads borrow at the same time. Once as many
// have been made as are in use at once, nothing is allocated any more, but for a thread that looked
// twice while others were putting theirs back. No lock.
#ifndef NEURO_LIB_BASE_OBJECT_CACHE_H_
#define NEURO_LIB_BASE_OBJECT_CACHE_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <utility>

#include "base/aligned_buffer.h"

namespace neuro {

template <class Object>
class ObjectCache {
 public:
  ObjectCache() = default;
  ~ObjectCache() {
    for (Slot& slot : slots_) delete slot.object.load();
  }
  ObjectCache(const ObjectCache&) = delete;
  ObjectCache& operator=(const ObjectCache&) = delete;

  // Goes back to the cache when it dies.
  class Loan {
   public:
    Loan(ObjectCache& cache, std::unique_ptr<Object> object)
        : cache_(&cache), object_(std::move(object)) {}
    Loan(Loan&&) = default;
    ~Loan() {
      if (object_ != nullptr) cache_->put(std::move(object_));
    }
    Object& operator*() const { return *object_; }
    Object* operator->() const { return object_.get(); }

   private:
    ObjectCache* cache_;
    std::unique_ptr<Object> object_;
  };

  // One that nobody uses, or a new one from make(). A thread gets back what it had before, as far
  // as that is possible: its core's cache still holds it.
  template <class Make>
  Loan borrow(Make&& make) {
    const size_t own = own_slot();
    // Twice: others may have taken and put back behind the first look's back.
    for (size_t i = 0; i < 2 * kSlots; ++i) {
      std::atomic<Object*>& slot = slots_[(own + i) % kSlots].object;
      if (slot.load(std::memory_order_relaxed) == nullptr) continue;
      std::unique_ptr<Object> object(slot.exchange(nullptr, std::memory_order_acquire));
      if (object != nullptr) return Loan(*this, std::move(object));
    }
    return Loan(*this, make());
  }

 private:
  // As many as a network may have workers. More borrowers at once still work; theirs are then made
  // anew each time.
  static constexpr size_t kSlots = 256;
  struct alignas(kCacheLine) Slot {
    std::atomic<Object*> object{nullptr};
  };

  // Where a thread looks first: any function of the thread will do, the more different the better.
  static size_t own_slot() {
    const uint64_t thread = std::hash<std::thread::id>()(std::this_thread::get_id());
    return static_cast<size_t>((thread * 0x9E3779B97F4A7C15) >> 32) % kSlots;
  }

  void put(std::unique_ptr<Object> object) {
    const size_t own = own_slot();
    for (size_t i = 0; i < kSlots; ++i) {
      Object* empty = nullptr;
      if (slots_[(own + i) % kSlots].object.compare_exchange_strong(
              empty, object.get(), std::memory_order_release, std::memory_order_relaxed)) {
        (void)object.release();
        return;
      }
    }
  }

  std::array<Slot, kSlots> slots_;
};

}  // namespace neuro

#endif  // NEURO_LIB_BASE_OBJECT_CACHE_H_
