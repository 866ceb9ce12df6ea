/* SPDX-License-Identifier: MIT
 *
 * Checks for test programs. A check that fails prints where and what; check_done() ends main() with
 * the exit status, which is 1 if any failed. Checks may be made on several threads.
 */
#ifndef NEURO_TESTS_CAPI_CHECK_H
#define NEURO_TESTS_CAPI_CHECK_H

#include <neuro.h>

/* The condition holds. */
#define CHECK(condition) check_that((condition) ? 1 : 0, __FILE__, __LINE__, #condition)

/* The call comes to NN_OK. */
#define CHECK_OK(call) check_ok((call), __FILE__, __LINE__, #call)

/* As CHECK_OK, but there is nothing to go on with where it fails: the program ends. */
#define REQUIRE_OK(call) \
  (CHECK_OK(call) ? (void)0 : check_abandon(__FILE__, __LINE__, "nothing to go on with"))
#define REQUIRE(condition) \
  (CHECK(condition) ? (void)0 : check_abandon(__FILE__, __LINE__, "nothing to go on with"))

/* The call comes to exactly this status and leaves a message of its own that contains all of the
 * texts that follow. */
#define CHECK_FAILS(call, status, ...)                                            \
  (check_forget_error(), check_fails((call), (status), __FILE__, __LINE__, #call, \
                                     (const char* const[]){__VA_ARGS__, NULL}))

int check_that(int holds, const char* file, int line, const char* what);
int check_ok(nn_status status, const char* file, int line, const char* call);
int check_fails(nn_status status, nn_status expected, const char* file, int line, const char* call,
                const char* const* texts);

/* Replaces nn_last_error()'s message by one that no check expects. */
void check_forget_error(void);

/* Prints the message and ends the program with status 1. */
__attribute__((noreturn)) void check_abandon(const char* file, int line, const char* message);

/* How many have failed so far: for a caller that has more to say about them. */
int check_failures(void);

/* Prints how many checks there were. The exit status of main(): 1 if any failed, or none was made.
 */
int check_done(void);

/* From here on nothing may write to standard output or error: both go to a file, and what the
 * checks have to say goes where standard error went before. check_silent() checks that the file
 * is empty, and puts everything back. */
void check_silence(void);
void check_silent(void);

#endif
