// Objects that are expensive to make and that several threads borrow at the same time. Once as many
// have been made as are in use at once, nothing is allocated any more, but for a thread that looked
// twice while others were putting theirs back. No lock.
#ifndef NEURO_LIB_BASE_OBJECT_CACHE_H_
#define NEURO_LIB_BASE_OBJECT_CACHE_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

namespace neuro {

template <class Object>
class ObjectCache {
 public:
  ObjectCache() = default;
  ~ObjectCache() {
    for (auto& slot : slots_) delete slot.load();
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

  // One that nobody uses, or a new one from make().
  template <class Make>
  Loan borrow(Make&& make) {
    // Twice: others may have taken and put back behind the first look's back.
    for (int look = 0; look < 2; ++look) {
      for (auto& slot : slots_) {
        if (slot.load(std::memory_order_relaxed) == nullptr) continue;
        std::unique_ptr<Object> object(slot.exchange(nullptr, std::memory_order_acquire));
        if (object != nullptr) return Loan(*this, std::move(object));
      }
    }
    return Loan(*this, make());
  }

 private:
  void put(std::unique_ptr<Object> object) {
    for (auto& slot : slots_) {
      Object* empty = nullptr;
      if (slot.compare_exchange_strong(empty, object.get(), std::memory_order_release,
                                       std::memory_order_relaxed)) {
        (void)object.release();
        return;
      }
    }
  }

  // More borrowers than this at once still work; theirs are then made anew each time.
  std::array<std::atomic<Object*>, 64> slots_{};
};

}  // namespace neuro

#endif  // NEURO_LIB_BASE_OBJECT_CACHE_H_
