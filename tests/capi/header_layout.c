/* SPDX-License-Identifier: MIT
 *
 * The numbers and layouts of neuro.h that programs are compiled with, and that therefore never
 * change: values of constants, sizes and offsets of structs, types of functions. Compiled as C99
 * and as C++17 by each compiler there is; never run.
 */
#include <neuro.h>

#define SAME(name, value) typedef char check_##name[(name) == (value) ? 1 : -1]
#define SAME_SIZE(type, bytes) typedef char check_size_##type[sizeof(type) == (bytes) ? 1 : -1]
#define AT(type, member, offset) \
  typedef char check_##type##_##member[offsetof(type, member) == (offset) ? 1 : -1]

SAME(NN_OK, 0);
SAME(NN_ERROR_INVALID_ARGUMENT, -1);
SAME(NN_ERROR_OUT_OF_MEMORY, -2);
SAME(NN_ERROR_IO, -3);
SAME(NN_ERROR_FORMAT, -4);
SAME(NN_ERROR_UNSUPPORTED, -5);
SAME(NN_ERROR_NOT_FINITE, -6);
SAME(NN_ERROR_CANCELLED, -7);
SAME(NN_ERROR_THREAD, -8);
SAME(NN_ERROR_INTERNAL, -9);

SAME(NN_F32, 1);
SAME(NN_F64, 2);
SAME(NN_U8, 3);
SAME(NN_I32, 4);
SAME(NN_I64, 5);

SAME(NN_OPTION_TYPE, 1);
SAME(NN_OPTION_SEED, 2);
SAME(NN_OPTION_WORKERS, 3);
SAME(NN_OPTION_LEARNING_RATE, 4);
SAME(NN_OPTION_BATCH_SIZE, 5);
SAME(NN_OPTION_EPOCHS, 6);
SAME(NN_OPTION_INPUT_SCALING, 7);
SAME(NN_OPTION_OUTPUT, 8);
SAME(NN_OPTION_PROGRESS_INTERVAL, 9);
SAME(NN_OPTION_ALLOW_NOT_FINITE, 10);

SAME(NN_SCALING_NONE, 0);
SAME(NN_SCALING_MIN_MAX, 1);
SAME(NN_SCALING_STANDARD, 2);
SAME(NN_OUTPUT_SOFTMAX, 0);
SAME(NN_OUTPUT_IDENTITY, 1);

SAME(NN_METRIC_LOSS, 1);
SAME(NN_METRIC_ACCURACY, 2);
SAME(NN_METRIC_PRECISION, 3);
SAME(NN_METRIC_RECALL, 4);
SAME(NN_METRIC_F1, 5);
SAME(NN_METRIC_ROC_AUC, 6);
SAME(NN_METRIC_MAE, 7);
SAME(NN_METRIC_RMSE, 8);
SAME(NN_METRIC_R2, 9);
SAME(NN_METRIC_SUPPORT, 10);
SAME(NN_OPTION_CSV_SEPARATOR, 56);
SAME(NN_OPTION_CSV_MISSING, 57);
SAME(NN_OPTION_CSV_TARGET, 58);
SAME(NN_MISSING_REFUSE, 0);
SAME(NN_MISSING_ZERO, 1);
SAME(NN_MISSING_MEAN, 2);
SAME(NN_MISSING_MEDIAN, 3);
SAME(NN_CSV_TARGET_AUTOMATIC, 0);
SAME(NN_CSV_TARGET_NUMBERS, 1);

SAME_SIZE(nn_status, 4);
SAME_SIZE(nn_type, 4);
SAME_SIZE(nn_option, 4);
SAME_SIZE(nn_metric, 4);

/* struct_size takes the room of 8 bytes wherever int64_t is aligned to 8. */
#if SIZE_MAX == UINT64_MAX
SAME_SIZE(nn_progress, 136);
AT(nn_progress, struct_size, 0);
AT(nn_progress, epoch, 8);
AT(nn_progress, epochs, 16);
AT(nn_progress, batch, 24);
AT(nn_progress, batches, 32);
AT(nn_progress, rows, 40);
AT(nn_progress, rows_per_epoch, 48);
AT(nn_progress, loss, 56);
AT(nn_progress, accuracy, 64);
AT(nn_progress, validation_loss, 72);
AT(nn_progress, validation_accuracy, 80);
AT(nn_progress, seconds, 88);
AT(nn_progress, seconds_left, 96);
AT(nn_progress, rows_per_second, 104);
AT(nn_progress, epoch_ended, 112);
AT(nn_progress, stopped_early, 116);
AT(nn_progress, learning_rate, 120);
AT(nn_progress, steps, 128);

SAME_SIZE(nn_augmentation, 64);
AT(nn_augmentation, struct_size, 0);
AT(nn_augmentation, inputs, 8);
AT(nn_augmentation, rows, 16);
AT(nn_augmentation, cols, 24);
AT(nn_augmentation, row_numbers, 32);
AT(nn_augmentation, epoch, 40);
AT(nn_augmentation, step, 48);
AT(nn_augmentation, type, 56);
AT(nn_augmentation, reserved, 60);

SAME_SIZE(nn_stream, 40);
AT(nn_stream, struct_size, 0);
AT(nn_stream, read, 8);
AT(nn_stream, user, 16);
AT(nn_stream, rows_per_epoch, 24);
AT(nn_stream, input_type, 32);
AT(nn_stream, target_type, 36);

SAME_SIZE(nn_metrics, 40);
AT(nn_metrics, struct_size, 0);
AT(nn_metrics, rows, 8);
AT(nn_metrics, correct, 16);
AT(nn_metrics, loss, 24);
AT(nn_metrics, accuracy, 32);

SAME_SIZE(nn_epoch, 56);
AT(nn_epoch, struct_size, 0);
AT(nn_epoch, rows, 8);
AT(nn_epoch, learning_rate, 16);
AT(nn_epoch, loss, 24);
AT(nn_epoch, accuracy, 32);
AT(nn_epoch, validation_loss, 40);
AT(nn_epoch, validation_accuracy, 48);
#endif

/* Versions compare as numbers, also in the preprocessor. */
#if NN_VERSION != NN_VERSION_NUMBER(NN_VERSION_MAJOR, NN_VERSION_MINOR, NN_VERSION_PATCH) || \
    NN_VERSION_NUMBER(1, 2, 3) != 1002003 ||                                                 \
    NN_VERSION_NUMBER(1, 2, 3) >= NN_VERSION_NUMBER(1, 3, 0)
#error "NN_VERSION"
#endif

extern int32_t header_layout_progress(const nn_progress*, void*);
extern nn_progress_fn header_layout_callback;
nn_progress_fn header_layout_callback = header_layout_progress;
