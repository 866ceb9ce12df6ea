// What the machine can run of what the kernels are compiled for.
#ifndef NEURO_LIB_KERNELS_INSTRUCTION_SETS_H_
#define NEURO_LIB_KERNELS_INSTRUCTION_SETS_H_

namespace neuro {

// Each with all that Highway has the compiler use under that name, and with the operating system
// saving its registers.
struct InstructionSets {
  bool avx512 = false;
  bool avx2 = false;
  bool neon = false;
};

// Asks the processor. Highway could tell as well, but its library takes milliseconds to load: it
// times the processor's clock at that moment (1.0.3 does).
InstructionSets instruction_sets();

}  // namespace neuro

#endif  // NEURO_LIB_KERNELS_INSTRUCTION_SETS_H_
