/* SPDX-License-Identifier: MIT
 *
 * What this process has in memory, in bytes, by the operating system's own account.
 */
#ifndef NEURO_TESTS_BENCH_MEMORY_H_
#define NEURO_TESTS_BENCH_MEMORY_H_

#include <stdint.h>

/* The most that has been in memory at once until now: program, libraries, heap and stacks. 0 if
 * that cannot be found out. */
int64_t peak_resident_bytes(void);

#endif /* NEURO_TESTS_BENCH_MEMORY_H_ */
