// The instruction set that the environment asks for.
#ifndef NEURO_CAPI_TARGET_H_
#define NEURO_CAPI_TARGET_H_

namespace neuro::capi {

// The value that NEURO_TARGET had when it was first asked for; null where it was not set or empty.
const char* requested_target() noexcept;

}  // namespace neuro::capi

#endif  // NEURO_CAPI_TARGET_H_
