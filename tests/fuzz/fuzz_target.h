// What a fuzz target and the program that drives it, libFuzzer or main.cc, know of each other.
#ifndef NEURO_TESTS_FUZZ_FUZZ_TARGET_H_
#define NEURO_TESTS_FUZZ_FUZZ_TARGET_H_

#include <cstddef>
#include <cstdint>

extern "C" {

// Defined by the target: lets the library work on one input. Ends the process by a trap if the
// library breaks a promise.
int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

// Defined by a target whose format needs it: changes an input in place, to at most capacity bytes,
// and returns its new size.
size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t capacity, unsigned seed);

// Defined by the driver: a mutation that knows nothing of the format.
size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t capacity);

}  // extern "C"

#endif  // NEURO_TESTS_FUZZ_FUZZ_TARGET_H_
