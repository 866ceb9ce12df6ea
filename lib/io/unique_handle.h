// What the system has opened, closed by itself.
#ifndef NEURO_LIB_IO_UNIQUE_HANDLE_H_
#define NEURO_LIB_IO_UNIQUE_HANDLE_H_

#include <utility>

namespace neuro {

// System says what a Handle is, which one stands for none(), and how to close() one.
template <class System>
class UniqueHandle {
 public:
  using Handle = typename System::Handle;

  UniqueHandle() = default;
  explicit UniqueHandle(Handle handle) : handle_(handle) {}
  UniqueHandle(UniqueHandle&& other) noexcept : handle_(other.release()) {}
  UniqueHandle& operator=(UniqueHandle&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~UniqueHandle() {
    if (*this) System::close(handle_);
  }

  Handle get() const { return handle_; }
  explicit operator bool() const { return handle_ != System::none(); }
  // Leaves closing it to the caller.
  Handle release() { return std::exchange(handle_, System::none()); }

 private:
  Handle handle_ = System::none();
};

}  // namespace neuro

#endif  // NEURO_LIB_IO_UNIQUE_HANDLE_H_
