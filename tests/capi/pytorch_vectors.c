/* SPDX-License-Identifier: MIT
 *
 * The library against PyTorch: from the same parameters, on the same data, a hundred steps with
 * every loss, activation, optimizer, regularisation, normalisation and schedule, in double
 * precision, end in the same parameters, losses and predictions. By how much two arrays differ is
 * max |a - b| / max |b|, over all elements of the one array, b being PyTorch's.
 * Usage: pytorch_vectors FILE [table], "table" prints how much each case differs
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "support.h"
#include "vector_file.h"

enum { kSteps = 100, kPredictedRows = 4 };

static const double kTolerance = 1e-10;
static const size_t kLossSteps[] = {0, 1, 9, 49, 99};

/* What the case trains on. */
typedef struct case_data {
  double* inputs;
  double* dense;   /* or ... */
  uint8_t* labels; /* ... these */
  double* weights; /* of rows, or NULL */
} case_data;

static size_t outputs_of(const vector_case* one) { return one->sizes[one->size_count - 1]; }

static void fill_targets(double* out, size_t rows, size_t outputs, const char* kind) {
  for (size_t r = 0; r < rows; ++r, out += outputs) {
    double total = 0;
    for (size_t j = 0; j < outputs; ++j) total += out[j] + 1.0625;
    for (size_t j = 0; j < outputs; ++j) {
      if (strcmp(kind, "numbers") == 0) {
        out[j] *= 2;
      } else if (strcmp(kind, "bits") == 0) {
        out[j] = out[j] >= 0;
      } else if (strcmp(kind, "probabilities") == 0) {
        out[j] = (out[j] + 1) / 2;
      } else {
        REQUIRE(strcmp(kind, "distribution") == 0);
        out[j] = (out[j] + 1.0625) / total;
      }
    }
  }
}

static case_data make_data(const vector_case* one, uint64_t inputs_seed, uint64_t targets_seed) {
  const size_t count = one->rows * one->sizes[0], outputs = outputs_of(one);
  case_data data = {must_allocate(count * sizeof *data.inputs), NULL, NULL, NULL};
  fill_f64(data.inputs, count, 100 * one->seed + inputs_seed);
  for (size_t i = 0; i < count; ++i) data.inputs[i] *= 2;
  if (strcmp(one->targets, "labels") == 0) {
    data.labels = must_allocate(one->rows);
    fill_labels(data.labels, one->rows, outputs > 2 ? (unsigned)outputs : 2,
                100 * one->seed + targets_seed);
  } else {
    data.dense = must_allocate(one->rows * outputs * sizeof *data.dense);
    fill_f64(data.dense, one->rows * outputs, 100 * one->seed + targets_seed);
    fill_targets(data.dense, one->rows, outputs, one->targets);
  }
  if (one->row_weights) {
    data.weights = must_allocate(one->rows * sizeof *data.weights);
    fill_f64(data.weights, one->rows, 100 * one->seed + 3);
    for (size_t r = 0; r < one->rows; ++r) data.weights[r] = 1 + 0.75 * data.weights[r];
  }
  return data;
}

static void free_data(case_data* data) {
  free(data->inputs);
  free(data->dense);
  free(data->labels);
  free(data->weights);
}

static nn_type target_type(const case_data* data) { return data->labels != NULL ? NN_U8 : NN_F64; }

/* How much each array of the case differs is collected here. */
typedef struct comparison {
  const vector_case* one;
  size_t compared;
  double largest;
  const char* where;
} comparison;

static void compare(comparison* c, const char* name, const double* ours, size_t count) {
  const vector_array* theirs = find_array(c->one, name);
  if (theirs == NULL || theirs->count != count) {
    fprintf(stderr, "    %s: %s, %lu values\n", c->one->name, name, (unsigned long)count);
    REQUIRE(theirs != NULL && theirs->count == count);
  }
  double distance = 0, scale = 0;
  for (size_t i = 0; i < count; ++i) {
    const double d = fabs(ours[i] - theirs->values[i]);
    if (!(d <= distance)) distance = d; /* NaN is a difference too */
    scale = fmax(scale, fabs(theirs->values[i]));
  }
  const double difference = distance == 0 ? 0 : distance / scale;
  if (!CHECK(difference < kTolerance)) {
    fprintf(stderr, "    %s: %s differs by %.2g\n", c->one->name, name, difference);
  }
  if (!(difference <= c->largest)) {
    c->largest = difference;
    c->where = theirs->name;
  }
  ++c->compared;
}

static void compare_layers(comparison* c, const nn_network* network) {
  const vector_case* one = c->one;
  char name[kNameLength];
  for (size_t l = 0; l + 1 < one->size_count; ++l) {
    const size_t n = one->sizes[l], m = one->sizes[l + 1];
    double* weights = must_allocate((n + 5) * m * sizeof *weights);
    double* at[] = {weights + n * m, weights + n * m + m, weights + n * m + 2 * m,
                    weights + n * m + 3 * m, weights + n * m + 4 * m};
    static const char* const kNames[] = {"bias", "scale", "shift", "mean", "variance"};
    REQUIRE_OK(nn_get_parameters(network, l, weights, at[0], NN_F64));
    snprintf(name, sizeof name, "weights.%lu", (unsigned long)l);
    compare(c, name, weights, n * m);
    int64_t normalisation = NN_NORMALISATION_NONE;
    if (l + 2 < one->size_count) {
      REQUIRE_OK(nn_get_layer_int(network, l, NN_OPTION_NORMALISATION, &normalisation));
    }
    const int batch = normalisation == NN_NORMALISATION_BATCH;
    if (normalisation != NN_NORMALISATION_NONE) {
      REQUIRE_OK(nn_get_normalisation(network, l, at[1], at[2], batch ? at[3] : NULL,
                                      batch ? at[4] : NULL, NN_F64));
    }
    const size_t arrays = normalisation == NN_NORMALISATION_NONE ? 1 : batch ? 5 : 3;
    for (size_t i = 0; i < arrays; ++i) {
      snprintf(name, sizeof name, "%s.%lu", kNames[i], (unsigned long)l);
      compare(c, name, at[i], m);
    }
    free(weights);
  }
}

static void step(nn_network* network, const vector_case* one, const case_data* data, size_t first,
                 double* loss) {
  const double* inputs = data->inputs + first * one->sizes[0];
  const void* targets = data->labels != NULL ? (const void*)(data->labels + first)
                                             : data->dense + first * outputs_of(one);
  const nn_type type = target_type(data);
  if (strcmp(one->mode, "apply") == 0) {
    REQUIRE_OK(nn_compute_gradients(network, inputs, NN_F64, targets, type, one->batch, loss));
  } else if (data->weights != NULL) {
    REQUIRE_OK(nn_train_batch_weighted(network, inputs, NN_F64, targets, type,
                                       data->weights + first, one->batch, loss));
  } else {
    REQUIRE_OK(nn_train_batch(network, inputs, NN_F64, targets, type, one->batch, loss));
  }
}

static void train_steps(comparison* c, nn_network* network, const case_data* data) {
  const vector_case* one = c->one;
  const size_t batches = one->rows / one->batch;
  double losses[kSteps], selected[COUNT_OF(kLossSteps)];
  for (size_t s = 0; s < kSteps; ++s) {
    step(network, one, data, s % batches * one->batch, &losses[s]);
    if (strcmp(one->mode, "apply") != 0) continue;
    if (s + 1 == kSteps) {
      void* gradients = NULL;
      size_t count = 0;
      REQUIRE_OK(nn_gradients(network, &gradients, &count));
      compare(c, "gradients", gradients, count);
    }
    REQUIRE_OK(nn_apply_gradients(network));
  }
  for (size_t i = 0; i < COUNT_OF(kLossSteps); ++i) selected[i] = losses[kLossSteps[i]];
  compare(c, "losses", selected, COUNT_OF(kLossSteps));
}

static nn_dataset* make_dataset(const vector_case* one, const case_data* data) {
  nn_dataset* dataset = NULL;
  const void* targets = data->labels != NULL ? (const void*)data->labels : data->dense;
  REQUIRE_OK(nn_dataset_wrap(&dataset, data->inputs, NN_F64, one->rows, one->sizes[0], targets,
                             target_type(data), data->labels != NULL ? 1 : outputs_of(one)));
  return dataset;
}

static void fit(comparison* c, nn_network* network, const case_data* data) {
  const vector_case* one = c->one;
  case_data unseen = make_data(one, 4, 5);
  nn_dataset* train = make_dataset(one, data);
  nn_dataset* validation = make_dataset(one, &unseen);
  if (data->weights != NULL) REQUIRE_OK(nn_dataset_set_weights(train, data->weights));
  REQUIRE_OK(nn_fit(network, train, one->validation ? validation : NULL, NULL, NULL));
  nn_dataset_destroy(train);
  nn_dataset_destroy(validation);
  free_data(&unseen);

  const size_t epochs = nn_history_count(network);
  double* losses = must_allocate(3 * epochs * sizeof *losses);
  double* rates = losses + epochs;
  double* validation_losses = losses + 2 * epochs;
  for (size_t e = 0; e < epochs; ++e) {
    nn_epoch epoch = {.struct_size = sizeof epoch};
    REQUIRE_OK(nn_history(network, e, &epoch));
    losses[e] = epoch.loss;
    rates[e] = epoch.learning_rate;
    validation_losses[e] = epoch.validation_loss;
  }
  compare(c, "epoch_losses", losses, epochs);
  compare(c, "rates", rates, epochs);
  if (one->validation) compare(c, "validation_losses", validation_losses, epochs);
  free(losses);
}

static void test_case(const vector_case* one, int print) {
  comparison c = {one, 0, -1, ""};
  case_data data = make_data(one, 1, 2);
  nn_network* network = make_case_network(one);
  if (strcmp(one->mode, "fit") == 0) {
    fit(&c, network, &data);
  } else {
    train_steps(&c, network, &data);
  }
  compare_layers(&c, network);
  double* predictions = must_allocate(kPredictedRows * outputs_of(one) * sizeof *predictions);
  REQUIRE_OK(nn_predict(network, data.inputs, NN_F64, kPredictedRows, predictions, NN_F64));
  compare(&c, "predictions", predictions, kPredictedRows * outputs_of(one));
  CHECK(c.compared == one->array_count);
  if (print) printf("| %s | %.1e | %s |\n", one->name, c.largest, c.where);
  free(predictions);
  nn_destroy(network);
  free_data(&data);
}

int main(int argc, char** argv) {
  REQUIRE(argc >= 2);
  FILE* file = fopen(argv[1], "r");
  REQUIRE(file != NULL);
  vector_case* one = must_allocate(sizeof *one);
  size_t cases = 0;
  for (; read_case(file, one); ++cases) {
    test_case(one, argc > 2 && strcmp(argv[2], "table") == 0);
    free_case(one);
  }
  CHECK(cases > 10);
  free(one);
  fclose(file);
  return check_done();
}
