/* SPDX-License-Identifier: MIT
 *
 * The few entries of ONNX Runtime's C interface that the benchmark calls. Its table of functions
 * only ever grows at its end, so that an entry's position, written behind each, holds for all
 * versions since 1.0; the gaps are entries that nobody here needs.
 */
#ifndef NEURO_TESTS_BENCH_PEERS_ORT_API_H_
#define NEURO_TESTS_BENCH_PEERS_ORT_API_H_

#include <stddef.h>
#include <stdint.h>

typedef struct ort_status ort_status; /* NULL: all is well */
typedef struct ort_env ort_env;
typedef struct ort_session ort_session;
typedef struct ort_session_options ort_session_options;
typedef struct ort_value ort_value;
typedef struct ort_memory_info ort_memory_info;
typedef struct ort_run_options ort_run_options;

typedef void (*ort_unused)(void);

enum { ORT_TABLE_VERSION = 1, ORT_LOG_WARNINGS = 2, ORT_OPTIMISE_ALL = 99 };
enum { ORT_ARENA_ALLOCATOR = 1, ORT_DEFAULT_MEMORY = 0 };
enum { ORT_FLOAT = 1, ORT_DOUBLE = 11 }; /* numbers that ONNX files use, too */

struct ort_api {
  ort_unused at_0[2];
  const char* (*error_message)(const ort_status* status);                           /* 2 */
  ort_status* (*create_env)(int log_level, const char* log_name, ort_env** result); /* 3 */
  ort_unused at_4[4];
  ort_status* (*create_session_from_array)(const ort_env* env, const void* model, size_t bytes,
                                           const ort_session_options* options,
                                           ort_session** result); /* 8 */
  ort_status* (*run)(ort_session* session, const ort_run_options* options,
                     const char* const* input_names, const ort_value* const* inputs,
                     size_t input_count, const char* const* output_names, size_t output_count,
                     ort_value** outputs);                             /* 9 */
  ort_status* (*create_session_options)(ort_session_options** result); /* 10 */
  ort_unused at_11[12];
  ort_status* (*set_optimisation)(ort_session_options* options, int level);  /* 23 */
  ort_status* (*set_intra_threads)(ort_session_options* options, int count); /* 24 */
  ort_unused at_25[24];
  ort_status* (*create_tensor)(const ort_memory_info* where, void* data, size_t bytes,
                               const int64_t* shape, size_t dimensions, int type,
                               ort_value** result); /* 49 */
  ort_unused at_50[19];
  ort_status* (*create_cpu_memory_info)(int allocator, int memory,
                                        ort_memory_info** result); /* 69 */
  ort_unused at_70[22];
  void (*release_env)(ort_env* env); /* 92 */
  ort_unused at_93[1];
  void (*release_memory_info)(ort_memory_info* info); /* 94 */
  void (*release_session)(ort_session* session);      /* 95 */
  void (*release_value)(ort_value* value);            /* 96 */
  ort_unused at_97[3];
  void (*release_session_options)(ort_session_options* options); /* 100 */
};

/* What the library's one symbol, OrtGetApiBase(), returns. */
struct ort_api_base {
  const struct ort_api* (*get_api)(uint32_t version);
  const char* (*version)(void);
};

#endif /* NEURO_TESTS_BENCH_PEERS_ORT_API_H_ */
