/* SPDX-License-Identifier: MIT
 *
 * Statuses, element types, the last error, versions.
 * A chapter of neuro.h.
 */
#if !defined(NEURO_H) || defined(NEURO_STATUS_H)
#error "include <neuro.h> instead of its chapters"
#endif
#define NEURO_STATUS_H

/* What a call came to. Errors are negative; new ones may be added. */
typedef int32_t nn_status;
enum {
  NN_OK = 0,
  NN_ERROR_INVALID_ARGUMENT = -1, /* the caller's mistake: the message names the argument */
  NN_ERROR_OUT_OF_MEMORY = -2,
  NN_ERROR_IO = -3,          /* a file could not be opened, read or written */
  NN_ERROR_FORMAT = -4,      /* a file's content is wrong: the message names line or byte */
  NN_ERROR_UNSUPPORTED = -5, /* well-formed, but not something this build or machine can do */
  NN_ERROR_NOT_FINITE = -6,  /* training diverged: a number would no longer be finite */
  NN_ERROR_CANCELLED = -7,   /* a callback or nn_cancel() asked to stop */
  NN_ERROR_THREAD = -8,      /* a worker thread could not be started */
  NN_ERROR_INTERNAL = -9     /* a defect of this library */
};

/* The element type of an array. */
typedef int32_t nn_type;
enum {
  NN_F32 = 1, /* IEEE single, float */
  NN_F64 = 2, /* IEEE double, double */
  NN_U8 = 3,  /* as inputs: pixels, taken as v/255; as targets: class labels */
  NN_I32 = 4, /* class labels */
  NN_I64 = 5  /* class labels */
};

/* The message of this thread's last failed call, in English, for people to read. Never NULL; empty
 * before the first failure; a successful call does not clear it. The text belongs to the library
 * and stays valid until this thread's next failing call. Safe from any thread. Since 0.1. */
NN_API const char* nn_last_error(void) NN_NOEXCEPT;

/* A status's name, such as "NN_ERROR_FORMAT", or "unknown status". A static string, never NULL.
 * Safe from any thread. Since 0.1. */
NN_API const char* nn_status_name(nn_status status) NN_NOEXCEPT;

/* The version of the library at run time: "0.1.0", a static string, and as NN_VERSION_NUMBER. Safe
 * from any thread. Since 0.1. */
NN_API const char* nn_version_string(void) NN_NOEXCEPT;
NN_API int32_t nn_version(void) NN_NOEXCEPT;

/* The instruction set in use: "avx512", "avx2", "neon" or "portable", a static string, never NULL.
 * The best one the machine has is taken, unless the environment variable NEURO_TARGET names
 * another one when the library is first used: results do not depend on it, only speed does. When
 * NEURO_TARGET names one that this machine or build does not have, this is "unavailable" and
 * nn_create() fails with NN_ERROR_UNSUPPORTED. Safe from any thread. Since 0.1. */
NN_API const char* nn_cpu_target(void) NN_NOEXCEPT;
