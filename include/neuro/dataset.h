/* SPDX-License-Identifier: MIT
 *
 * Datasets: rows of inputs with their targets, from arrays and files.
 * A chapter of neuro.h.
 */
#if !defined(NEURO_H) || defined(NEURO_DATASET_H)
#error "include <neuro.h> instead of its chapters"
#endif
#define NEURO_DATASET_H

/* Rows of inputs with their targets, checked once. Apart from nn_dataset_set_weights(), a dataset
 * never changes after it was created, so it may be used by several threads and networks at once. */
typedef struct nn_dataset nn_dataset;

/* Copies arrays into a new dataset in *out. inputs: rows x cols, NN_F32, NN_F64 or NN_U8 (kept as
 * u8, taken as v/255). targets: labels >= 0 (NN_U8, NN_I32, NN_I64) with target_cols 1, or dense
 * rows x target_cols (NN_F32, NN_F64). Errors: INVALID_ARGUMENT (NULL, 0, types, sizes that
 * overflow, values that are not finite, labels below 0 or above 2^31-1: row and column are named),
 * OUT_OF_MEMORY. The caller destroys the dataset. Safe from any thread. Since 0.1. */
NN_API nn_status nn_dataset_create(nn_dataset** out, const void* inputs, nn_type input_type,
                                   size_t rows, size_t cols, const void* targets,
                                   nn_type target_type, size_t target_cols) NN_NOEXCEPT;

/* As a label_column: there is none. */
#define NN_NO_LABEL INT64_MIN

/* Loads a CSV file, plain or gzip. Cells are separated by commas, white space around them and a
 * byte order mark are ignored, lines end in LF or CRLF, empty lines are skipped. A cell may stand
 * in quotes (RFC 4180): then commas and line breaks in it are its own, and "" stands for a quote.
 * label_column: which column holds the label; counted from 0, or from the end if negative (-1 is
 * the last). All others are inputs, numbers that are taken as they stand. NN_NO_LABEL: all columns
 * are inputs; such a dataset has no targets, so that no network can be fitted to it or evaluated on
 * it.
 *
 * Labels are class numbers, whole numbers >= 0. If one of them is text, they are class names (at
 * most 65536): classes 0, 1, ... are the names that there are in ascending order of their bytes,
 * and whole numbers among them are taken as their digits. See nn_dataset_class_name().
 *
 * The first line is a header if some cell of it is text and none is a number; also if its label
 * cell is text and an input cell is text, too, or the next line's label is a number. Where a header
 * of numbers stands above labels of text (1,2,3,species), it is therefore taken for a row.
 *
 * Errors: INVALID_ARGUMENT (NULL, no such column), IO (cannot open or read), FORMAT (no rows, lines
 * of different lengths, a cell that is empty, not a number, or out of range, a quote that is not
 * closed: line and column are named, both counted from 1), OUT_OF_MEMORY. The caller destroys the
 * dataset. Safe from any thread. Since 0.1. */
NN_API nn_status nn_dataset_load_csv(nn_dataset** out, const char* path,
                                     int64_t label_column) NN_NOEXCEPT;

/* As nn_dataset_load_csv(), with
 *  - options, or NULL: NN_OPTION_CSV_SEPARATOR: any ASCII character that is no letter, digit,
 *    quote, line end, '+', '-' or '.'; if it is a space or a tab, that is white space no longer.
 *    NN_OPTION_CSV_MISSING, unless NN_MISSING_REFUSE: what is taken for input cells that are empty
 *    or say ?, NA, N/A, #N/A, NaN, NULL or None (in any case). NN_OPTION_CSV_TARGET:
 *    NN_CSV_TARGET_NUMBERS makes the label column one column of dense NN_F64 targets; text in the
 *    first line's label cell then means a header. Other options mean nothing here.
 *  - like, or NULL: an earlier dataset, such as the training set of a test set: the columns must be
 *    as many, the classes are those of `like`, with their names and numbers, and missing cells are
 *    filled with what `like` was filled with, or if nothing could be missing there, with the zeros,
 *    means or medians of its columns. It is not needed afterwards.
 *
 * Errors: as nn_dataset_load_csv(), and INVALID_ARGUMENT (a separator as above, a `like` that has
 * numbers for targets where classes are read or the other way round), FORMAT (not as many columns
 * as `like`, a class that it does not have: line and column are named; a column without any value,
 * for means or medians). Safe from any thread while none changes options or `like`. Since 0.1. */
NN_API nn_status nn_dataset_load_csv_with(nn_dataset** out, const char* path, int64_t label_column,
                                          const nn_options* options,
                                          const nn_dataset* like) NN_NOEXCEPT;

/* The name of class i, or NULL where classes are numbers; the name of input column i in the header
 * of the file, or NULL without a header. NULL for NULL and beyond the end. Bytes as they are in the
 * file (up to a NUL), valid as long as the dataset. Selections have the names too. Safe from
 * several threads. Since 0.1. */
NN_API const char* nn_dataset_class_name(const nn_dataset* dataset, size_t i) NN_NOEXCEPT;
NN_API const char* nn_dataset_column_name(const nn_dataset* dataset, size_t i) NN_NOEXCEPT;

/* Loads a pair of IDX files, plain or gzip, as MNIST comes: images of unsigned bytes (two or more
 * dimensions, flattened to rows, taken as v/255) and labels of unsigned bytes (one dimension).
 * Errors: INVALID_ARGUMENT (NULL), IO, FORMAT (wrong magic, dimensions of 0 or that overflow, too
 * few or too many bytes, different counts in the two files: the byte is named), UNSUPPORTED (an
 * element type other than unsigned bytes), OUT_OF_MEMORY. The caller destroys the dataset. Safe
 * from any thread. Since 0.1. */
NN_API nn_status nn_dataset_load_idx(nn_dataset** out, const char* images,
                                     const char* labels) NN_NOEXCEPT;

/* A dataset in *out of `count` rows of another one, in the order of their numbers (each 0 ...
 * rows-1, repeats are allowed; copied). It shares the memory of the other, which may be destroyed
 * first, and has its weights (as they are now), classes and names; its own rows count from 0.
 * Errors: INVALID_ARGUMENT (NULL, no rows, a number that is no row: its place is named, from 0),
 * OUT_OF_MEMORY. The caller destroys the dataset. Safe from several threads. Since 0.1. */
NN_API nn_status nn_dataset_select(nn_dataset** out, const nn_dataset* dataset, const int64_t* rows,
                                   size_t count) NN_NOEXCEPT;

/* Splits a dataset in two, as nn_dataset_select() would: *second has `part` of the rows (0 < part <
 * 1, rounded, at least one row on either side), drawn at random, and *first the others, both in
 * ascending order. Where targets are labels, second has the same part of each class, rounded up or
 * down; the last row of a class goes there only where it cannot be helped. The same labels, part
 * and seed (>= 0) give the same rows, also as NN_OPTION_VALIDATION_SPLIT. Errors: INVALID_ARGUMENT
 * (NULL, part or seed out of bounds, one row only), OUT_OF_MEMORY; neither dataset is made then.
 * The caller destroys both. Safe from several threads. Since 0.1. */
NN_API nn_status nn_dataset_split(nn_dataset** first, nn_dataset** second,
                                  const nn_dataset* dataset, double part, int64_t seed) NN_NOEXCEPT;

/* What each row counts in the loss and in the gradient of nn_fit(): `rows` weights, copied, or
 * NULL: all the same again. Gets rows first ... first+rows-1 of them: 1 where none were set.
 * Selections made before keep the weights that they have. Errors: INVALID_ARGUMENT (NULL, a weight
 * that is below 0 or not finite: its row is named, all weights 0, rows beyond the end),
 * OUT_OF_MEMORY; the weights are then as before. While one thread sets, no other may use the
 * dataset (but selections and what it was selected from); getting is safe from several threads.
 * Since 0.1. */
NN_API nn_status nn_dataset_set_weights(nn_dataset* dataset, const double* weights) NN_NOEXCEPT;
NN_API nn_status nn_dataset_get_weights(const nn_dataset* dataset, size_t first, size_t rows,
                                        double* weights) NN_NOEXCEPT;

/* Destroys a dataset; NULL does nothing. No other thread may be using it. Since 0.1. */
NN_API void nn_dataset_destroy(nn_dataset* dataset) NN_NOEXCEPT;

/* The number of rows; of input columns; of target columns (1 for labels, 0 without targets); of
 * classes (the largest label + 1, 0 for dense targets; a selection has as many as the dataset that
 * it was made from, and one that was loaded `like` another as many as that). All 0 for NULL. Safe
 * from several threads. Since 0.1. */
NN_API size_t nn_dataset_rows(const nn_dataset* dataset) NN_NOEXCEPT;
NN_API size_t nn_dataset_cols(const nn_dataset* dataset) NN_NOEXCEPT;
NN_API size_t nn_dataset_target_cols(const nn_dataset* dataset) NN_NOEXCEPT;
NN_API size_t nn_dataset_classes(const nn_dataset* dataset) NN_NOEXCEPT;

/* Copies rows first ... first+rows-1 out of a dataset: inputs as a network takes them in (pixels
 * as v/255), rows x cols, NN_F32 or NN_F64; targets as they are, labels (NN_I32, NN_I64) or dense
 * rows (NN_F32, NN_F64). Errors: INVALID_ARGUMENT (NULL, type, rows of 0 or beyond the end, a
 * dataset without targets). Safe from several threads. Since 0.1. */
NN_API nn_status nn_dataset_get_inputs(const nn_dataset* dataset, size_t first, size_t rows,
                                       void* inputs, nn_type type) NN_NOEXCEPT;
NN_API nn_status nn_dataset_get_targets(const nn_dataset* dataset, size_t first, size_t rows,
                                        void* targets, nn_type type) NN_NOEXCEPT;

/* === For experts ============================================================= */

/* As nn_dataset_create(), but without copying: the dataset refers to the caller's arrays, which
 * must stay in place and unchanged until it and all selections from it are destroyed. For bindings
 * whose arrays live long enough, such as NumPy's. Errors and thread-safety as nn_dataset_create().
 * Since 0.1. */
NN_API nn_status nn_dataset_wrap(nn_dataset** out, const void* inputs, nn_type input_type,
                                 size_t rows, size_t cols, const void* targets, nn_type target_type,
                                 size_t target_cols) NN_NOEXCEPT;

/* As nn_dataset_wrap(), of arrays whose rows lie input_stride and target_stride bytes apart, such
 * as some columns of a larger array; the columns within a row lie side by side. What lies between
 * rows is never read. Errors as nn_dataset_wrap(), and INVALID_ARGUMENT for strides that are less
 * than a row (unless there is one row only) or overflow. Since 0.1. */
NN_API nn_status nn_dataset_wrap_strided(nn_dataset** out, const void* inputs, nn_type input_type,
                                         size_t input_stride, size_t rows, size_t cols,
                                         const void* targets, nn_type target_type,
                                         size_t target_stride, size_t target_cols) NN_NOEXCEPT;
