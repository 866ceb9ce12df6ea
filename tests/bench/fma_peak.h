/* SPDX-License-Identifier: MIT
 *
 * The speed of light of this machine, right now: how many floating-point operations a second its
 * cores do when nothing but fused multiply-adds stands in their way. Other processes and the clock
 * frequency change it from moment to moment, so it is measured beside what it is compared with.
 */
#ifndef NEURO_TESTS_BENCH_FMA_PEAK_H_
#define NEURO_TESTS_BENCH_FMA_PEAK_H_

#ifdef __cplusplus
extern "C" {
#endif

/* GFLOP/s (a multiply-add counts as two) of so many threads together, in the best instruction set
 * of the machine; of no more threads than the process has CPUs, since more do no more. is_f64: of
 * doubles, else of floats. Takes about 20 ms. 0: threads could not be started. */
double fma_peak_gflops(int is_f64, int threads);

/* The same on the calling thread alone, in the instruction set of that name, one of the library's:
 * "avx512", "avx2", "neon" or "portable". Takes about 6 ms. 0: this machine does not have it. */
double fma_peak_gflops_of(const char* target, int is_f64);

#ifdef __cplusplus
}
#endif

#endif /* NEURO_TESTS_BENCH_FMA_PEAK_H_ */
