// Bits as in Intel's Software Developer's Manual, volume 2, CPUID. A virtual machine traps each of
// these instructions, so there are no more of them than it takes.
#include "kernels/instruction_sets.h"

#include <cstdint>

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#elif defined(__aarch64__) && defined(__linux__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

namespace neuro {

#if defined(__x86_64__) || defined(__i386__)

namespace {

constexpr uint32_t bit(int number) { return uint32_t{1} << number; }
constexpr bool all_of(uint32_t set, uint32_t wanted) { return (set & wanted) == wanted; }

// Which registers the operating system saves.
uint32_t saved_state() {
  uint32_t low, high;
  asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

}  // namespace

InstructionSets instruction_sets() {
  // Leaf 1, ECX: PCLMULQDQ, SSSE3, FMA, SSE4.1, SSE4.2, AES, OSXSAVE, AVX, F16C.
  constexpr uint32_t kLeaf1 =
      bit(1) | bit(9) | bit(12) | bit(19) | bit(20) | bit(25) | bit(27) | bit(28) | bit(29);
  // Leaf 7, EBX: BMI1, AVX2, BMI2; AVX-512 F, DQ, CD, BW, VL.
  constexpr uint32_t kAvx2 = bit(3) | bit(5) | bit(8);
  constexpr uint32_t kAvx512 = bit(16) | bit(17) | bit(28) | bit(30) | bit(31);
  // Saved: XMM, YMM; opmasks, ZMM 0-15's upper halves, ZMM 16-31.
  constexpr uint32_t kYmm = bit(1) | bit(2);
  constexpr uint32_t kZmm = bit(5) | bit(6) | bit(7);

  InstructionSets sets;
  if (__get_cpuid_max(0, nullptr) < 7) return sets;
  uint32_t eax, ebx, ecx, edx;
  __cpuid(1, eax, ebx, ecx, edx);
  if (!all_of(ecx, kLeaf1)) return sets;
  const uint32_t saved = saved_state();
  __cpuid_count(7, 0, eax, ebx, ecx, edx);
  sets.avx2 = all_of(ebx, kAvx2) && all_of(saved, kYmm);
  sets.avx512 = sets.avx2 && all_of(ebx, kAvx512) && all_of(saved, kZmm);
  return sets;
}

#elif defined(__aarch64__) && defined(__linux__)

InstructionSets instruction_sets() {
  InstructionSets sets;
  sets.neon = (getauxval(AT_HWCAP) & HWCAP_ASIMD) != 0 && (getauxval(AT_HWCAP) & HWCAP_AES) != 0;
  return sets;
}

#elif defined(__aarch64__)

InstructionSets instruction_sets() {
  InstructionSets sets;
  sets.neon = true;
  return sets;
}

#else

InstructionSets instruction_sets() { return {}; }

#endif

}  // namespace neuro
