/* SPDX-License-Identifier: MIT
 *
 * Prediction by ONNX Runtime through its C interface, from the library that ONNXRUNTIME_LIBRARY
 * names. The network has random weights and is written as an ONNX model in memory; the first
 * outputs are compared with sums done here, so that what is timed is known to be the same work.
 */
#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "onnx_model.h"
#include "ort_api.h"
#include "prediction.h"
#include "random.h"
#include "samples.h"

struct inputs { /* of one calling thread */
  ort_value** batches;
  size_t next;
  ort_value* outputs;
};

struct network {
  const struct ort_api* api;
  ort_session* session;
  size_t batch_count;
  struct inputs* threads;
};

static const struct ort_api_base* open_library(void) {
  const char* path = getenv("ONNXRUNTIME_LIBRARY");
  if (path == NULL || *path == '\0') peer_fail("ONNXRUNTIME_LIBRARY", "names no library");
  void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) peer_fail("ONNXRUNTIME_LIBRARY", dlerror());
  const struct ort_api_base* (*get_base)(void) = NULL;
  void* symbol = dlsym(library, "OrtGetApiBase");
  if (symbol == NULL) peer_fail("ONNXRUNTIME_LIBRARY", "is no ONNX Runtime");
  memcpy(&get_base, &symbol, sizeof get_base); /* ISO C has no cast for this */
  return get_base();
}

static void check(const struct ort_api* api, ort_status* status, const char* doing) {
  if (status != NULL) peer_fail(doing, api->error_message(status));
}

static void store(void* array, size_t i, double value, int is_f64) {
  if (is_f64)
    ((double*)array)[i] = value;
  else
    ((float*)array)[i] = (float)value;
}

static double fetch(const void* array, size_t i, int is_f64) {
  return is_f64 ? ((const double*)array)[i] : (double)((const float*)array)[i];
}

static size_t element_size(const struct peer_options* options) {
  return options->is_f64 ? sizeof(double) : sizeof(float);
}

static void make_layers(const struct peer_options* options, struct onnx_layer* layers) {
  struct random_source source = {options->seed};
  for (size_t l = 0; l + 1 < options->size_count; ++l) {
    const size_t inputs = options->sizes[l], outputs = options->sizes[l + 1];
    const double deviation = he_deviation(inputs);
    void* weights = allocate(inputs * outputs, element_size(options));
    void* biases = allocate(outputs, element_size(options));
    for (size_t i = 0; i < inputs * outputs; ++i)
      store(weights, i, deviation * next_normal(&source), options->is_f64);
    for (size_t i = 0; i < outputs; ++i) store(biases, i, 0.01 * (double)i, options->is_f64);
    layers[l] = (struct onnx_layer){inputs, outputs, weights, biases};
  }
}

/* The probability of the first class for one row. */
static double expected_output(const struct peer_options* options, const struct onnx_layer* layers,
                              const void* row) {
  size_t widest = 0;
  for (size_t l = 0; l < options->size_count; ++l)
    if (options->sizes[l] > widest) widest = options->sizes[l];
  double* x = allocate(2 * widest, sizeof *x);
  double* y = x + widest;
  for (size_t i = 0; i < options->sizes[0]; ++i) x[i] = fetch(row, i, options->is_f64);
  for (size_t l = 0; l + 1 < options->size_count; ++l) {
    const struct onnx_layer* layer = &layers[l];
    const int is_last = l + 2 == options->size_count;
    for (size_t o = 0; o < layer->outputs; ++o) {
      double sum = fetch(layer->biases, o, options->is_f64);
      for (size_t i = 0; i < layer->inputs; ++i)
        sum += x[i] * fetch(layer->weights, i * layer->outputs + o, options->is_f64);
      y[o] = is_last || sum > 0 ? sum : 0;
    }
    memcpy(x, y, layer->outputs * sizeof *x);
  }
  double sum = 0;
  for (size_t o = 0; o < options->sizes[options->size_count - 1]; ++o) sum += exp(x[o] - x[0]);
  free(x);
  return 1 / sum;
}

static ort_session* create_session(const struct ort_api* api, const ort_env* env,
                                   const struct peer_options* options,
                                   const struct onnx_layer* layers) {
  struct onnx_bytes model =
      write_onnx_model(layers, options->size_count - 1, options->rows, options->is_f64);
  ort_session_options* session_options = NULL;
  ort_session* session = NULL;
  check(api, api->create_session_options(&session_options), "creating options");
  check(api, api->set_optimisation(session_options, ORT_OPTIMISE_ALL), "choosing optimisations");
  check(api, api->set_intra_threads(session_options, options->workers), "choosing threads");
  check(api, api->create_session_from_array(env, model.data, model.size, session_options, &session),
        "loading the model");
  api->release_session_options(session_options);
  free(model.data);
  return session;
}

static ort_value* create_matrix(const struct network* network, const ort_memory_info* where,
                                const struct peer_options* options, void* data, size_t cols) {
  const int64_t shape[] = {(int64_t)options->rows, (int64_t)cols};
  ort_value* value = NULL;
  check(network->api,
        network->api->create_tensor(where, data, options->rows * cols * element_size(options),
                                    shape, 2, options->is_f64 ? ORT_DOUBLE : ORT_FLOAT, &value),
        "creating a tensor");
  return value;
}

/* Images as numbers between 0 and 1; of each as many as the network has inputs. */
static void* make_inputs(const struct peer_options* options, const struct samples* samples) {
  const size_t cols = options->sizes[0];
  void* inputs = allocate(samples->rows * cols, element_size(options));
  for (size_t row = 0; row < samples->rows; ++row)
    for (size_t i = 0; i < cols; ++i)
      store(inputs, row * cols + i, samples->images[row * samples->cols + i] / 255.0,
            options->is_f64);
  return inputs;
}

static void call(void* state, int thread) {
  struct network* network = state;
  struct inputs* own = &network->threads[thread];
  static const char *const input_names[] = {"x"}, *const output_names[] = {"y"};
  const ort_value* const inputs[] = {own->batches[own->next]};
  check(network->api,
        network->api->run(network->session, NULL, input_names, inputs, 1, output_names, 1,
                          &own->outputs),
        "predicting");
  own->next = own->next + 1 < network->batch_count ? own->next + 1 : 0;
}

int main(int argc, char** argv) {
  struct peer_options options;
  parse_prediction_options(&options, argc, argv);
  const struct ort_api_base* base = open_library();
  struct network network = {base->get_api(ORT_TABLE_VERSION), NULL, 0, NULL};
  const struct ort_api* api = network.api;
  if (api == NULL) peer_fail("ONNXRUNTIME_LIBRARY", "does not know this interface");

  struct samples samples = load_samples(options.files[0], NULL, 0);
  if (options.sizes[0] > samples.cols) peer_fail("--sizes", "more inputs than an image has");
  if (options.rows > samples.rows) peer_fail("--rows", "more than the file has");
  unsigned char* inputs = make_inputs(&options, &samples);
  struct onnx_layer layers[PEER_MAX_LAYERS];
  make_layers(&options, layers);

  ort_env* env = NULL;
  ort_memory_info* where = NULL;
  check(api, api->create_env(ORT_LOG_WARNINGS, "benchmark", &env), "starting");
  check(api, api->create_cpu_memory_info(ORT_ARENA_ALLOCATOR, ORT_DEFAULT_MEMORY, &where),
        "describing memory");
  network.session = create_session(api, env, &options, layers);

  /* Each thread has its own outputs and starts at its own rows. */
  const size_t outputs = options.sizes[options.size_count - 1];
  const size_t batch_bytes = options.rows * options.sizes[0] * element_size(&options);
  const size_t threads = (size_t)options.threads;
  void** results = allocate(threads, sizeof *results);
  network.batch_count = samples.rows / options.rows;
  network.threads = allocate(threads, sizeof *network.threads);
  ort_value** batches = allocate(network.batch_count, sizeof *batches);
  for (size_t i = 0; i < network.batch_count; ++i)
    batches[i] =
        create_matrix(&network, where, &options, inputs + i * batch_bytes, options.sizes[0]);
  for (size_t i = 0; i < threads; ++i) {
    results[i] = allocate(options.rows * outputs, element_size(&options));
    network.threads[i].batches = batches;
    network.threads[i].next = network.batch_count * i / threads;
    network.threads[i].outputs = create_matrix(&network, where, &options, results[i], outputs);
  }

  call(&network, 0);
  const double expected = expected_output(&options, layers, inputs);
  const double got = fetch(results[0], 0, options.is_f64);
  if (!(fabs(got - expected) < 1e-4)) peer_fail("checking the first prediction", "it is wrong");
  const struct predictor predictor = {
      {"onnxruntime", base->version(), "unknown", NULL}, &network, call};
  run_prediction(&options, &predictor);

  for (size_t i = 0; i < threads; ++i) {
    api->release_value(network.threads[i].outputs);
    free(results[i]);
  }
  for (size_t i = 0; i < network.batch_count; ++i) api->release_value(batches[i]);
  api->release_session(network.session);
  api->release_memory_info(where);
  api->release_env(env);
  for (size_t l = 0; l + 1 < options.size_count; ++l) {
    free((void*)layers[l].weights);
    free((void*)layers[l].biases);
  }
  free(batches);
  free(network.threads);
  free(results);
  free(inputs);
  free_samples(&samples);
  return EXIT_SUCCESS;
}
