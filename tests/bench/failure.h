/* SPDX-License-Identifier: MIT
 *
 * How a benchmark program ends when something goes wrong: a sentence on standard error that names
 * the program, and an exit status. Half a result is none.
 */
#ifndef NEURO_TESTS_BENCH_FAILURE_H_
#define NEURO_TESTS_BENCH_FAILURE_H_

#include <neuro.h>

#if defined(__GNUC__)
#define BENCH_NORETURN __attribute__((noreturn))
#else
#define BENCH_NORETURN
#endif

/* What messages begin with; the string is kept, not copied. */
void set_program_name(const char* name);
const char* program_name(void);

/* Exits with status 1. */
BENCH_NORETURN void fail(const char* doing, const char* message);

/* fail() with the library's message, unless status is NN_OK. */
void check(nn_status status, const char* doing);

/* Zeroed memory that free() takes back, or fail(). */
void* allocate(size_t count, size_t size);

#endif /* NEURO_TESTS_BENCH_FAILURE_H_ */
