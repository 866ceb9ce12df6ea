// The engine computes in round-to-nearest with gradual underflow, whatever modes the host has set,
// and leaves the host's modes and exception flags as they were. Where the engine calls back into
// the host, the host's modes are in force again.
#ifndef NEURO_LIB_BASE_FLOAT_ENV_H_
#define NEURO_LIB_BASE_FLOAT_ENV_H_

#include <cstdint>

#if defined(__x86_64__) || defined(__SSE2__)
#include <xmmintrin.h>
#elif !defined(__aarch64__)
#include <cfenv>
#endif

namespace neuro {

#if defined(__x86_64__) || defined(__SSE2__)

// MXCSR. Ours: all exceptions masked, round to nearest, neither flush-to-zero nor
// denormals-are-zero.
using FloatEnv = unsigned;
inline FloatEnv our_float_env() { return 0x1f80; }
inline FloatEnv get_float_env() { return _mm_getcsr(); }
inline void set_float_env(const FloatEnv& env) { _mm_setcsr(env); }

#elif defined(__aarch64__)

struct FloatEnv {
  uint64_t control, status;
};
inline FloatEnv our_float_env() { return {0, 0}; }
inline FloatEnv get_float_env() {
  FloatEnv env;
  asm volatile("mrs %0, fpcr" : "=r"(env.control));
  asm volatile("mrs %0, fpsr" : "=r"(env.status));
  return env;
}
inline void set_float_env(const FloatEnv& env) {
  asm volatile("msr fpcr, %0" : : "r"(env.control) : "memory");
  asm volatile("msr fpsr, %0" : : "r"(env.status) : "memory");
}

#else

using FloatEnv = std::fenv_t;
inline FloatEnv our_float_env() { return *FE_DFL_ENV; }
inline FloatEnv get_float_env() {
  FloatEnv env;
  std::fegetenv(&env);
  return env;
}
inline void set_float_env(const FloatEnv& env) { std::fesetenv(&env); }

#endif

// Lives on the stack of every call that comes from the host, and of every worker thread.
class ScopedFloatEnv {
 public:
  ScopedFloatEnv() : hosts_(get_float_env()) { set_float_env(our_float_env()); }
  ~ScopedFloatEnv() { set_float_env(hosts_); }
  ScopedFloatEnv(const ScopedFloatEnv&) = delete;
  ScopedFloatEnv& operator=(const ScopedFloatEnv&) = delete;

  // Calls back into the host, whose changes to its own modes and flags are kept.
  template <class Callback>
  auto call_host(Callback&& callback) {
    set_float_env(hosts_);
    auto result = callback();
    hosts_ = get_float_env();
    set_float_env(our_float_env());
    return result;
  }

 private:
  FloatEnv hosts_;
};

}  // namespace neuro

#endif  // NEURO_LIB_BASE_FLOAT_ENV_H_
