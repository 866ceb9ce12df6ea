/* SPDX-License-Identifier: MIT
 *
 * neuro.h - train and run fully connected neural networks on CPUs.
 *
 * This is the one public header of libneuro: include it alone. It reads as a manual: conventions
 * here, then a chapter a file, in the order of the includes at the end.
 *
 * Conventions
 *  - Every function that can fail returns an nn_status: NN_OK (0) or a negative NN_ERROR_ value.
 *    nn_last_error() then holds a sentence that names the argument, row, column or byte at fault.
 *    A call that fails leaves every object, and every output array, as it was before, unless its
 *    own comment says otherwise.
 *  - Out-parameters come first. A pointer must not be NULL unless its description says "or NULL".
 *  - Objects are opaque. Who creates one destroys it; the destroy functions take NULL.
 *  - Arrays are dense and row-major; an array's element type is the nn_type that follows it. They
 *    need no more alignment than their element type. What is written must not overlap anything.
 *  - Rows, columns, counts and sizes of 0 are refused, unless a description says otherwise.
 *  - Structs begin with their size: the caller sets it where the library is to fill one in, the
 *    library sets it where it hands one to a callback.
 *  - Text is UTF-8. Paths are the system's own, byte for byte (on Windows UTF-8), and are quoted
 *    so in messages.
 *  - Nothing here prints, aborts, exits, installs a signal handler, reads the locale or changes the
 *    caller's floating-point modes. The environment is read once, for NEURO_TARGET.
 *
 * Threads
 *  - Different objects may be used by different threads at the same time. One network may be read
 *    (nn_predict, nn_evaluate, nn_save and the getters) by several threads at once, as long as no
 *    thread trains or changes it; the same holds for datasets and options. A fit trains until it
 *    has returned, also while it waits for a callback.
 *  - Objects belong to no thread: one may be made, used and destroyed by different ones in turn.
 *  - nn_last_error() is per thread.
 *  - A network starts worker threads when a call is first worth them, with signals blocked, and
 *    joins them in nn_destroy(). A child after fork() may use it too, with workers of its own.
 *
 * Reproducibility
 *  - The same seed, data and sequence of calls give the same bits: for any number of workers, on
 *    every instruction set, for a row predicted alone or among others, and for a run that was
 *    stopped, saved as a checkpoint, loaded elsewhere and resumed. Where training runs into NaN, it
 *    is NaN everywhere; its sign and payload are not defined.
 */
#ifndef NEURO_H
#define NEURO_H

#include <stddef.h>
#include <stdint.h>

#define NN_VERSION_MAJOR 0
#define NN_VERSION_MINOR 1
#define NN_VERSION_PATCH 0
#define NN_ABI_VERSION 0 /* the SONAME's number: libneuro.so.0 */
#define NN_VERSION_NUMBER(major, minor, patch) ((major)*1000000 + (minor)*1000 + (patch))
#define NN_VERSION NN_VERSION_NUMBER(NN_VERSION_MAJOR, NN_VERSION_MINOR, NN_VERSION_PATCH)
/* Whether this header is of that version or a later one: for #if. nn_version() tells the same of
 * the library that is there at run time. */
#define NN_VERSION_ATLEAST(major, minor, patch) \
  (NN_VERSION >= NN_VERSION_NUMBER(major, minor, patch))

/* Marks every function. Define NN_STATIC where libneuro is linked as a static library that was
 * built without a shared one: needed on Windows, elsewhere it keeps the functions out of what your
 * own library exports. NN_BUILDING_LIBRARY is for libneuro itself. */
#if defined(NN_STATIC)
#define NN_API
#elif defined(_WIN32) && defined(NN_BUILDING_LIBRARY)
#define NN_API __declspec(dllexport)
#elif defined(_WIN32)
#define NN_API __declspec(dllimport)
#elif defined(__GNUC__)
#define NN_API __attribute__((visibility("default")))
#else
#define NN_API
#endif

/* Marks what a later version will not have any more, and says what to use instead: compilers warn
 * where it is used, unless NN_ALLOW_DEPRECATED is defined. Nothing is so marked yet. */
#if defined(NN_ALLOW_DEPRECATED)
#define NN_DEPRECATED(since, instead)
#elif defined(__GNUC__)
#define NN_DEPRECATED(since, instead) __attribute__((deprecated("since " since ": " instead)))
#elif defined(_MSC_VER)
#define NN_DEPRECATED(since, instead) __declspec(deprecated("since " since ": " instead))
#else
#define NN_DEPRECATED(since, instead)
#endif

#ifdef __cplusplus
#define NN_NOEXCEPT noexcept
extern "C" {
#else
#define NN_NOEXCEPT
#endif

/* 1. Statuses, element types, errors, versions */
#include <neuro/status.h>

/* 2. Options: what can be chosen, with bounds and defaults */
#include <neuro/options.h>

/* 3. Networks: creation, single steps of training, prediction, parameters */
#include <neuro/network.h>

/* 4. Datasets: rows in memory, from arrays or files */
#include <neuro/dataset.h>

/* 5. Fitting to a dataset, resuming, evaluating, history */
#include <neuro/fit.h>

/* 6. Evaluations: every metric of a network on a dataset, its mistakes */
#include <neuro/evaluation.h>

/* 7. Model files: saving, loading, checkpoints, metadata */
#include <neuro/file.h>

/* 8. For experts: gradients, norms, normalisations, memory */
#include <neuro/expert.h>

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* NEURO_H */
