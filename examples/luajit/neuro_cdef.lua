-- SPDX-License-Identifier: MIT
--
-- What neuro.h declares, for LuaJIT's ffi, and its constants by name. Made from api.json,
-- not to be changed by hand: `luajit make_cdef.lua` makes it anew.

return {
  version = "0.1.0",
  version_number = 1000,
  abi_version = 0,
  no_label = -9223372036854775808LL,
  types = { f32 = 1, f64 = 2, u8 = 3, i32 = 4, i64 = 5 },
  options = { type = 1, seed = 2, workers = 3, learning_rate = 4, batch_size = 5, epochs = 6,
    input_scaling = 7, output = 8, progress_interval = 9, allow_not_finite = 10, loss = 11,
    huber_delta = 12, label_smoothing = 13, balance_classes = 14, activation = 15, leaky_slope = 16,
    elu_alpha = 17, normalisation = 18, normalisation_epsilon = 19, normalisation_momentum = 20,
    dropout = 21, input_dropout = 22, initialisation = 23, initial_bias = 24, optimizer = 25,
    momentum = 26, beta1 = 27, beta2 = 28, rms_decay = 29, epsilon = 30, rprop_decrease = 31,
    rprop_increase = 32, rprop_minimum = 33, rprop_maximum = 34, l1 = 35, l2 = 36,
    weight_decay = 37, clip_norm = 38, clip_value = 39, schedule = 40, warmup_steps = 41,
    schedule_period = 42, schedule_factor = 43, minimum_rate = 44, one_cycle_rise = 45,
    one_cycle_start = 46, one_cycle_end = 47, plateau_patience = 48, plateau_threshold = 49,
    validation_split = 50, early_stopping = 51, early_stopping_delta = 52, accumulate = 53,
    shuffle = 54, keep_gradients = 55, csv_separator = 56, csv_missing = 57, csv_target = 58 },
  choices = { -- of those options whose values have names
    type = { f32 = 1, f64 = 2, u8 = 3, i32 = 4, i64 = 5 },
    input_scaling = { none = 0, min_max = 1, standard = 2 },
    output = { softmax = 0, identity = 1, sigmoid = 2 },
    loss = { default = 0, squared = 1, absolute = 2, huber = 3 },
    activation = { identity = 0, relu = 1, leaky_relu = 2, elu = 3, selu = 4, gelu = 5, silu = 6,
      tanh = 7, sigmoid = 8, softplus = 9 },
    normalisation = { none = 0, batch = 1, layer = 2 },
    initialisation = { he_normal = 0, he_uniform = 1, xavier_normal = 2, xavier_uniform = 3,
      lecun_normal = 4, lecun_uniform = 5, zeros = 6 },
    optimizer = { sgd = 0, momentum = 1, nesterov = 2, rmsprop = 3, adagrad = 4, adam = 5,
      adamw = 6, rprop = 7 },
    schedule = { constant = 0, step = 1, exponential = 2, cosine = 3, one_cycle = 4, plateau = 5 },
    csv_missing = { refuse = 0, zero = 1, mean = 2, median = 3 },
    csv_target = { automatic = 0, numbers = 1 },
  },
  declarations = [[
typedef int32_t nn_status;
typedef int32_t nn_type;
typedef int32_t nn_option;
typedef int32_t nn_metric;
typedef struct nn_options nn_options;
typedef struct nn_network nn_network;
typedef struct nn_dataset nn_dataset;
typedef struct nn_evaluation nn_evaluation;
typedef struct nn_progress nn_progress;
typedef struct nn_augmentation nn_augmentation;
typedef struct nn_stream nn_stream;
typedef struct nn_epoch nn_epoch;
typedef struct nn_metrics nn_metrics;
typedef struct nn_norms nn_norms;
typedef int32_t (*nn_progress_fn)(const nn_progress* progress, void* user);
typedef int32_t (*nn_augment_fn)(const nn_augmentation* batch, void* user);
typedef int64_t (*nn_read_fn)(void* inputs, void* targets, size_t rows, int64_t epoch, void* user);
struct nn_progress {
  size_t struct_size;
  int64_t epoch;
  int64_t epochs;
  int64_t batch;
  int64_t batches;
  int64_t rows;
  int64_t rows_per_epoch;
  double loss;
  double accuracy;
  double validation_loss;
  double validation_accuracy;
  double seconds;
  double seconds_left;
  double rows_per_second;
  int32_t epoch_ended;
  int32_t stopped_early;
  double learning_rate;
  int64_t steps;
};
struct nn_augmentation {
  size_t struct_size;
  void* inputs;
  size_t rows;
  size_t cols;
  const size_t* row_numbers;
  int64_t epoch;
  int64_t step;
  nn_type type;
  int32_t reserved;
};
struct nn_stream {
  size_t struct_size;
  nn_read_fn read;
  void* user;
  int64_t rows_per_epoch;
  nn_type input_type;
  nn_type target_type;
};
struct nn_epoch {
  size_t struct_size;
  int64_t rows;
  double learning_rate;
  double loss;
  double accuracy;
  double validation_loss;
  double validation_accuracy;
};
struct nn_metrics {
  size_t struct_size;
  int64_t rows;
  int64_t correct;
  double loss;
  double accuracy;
};
struct nn_norms {
  size_t struct_size;
  double weights;
  double bias;
  double scale;
  double shift;
  double weight_gradient;
  double bias_gradient;
  double scale_gradient;
  double shift_gradient;
};
enum { NN_OK = 0, NN_ERROR_INVALID_ARGUMENT = -1, NN_ERROR_OUT_OF_MEMORY = -2, NN_ERROR_IO = -3,
  NN_ERROR_FORMAT = -4, NN_ERROR_UNSUPPORTED = -5, NN_ERROR_NOT_FINITE = -6,
  NN_ERROR_CANCELLED = -7, NN_ERROR_THREAD = -8, NN_ERROR_INTERNAL = -9 };
enum { NN_F32 = 1, NN_F64 = 2, NN_U8 = 3, NN_I32 = 4, NN_I64 = 5 };
enum { NN_OPTION_TYPE = 1, NN_OPTION_SEED = 2, NN_OPTION_WORKERS = 3, NN_OPTION_LEARNING_RATE = 4,
  NN_OPTION_BATCH_SIZE = 5, NN_OPTION_EPOCHS = 6, NN_OPTION_INPUT_SCALING = 7, NN_OPTION_OUTPUT = 8,
  NN_OPTION_PROGRESS_INTERVAL = 9, NN_OPTION_ALLOW_NOT_FINITE = 10, NN_OPTION_LOSS = 11,
  NN_OPTION_HUBER_DELTA = 12, NN_OPTION_LABEL_SMOOTHING = 13, NN_OPTION_BALANCE_CLASSES = 14,
  NN_OPTION_ACTIVATION = 15, NN_OPTION_LEAKY_SLOPE = 16, NN_OPTION_ELU_ALPHA = 17,
  NN_OPTION_NORMALISATION = 18, NN_OPTION_NORMALISATION_EPSILON = 19,
  NN_OPTION_NORMALISATION_MOMENTUM = 20, NN_OPTION_DROPOUT = 21, NN_OPTION_INPUT_DROPOUT = 22,
  NN_OPTION_INITIALISATION = 23, NN_OPTION_INITIAL_BIAS = 24, NN_OPTION_OPTIMIZER = 25,
  NN_OPTION_MOMENTUM = 26, NN_OPTION_BETA1 = 27, NN_OPTION_BETA2 = 28, NN_OPTION_RMS_DECAY = 29,
  NN_OPTION_EPSILON = 30, NN_OPTION_RPROP_DECREASE = 31, NN_OPTION_RPROP_INCREASE = 32,
  NN_OPTION_RPROP_MINIMUM = 33, NN_OPTION_RPROP_MAXIMUM = 34, NN_OPTION_L1 = 35, NN_OPTION_L2 = 36,
  NN_OPTION_WEIGHT_DECAY = 37, NN_OPTION_CLIP_NORM = 38, NN_OPTION_CLIP_VALUE = 39,
  NN_OPTION_SCHEDULE = 40, NN_OPTION_WARMUP_STEPS = 41, NN_OPTION_SCHEDULE_PERIOD = 42,
  NN_OPTION_SCHEDULE_FACTOR = 43, NN_OPTION_MINIMUM_RATE = 44, NN_OPTION_ONE_CYCLE_RISE = 45,
  NN_OPTION_ONE_CYCLE_START = 46, NN_OPTION_ONE_CYCLE_END = 47, NN_OPTION_PLATEAU_PATIENCE = 48,
  NN_OPTION_PLATEAU_THRESHOLD = 49, NN_OPTION_VALIDATION_SPLIT = 50, NN_OPTION_EARLY_STOPPING = 51,
  NN_OPTION_EARLY_STOPPING_DELTA = 52, NN_OPTION_ACCUMULATE = 53, NN_OPTION_SHUFFLE = 54,
  NN_OPTION_KEEP_GRADIENTS = 55, NN_OPTION_CSV_SEPARATOR = 56, NN_OPTION_CSV_MISSING = 57,
  NN_OPTION_CSV_TARGET = 58 };
enum { NN_SCALING_NONE = 0, NN_SCALING_MIN_MAX = 1, NN_SCALING_STANDARD = 2 };
enum { NN_OUTPUT_SOFTMAX = 0, NN_OUTPUT_IDENTITY = 1, NN_OUTPUT_SIGMOID = 2 };
enum { NN_LOSS_DEFAULT = 0, NN_LOSS_SQUARED = 1, NN_LOSS_ABSOLUTE = 2, NN_LOSS_HUBER = 3 };
enum { NN_ACTIVATION_IDENTITY = 0, NN_ACTIVATION_RELU = 1, NN_ACTIVATION_LEAKY_RELU = 2,
  NN_ACTIVATION_ELU = 3, NN_ACTIVATION_SELU = 4, NN_ACTIVATION_GELU = 5, NN_ACTIVATION_SILU = 6,
  NN_ACTIVATION_TANH = 7, NN_ACTIVATION_SIGMOID = 8, NN_ACTIVATION_SOFTPLUS = 9 };
enum { NN_NORMALISATION_NONE = 0, NN_NORMALISATION_BATCH = 1, NN_NORMALISATION_LAYER = 2 };
enum { NN_INITIALISATION_HE_NORMAL = 0, NN_INITIALISATION_HE_UNIFORM = 1,
  NN_INITIALISATION_XAVIER_NORMAL = 2, NN_INITIALISATION_XAVIER_UNIFORM = 3,
  NN_INITIALISATION_LECUN_NORMAL = 4, NN_INITIALISATION_LECUN_UNIFORM = 5,
  NN_INITIALISATION_ZEROS = 6 };
enum { NN_OPTIMIZER_SGD = 0, NN_OPTIMIZER_MOMENTUM = 1, NN_OPTIMIZER_NESTEROV = 2,
  NN_OPTIMIZER_RMSPROP = 3, NN_OPTIMIZER_ADAGRAD = 4, NN_OPTIMIZER_ADAM = 5, NN_OPTIMIZER_ADAMW = 6,
  NN_OPTIMIZER_RPROP = 7 };
enum { NN_SCHEDULE_CONSTANT = 0, NN_SCHEDULE_STEP = 1, NN_SCHEDULE_EXPONENTIAL = 2,
  NN_SCHEDULE_COSINE = 3, NN_SCHEDULE_ONE_CYCLE = 4, NN_SCHEDULE_PLATEAU = 5 };
enum { NN_MISSING_REFUSE = 0, NN_MISSING_ZERO = 1, NN_MISSING_MEAN = 2, NN_MISSING_MEDIAN = 3 };
enum { NN_CSV_TARGET_AUTOMATIC = 0, NN_CSV_TARGET_NUMBERS = 1 };
enum { NN_METRIC_LOSS = 1, NN_METRIC_ACCURACY = 2, NN_METRIC_PRECISION = 3, NN_METRIC_RECALL = 4,
  NN_METRIC_F1 = 5, NN_METRIC_ROC_AUC = 6, NN_METRIC_MAE = 7, NN_METRIC_RMSE = 8, NN_METRIC_R2 = 9,
  NN_METRIC_SUPPORT = 10 };
const char* nn_last_error(void);
const char* nn_status_name(nn_status status);
const char* nn_version_string(void);
int32_t nn_version(void);
const char* nn_cpu_target(void);
nn_status nn_options_create(nn_options** out);
void nn_options_destroy(nn_options* options);
nn_status nn_options_set_int(nn_options* options, nn_option option, int64_t value);
nn_status nn_options_set_real(nn_options* options, nn_option option, double value);
nn_status nn_options_get_int(const nn_options* options, nn_option option, int64_t* value);
nn_status nn_options_get_real(const nn_options* options, nn_option option, double* value);
nn_status nn_option_bounds_int(nn_option option, int64_t* minimum, int64_t* maximum,
  int64_t* fallback);
nn_status nn_option_bounds_real(nn_option option, double* minimum, double* maximum,
  double* fallback);
nn_status nn_options_set_layer_int(nn_options* options, size_t layer, nn_option option,
  int64_t value);
nn_status nn_options_set_layer_real(nn_options* options, size_t layer, nn_option option,
  double value);
nn_status nn_options_get_layer_int(const nn_options* options, size_t layer, nn_option option,
  int64_t* value);
nn_status nn_options_get_layer_real(const nn_options* options, size_t layer, nn_option option,
  double* value);
const char* nn_option_name(nn_option option);
nn_status nn_create(nn_network** out, const size_t* layer_sizes, size_t layer_count,
  const nn_options* options);
void nn_destroy(nn_network* network);
size_t nn_layer_count(const nn_network* network);
size_t nn_layer_size(const nn_network* network, size_t i);
int64_t nn_step_count(const nn_network* network);
nn_status nn_set_int(nn_network* network, nn_option option, int64_t value);
nn_status nn_set_real(nn_network* network, nn_option option, double value);
nn_status nn_get_int(const nn_network* network, nn_option option, int64_t* value);
nn_status nn_get_real(const nn_network* network, nn_option option, double* value);
nn_status nn_get_layer_int(const nn_network* network, size_t layer, nn_option option,
  int64_t* value);
nn_status nn_get_layer_real(const nn_network* network, size_t layer, nn_option option,
  double* value);
nn_status nn_reserve(nn_network* network, size_t max_rows);
nn_status nn_train_batch(nn_network* network, const void* inputs, nn_type input_type,
  const void* targets, nn_type target_type, size_t rows, double* loss);
nn_status nn_predict(const nn_network* network, const void* inputs, nn_type input_type, size_t rows,
  void* outputs, nn_type output_type);
nn_status nn_get_parameters(const nn_network* network, size_t layer, void* weights, void* bias,
  nn_type type);
nn_status nn_set_parameters(nn_network* network, size_t layer, const void* weights,
  const void* bias, nn_type type);
nn_status nn_dataset_create(nn_dataset** out, const void* inputs, nn_type input_type, size_t rows,
  size_t cols, const void* targets, nn_type target_type, size_t target_cols);
nn_status nn_dataset_load_csv(nn_dataset** out, const char* path, int64_t label_column);
nn_status nn_dataset_load_csv_with(nn_dataset** out, const char* path, int64_t label_column,
  const nn_options* options, const nn_dataset* like);
const char* nn_dataset_class_name(const nn_dataset* dataset, size_t i);
const char* nn_dataset_column_name(const nn_dataset* dataset, size_t i);
nn_status nn_dataset_load_idx(nn_dataset** out, const char* images, const char* labels);
nn_status nn_dataset_select(nn_dataset** out, const nn_dataset* dataset, const int64_t* rows,
  size_t count);
nn_status nn_dataset_split(nn_dataset** first, nn_dataset** second, const nn_dataset* dataset,
  double part, int64_t seed);
nn_status nn_dataset_set_weights(nn_dataset* dataset, const double* weights);
nn_status nn_dataset_get_weights(const nn_dataset* dataset, size_t first, size_t rows,
  double* weights);
void nn_dataset_destroy(nn_dataset* dataset);
size_t nn_dataset_rows(const nn_dataset* dataset);
size_t nn_dataset_cols(const nn_dataset* dataset);
size_t nn_dataset_target_cols(const nn_dataset* dataset);
size_t nn_dataset_classes(const nn_dataset* dataset);
nn_status nn_dataset_get_inputs(const nn_dataset* dataset, size_t first, size_t rows, void* inputs,
  nn_type type);
nn_status nn_dataset_get_targets(const nn_dataset* dataset, size_t first, size_t rows,
  void* targets, nn_type type);
nn_status nn_dataset_wrap(nn_dataset** out, const void* inputs, nn_type input_type, size_t rows,
  size_t cols, const void* targets, nn_type target_type, size_t target_cols);
nn_status nn_dataset_wrap_strided(nn_dataset** out, const void* inputs, nn_type input_type,
  size_t input_stride, size_t rows, size_t cols, const void* targets, nn_type target_type,
  size_t target_stride, size_t target_cols);
nn_status nn_fit(nn_network* network, const nn_dataset* train, const nn_dataset* validation,
  nn_progress_fn callback, void* user);
nn_status nn_resume(nn_network* network, const nn_dataset* train, const nn_dataset* validation,
  nn_progress_fn callback, void* user);
void nn_cancel(nn_network* network, int32_t cancel);
nn_status nn_set_class_weights(nn_network* network, const double* weights, size_t classes);
nn_status nn_set_augmentation(nn_network* network, nn_augment_fn callback, void* user);
nn_status nn_fit_stream(nn_network* network, const nn_stream* stream, const nn_dataset* validation,
  nn_progress_fn callback, void* user);
nn_status nn_train_rows(nn_network* network, const nn_dataset* dataset, const int64_t* rows,
  size_t count, double* loss);
nn_status nn_predict_dataset(const nn_network* network, const nn_dataset* dataset, void* outputs,
  nn_type type);
size_t nn_history_count(const nn_network* network);
nn_status nn_history(const nn_network* network, size_t i, nn_epoch* epoch);
nn_status nn_evaluate(const nn_network* network, const nn_dataset* dataset, nn_metrics* metrics);
nn_status nn_evaluation_create(nn_evaluation** out, const nn_network* network,
  const nn_dataset* dataset);
void nn_evaluation_destroy(nn_evaluation* evaluation);
size_t nn_evaluation_rows(const nn_evaluation* evaluation);
size_t nn_evaluation_outputs(const nn_evaluation* evaluation);
size_t nn_evaluation_classes(const nn_evaluation* evaluation);
nn_status nn_evaluation_get(const nn_evaluation* evaluation, nn_metric metric, double* value);
nn_status nn_evaluation_get_class(const nn_evaluation* evaluation, nn_metric metric,
  size_t class_or_output, double* value);
nn_status nn_evaluation_top_k(const nn_evaluation* evaluation, size_t k, double* value);
nn_status nn_evaluation_confusion(const nn_evaluation* evaluation, int64_t* counts, size_t classes);
nn_status nn_evaluation_row(const nn_evaluation* evaluation, size_t row, int64_t* target_class,
  int64_t* predicted_class, double* loss);
nn_status nn_evaluation_worst(const nn_evaluation* evaluation, size_t* rows, size_t capacity,
  size_t* count);
const char* nn_metric_name(nn_metric metric);
nn_status nn_save(const nn_network* network, const char* path);
nn_status nn_save_checkpoint(const nn_network* network, const char* path);
nn_status nn_save_buffer(const nn_network* network, void* buffer, size_t capacity, size_t* size);
nn_status nn_save_checkpoint_buffer(const nn_network* network, void* buffer, size_t capacity,
  size_t* size);
nn_status nn_load(nn_network** out, const char* path, const nn_options* options);
nn_status nn_load_buffer(nn_network** out, const void* data, size_t size,
  const nn_options* options);
nn_status nn_load_parameters(nn_network* network, const char* path);
nn_status nn_set_metadata(nn_network* network, const char* key, const char* value);
const char* nn_metadata(const nn_network* network, const char* key);
size_t nn_metadata_count(const nn_network* network);
const char* nn_metadata_key(const nn_network* network, size_t i);
nn_status nn_train_batch_weighted(nn_network* network, const void* inputs, nn_type input_type,
  const void* targets, nn_type target_type, const double* weights, size_t rows, double* loss);
nn_status nn_compute_gradients(nn_network* network, const void* inputs, nn_type input_type,
  const void* targets, nn_type target_type, size_t rows, double* loss);
nn_status nn_apply_gradients(nn_network* network);
nn_status nn_gradients(nn_network* network, void** gradients, size_t* count);
nn_status nn_layer_norms(const nn_network* network, size_t layer, nn_norms* norms);
nn_status nn_get_normalisation(const nn_network* network, size_t layer, void* scale, void* shift,
  void* mean, void* variance, nn_type type);
nn_status nn_set_normalisation(nn_network* network, size_t layer, const void* scale,
  const void* shift, const void* mean, const void* variance, nn_type type);
nn_status nn_memory_need(const size_t* layer_sizes, size_t layer_count, const nn_options* options,
  size_t max_rows, size_t* bytes);
]],
}
