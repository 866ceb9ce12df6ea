/* SPDX-License-Identifier: MIT
 *
 * Datasets: rows of inputs with their targets, from arrays and files.
 * A chapter of neuro.h.
 */
#if !defined(NEURO_H) || defined(NEURO_DATASET_H)
#error "include <neuro.h> instead of its chapters"
#endif
#define NEURO_DATASET_H

/* Rows of inputs with their targets, checked once. A dataset never changes after it was created,
 * so it may be used by several threads and networks at once. */
typedef struct nn_dataset nn_dataset;

/* Copies arrays into a new dataset in *out. inputs: rows x cols, NN_F32, NN_F64 or NN_U8 (kept as
 * u8, taken as v/255). targets: labels >= 0 (NN_U8, NN_I32, NN_I64) with target_cols 1, or dense
 * rows x target_cols (NN_F32, NN_F64). Errors: INVALID_ARGUMENT (NULL, 0, types, sizes that
 * overflow, values that are not finite, labels below 0 or above 2^31-1: row and column are named),
 * OUT_OF_MEMORY. The caller destroys the dataset. Safe from any thread. Since 0.1. */
NN_API nn_status nn_dataset_create(nn_dataset** out, const void* inputs, nn_type input_type,
                                   size_t rows, size_t cols, const void* targets,
                                   nn_type target_type, size_t target_cols) NN_NOEXCEPT;

/* Loads a CSV file, plain or gzip. Cells are separated by commas, white space around them and a
 * byte order mark are ignored, lines end in LF or CRLF, empty lines are skipped. The first line is
 * a header if its label cell is text, or if some cell is text and none is a number. label_column:
 * which column holds the label, a whole number >= 0; counted from 0, or from the end if negative
 * (-1 is the last). All others are inputs, taken as they stand. NN_NO_LABEL: all columns are
 * inputs; such a dataset has no targets, so that no network can be fitted to it or evaluated on it.
 * Errors: INVALID_ARGUMENT (NULL, no such column), IO (cannot open or read), FORMAT (no rows, lines
 * of different lengths, a cell that is empty, not a number, or out of range: line and column are
 * named, both counted from 1), OUT_OF_MEMORY. The caller destroys the dataset. Safe from any
 * thread. Since 0.1. */
#define NN_NO_LABEL INT64_MIN
NN_API nn_status nn_dataset_load_csv(nn_dataset** out, const char* path,
                                     int64_t label_column) NN_NOEXCEPT;

/* Loads a pair of IDX files, plain or gzip, as MNIST comes: images of unsigned bytes (two or more
 * dimensions, flattened to rows, taken as v/255) and labels of unsigned bytes (one dimension).
 * Errors: INVALID_ARGUMENT (NULL), IO, FORMAT (wrong magic, dimensions of 0 or that overflow, too
 * few or too many bytes, different counts in the two files: the byte is named), UNSUPPORTED (an
 * element type other than unsigned bytes), OUT_OF_MEMORY. The caller destroys the dataset. Safe
 * from any thread. Since 0.1. */
NN_API nn_status nn_dataset_load_idx(nn_dataset** out, const char* images,
                                     const char* labels) NN_NOEXCEPT;

/* Destroys a dataset; NULL does nothing. No other thread may be using it. Since 0.1. */
NN_API void nn_dataset_destroy(nn_dataset* dataset) NN_NOEXCEPT;

/* The number of rows; of input columns; of target columns (1 for labels, 0 without targets); of
 * classes (the largest label + 1, 0 for dense targets). All 0 for NULL. Safe from several threads.
 * Since 0.1. */
NN_API size_t nn_dataset_rows(const nn_dataset* dataset) NN_NOEXCEPT;
NN_API size_t nn_dataset_cols(const nn_dataset* dataset) NN_NOEXCEPT;
NN_API size_t nn_dataset_target_cols(const nn_dataset* dataset) NN_NOEXCEPT;
NN_API size_t nn_dataset_classes(const nn_dataset* dataset) NN_NOEXCEPT;

/* Copies rows first ... first+rows-1 out of a dataset: inputs as a network takes them in (pixels
 * as v/255), rows x cols, NN_F32 or NN_F64; targets as they are, labels (NN_I32, NN_I64) or dense
 * rows (NN_F32, NN_F64). Errors: INVALID_ARGUMENT (NULL, type, rows beyond the end). Safe from
 * several threads. Since 0.1. */
NN_API nn_status nn_dataset_get_inputs(const nn_dataset* dataset, size_t first, size_t rows,
                                       void* inputs, nn_type type) NN_NOEXCEPT;
NN_API nn_status nn_dataset_get_targets(const nn_dataset* dataset, size_t first, size_t rows,
                                        void* targets, nn_type type) NN_NOEXCEPT;

/* === For experts ============================================================= */

/* As nn_dataset_create(), but without copying: the dataset refers to the caller's arrays, which
 * must stay in place and unchanged until it is destroyed. For bindings whose arrays live long
 * enough, such as NumPy's. Errors and thread-safety as nn_dataset_create(). Since 0.1. */
NN_API nn_status nn_dataset_wrap(nn_dataset** out, const void* inputs, nn_type input_type,
                                 size_t rows, size_t cols, const void* targets, nn_type target_type,
                                 size_t target_cols) NN_NOEXCEPT;
