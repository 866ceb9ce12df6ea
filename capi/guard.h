// The one border between C callers and C++: whatever a call throws becomes a status and this
// thread's message, and while it runs the engine's floating-point modes are in force.
#ifndef NEURO_CAPI_GUARD_H_
#define NEURO_CAPI_GUARD_H_

#include <neuro.h>

#include <new>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "base/error.h"
#include "base/float_env.h"

namespace neuro::capi {

// Keeps the message for nn_last_error() and passes the status through.
nn_status fail(nn_status status, const char* message) noexcept;

// Makes sure that this thread has room for a message, before memory runs out: the room is
// thread-local, and the system's loader ends the process if it cannot make such room.
void prepare_message() noexcept;

// call() or, where it calls back into the host, call(float_env).
template <class Call>
nn_status guard(Call&& call) noexcept {
  prepare_message();
  ScopedFloatEnv float_env;
  try {
    if constexpr (std::is_invocable_v<Call, ScopedFloatEnv&>) {
      std::forward<Call>(call)(float_env);
    } else {
      std::forward<Call>(call)();
    }
    return NN_OK;
  } catch (const Error& error) {
    return fail(static_cast<nn_status>(error.status()), error.what());
  } catch (const std::bad_alloc&) {
    return fail(NN_ERROR_OUT_OF_MEMORY, "out of memory");
  } catch (const std::length_error&) {  // a container that no memory has room for
    return fail(NN_ERROR_OUT_OF_MEMORY, "out of memory");
  } catch (const std::exception& error) {
    return fail(NN_ERROR_INTERNAL, error.what());
  } catch (...) {
    return fail(NN_ERROR_INTERNAL, "unknown exception");
  }
}

// Throws the Error(kInvalidArgument) for a pointer that is NULL.
inline void require(const void* pointer, const char* name) {
  if (pointer == nullptr) throw Error(Status::kInvalidArgument, name, ": NULL");
}

}  // namespace neuro::capi

#endif  // NEURO_CAPI_GUARD_H_
