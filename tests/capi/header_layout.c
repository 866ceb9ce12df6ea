/* SPDX-License-Identifier: MIT
 *
 * The numbers and layouts of neuro.h that programs are compiled with, and that therefore never
 * change: values of constants, sizes and offsets of structs. Compiled as C99 and as C++17 by each
 * compiler there is; never run. The test "api" checks that none is missing.
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
SAME(NN_OPTION_LOSS, 11);
SAME(NN_OPTION_HUBER_DELTA, 12);
SAME(NN_OPTION_LABEL_SMOOTHING, 13);
SAME(NN_OPTION_BALANCE_CLASSES, 14);
SAME(NN_OPTION_ACTIVATION, 15);
SAME(NN_OPTION_LEAKY_SLOPE, 16);
SAME(NN_OPTION_ELU_ALPHA, 17);
SAME(NN_OPTION_NORMALISATION, 18);
SAME(NN_OPTION_NORMALISATION_EPSILON, 19);
SAME(NN_OPTION_NORMALISATION_MOMENTUM, 20);
SAME(NN_OPTION_DROPOUT, 21);
SAME(NN_OPTION_INPUT_DROPOUT, 22);
SAME(NN_OPTION_INITIALISATION, 23);
SAME(NN_OPTION_INITIAL_BIAS, 24);
SAME(NN_OPTION_OPTIMIZER, 25);
SAME(NN_OPTION_MOMENTUM, 26);
SAME(NN_OPTION_BETA1, 27);
SAME(NN_OPTION_BETA2, 28);
SAME(NN_OPTION_RMS_DECAY, 29);
SAME(NN_OPTION_EPSILON, 30);
SAME(NN_OPTION_RPROP_DECREASE, 31);
SAME(NN_OPTION_RPROP_INCREASE, 32);
SAME(NN_OPTION_RPROP_MINIMUM, 33);
SAME(NN_OPTION_RPROP_MAXIMUM, 34);
SAME(NN_OPTION_L1, 35);
SAME(NN_OPTION_L2, 36);
SAME(NN_OPTION_WEIGHT_DECAY, 37);
SAME(NN_OPTION_CLIP_NORM, 38);
SAME(NN_OPTION_CLIP_VALUE, 39);
SAME(NN_OPTION_SCHEDULE, 40);
SAME(NN_OPTION_WARMUP_STEPS, 41);
SAME(NN_OPTION_SCHEDULE_PERIOD, 42);
SAME(NN_OPTION_SCHEDULE_FACTOR, 43);
SAME(NN_OPTION_MINIMUM_RATE, 44);
SAME(NN_OPTION_ONE_CYCLE_RISE, 45);
SAME(NN_OPTION_ONE_CYCLE_START, 46);
SAME(NN_OPTION_ONE_CYCLE_END, 47);
SAME(NN_OPTION_PLATEAU_PATIENCE, 48);
SAME(NN_OPTION_PLATEAU_THRESHOLD, 49);
SAME(NN_OPTION_VALIDATION_SPLIT, 50);
SAME(NN_OPTION_EARLY_STOPPING, 51);
SAME(NN_OPTION_EARLY_STOPPING_DELTA, 52);
SAME(NN_OPTION_ACCUMULATE, 53);
SAME(NN_OPTION_SHUFFLE, 54);
SAME(NN_OPTION_KEEP_GRADIENTS, 55);
SAME(NN_OPTION_CSV_SEPARATOR, 56);
SAME(NN_OPTION_CSV_MISSING, 57);
SAME(NN_OPTION_CSV_TARGET, 58);

SAME(NN_SCALING_NONE, 0);
SAME(NN_SCALING_MIN_MAX, 1);
SAME(NN_SCALING_STANDARD, 2);

SAME(NN_OUTPUT_SOFTMAX, 0);
SAME(NN_OUTPUT_IDENTITY, 1);
SAME(NN_OUTPUT_SIGMOID, 2);

SAME(NN_LOSS_DEFAULT, 0);
SAME(NN_LOSS_SQUARED, 1);
SAME(NN_LOSS_ABSOLUTE, 2);
SAME(NN_LOSS_HUBER, 3);

SAME(NN_ACTIVATION_IDENTITY, 0);
SAME(NN_ACTIVATION_RELU, 1);
SAME(NN_ACTIVATION_LEAKY_RELU, 2);
SAME(NN_ACTIVATION_ELU, 3);
SAME(NN_ACTIVATION_SELU, 4);
SAME(NN_ACTIVATION_GELU, 5);
SAME(NN_ACTIVATION_SILU, 6);
SAME(NN_ACTIVATION_TANH, 7);
SAME(NN_ACTIVATION_SIGMOID, 8);
SAME(NN_ACTIVATION_SOFTPLUS, 9);

SAME(NN_NORMALISATION_NONE, 0);
SAME(NN_NORMALISATION_BATCH, 1);
SAME(NN_NORMALISATION_LAYER, 2);

SAME(NN_INITIALISATION_HE_NORMAL, 0);
SAME(NN_INITIALISATION_HE_UNIFORM, 1);
SAME(NN_INITIALISATION_XAVIER_NORMAL, 2);
SAME(NN_INITIALISATION_XAVIER_UNIFORM, 3);
SAME(NN_INITIALISATION_LECUN_NORMAL, 4);
SAME(NN_INITIALISATION_LECUN_UNIFORM, 5);
SAME(NN_INITIALISATION_ZEROS, 6);

SAME(NN_OPTIMIZER_SGD, 0);
SAME(NN_OPTIMIZER_MOMENTUM, 1);
SAME(NN_OPTIMIZER_NESTEROV, 2);
SAME(NN_OPTIMIZER_RMSPROP, 3);
SAME(NN_OPTIMIZER_ADAGRAD, 4);
SAME(NN_OPTIMIZER_ADAM, 5);
SAME(NN_OPTIMIZER_ADAMW, 6);
SAME(NN_OPTIMIZER_RPROP, 7);

SAME(NN_SCHEDULE_CONSTANT, 0);
SAME(NN_SCHEDULE_STEP, 1);
SAME(NN_SCHEDULE_EXPONENTIAL, 2);
SAME(NN_SCHEDULE_COSINE, 3);
SAME(NN_SCHEDULE_ONE_CYCLE, 4);
SAME(NN_SCHEDULE_PLATEAU, 5);

SAME(NN_MISSING_REFUSE, 0);
SAME(NN_MISSING_ZERO, 1);
SAME(NN_MISSING_MEAN, 2);
SAME(NN_MISSING_MEDIAN, 3);

SAME(NN_CSV_TARGET_AUTOMATIC, 0);
SAME(NN_CSV_TARGET_NUMBERS, 1);

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

SAME_SIZE(nn_epoch, 56);
AT(nn_epoch, struct_size, 0);
AT(nn_epoch, rows, 8);
AT(nn_epoch, learning_rate, 16);
AT(nn_epoch, loss, 24);
AT(nn_epoch, accuracy, 32);
AT(nn_epoch, validation_loss, 40);
AT(nn_epoch, validation_accuracy, 48);

SAME_SIZE(nn_metrics, 40);
AT(nn_metrics, struct_size, 0);
AT(nn_metrics, rows, 8);
AT(nn_metrics, correct, 16);
AT(nn_metrics, loss, 24);
AT(nn_metrics, accuracy, 32);

SAME_SIZE(nn_norms, 72);
AT(nn_norms, struct_size, 0);
AT(nn_norms, weights, 8);
AT(nn_norms, bias, 16);
AT(nn_norms, scale, 24);
AT(nn_norms, shift, 32);
AT(nn_norms, weight_gradient, 40);
AT(nn_norms, bias_gradient, 48);
AT(nn_norms, scale_gradient, 56);
AT(nn_norms, shift_gradient, 64);
#endif

SAME(NN_ABI_VERSION, 0);
SAME(NN_NO_LABEL, INT64_MIN);

/* Versions compare as numbers, also in the preprocessor. */
#if NN_VERSION != NN_VERSION_NUMBER(NN_VERSION_MAJOR, NN_VERSION_MINOR, NN_VERSION_PATCH) || \
    NN_VERSION_NUMBER(1, 2, 3) != 1002003 ||                                                 \
    NN_VERSION_NUMBER(1, 2, 3) >= NN_VERSION_NUMBER(1, 3, 0)
#error "NN_VERSION"
#endif
#if !NN_VERSION_ATLEAST(NN_VERSION_MAJOR, NN_VERSION_MINOR, NN_VERSION_PATCH) ||    \
    NN_VERSION_ATLEAST(NN_VERSION_MAJOR, NN_VERSION_MINOR, NN_VERSION_PATCH + 1) || \
    !NN_VERSION_ATLEAST(0, 0, 999) || NN_VERSION_ATLEAST(NN_VERSION_MAJOR + 1, 0, 0)
#error "NN_VERSION_ATLEAST"
#endif

extern int32_t header_layout_progress(const nn_progress*, void*);
extern nn_progress_fn header_layout_callback;
nn_progress_fn header_layout_callback = header_layout_progress;
