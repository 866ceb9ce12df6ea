// Which instruction sets the kernels are compiled for: to be included before anything of Highway,
// so that every table of kernels exists for the same ones.
//
// Only instruction sets with FMA are worth their code: SSE ones would emulate it lane by lane, as
// the portable one does. SVE is left out because its target bits changed between Highway releases
// that share a SONAME. The portable table is built even where the compiler may assume more.
#ifndef NEURO_LIB_KERNELS_TARGETS_H_
#define NEURO_LIB_KERNELS_TARGETS_H_

#ifdef __FAST_MATH__
#error "libneuro promises the same bits everywhere, which -ffast-math and -Ofast take away"
#endif

#if defined(__aarch64__)
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
#elif defined(__arm__)
#define HWY_DISABLED_TARGETS HWY_NEON
#else
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)
#endif
#define HWY_COMPILE_ALL_ATTAINABLE

#endif  // NEURO_LIB_KERNELS_TARGETS_H_
