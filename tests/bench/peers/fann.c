/* SPDX-License-Identifier: MIT
 *
 * FANN as near to the same work as it comes: it has neither ReLU nor softmax nor batches between
 * one row and all of them. So it trains row by row, with tanh in hidden layers and a squared error
 * of sigmoid outputs, on one thread. Compiled twice, for float and for double.
 */
#if defined(PEER_F64)
#include <doublefann.h>
#else
#include <floatfann.h>
#endif

#include <math.h>
#include <stdlib.h>

#include "random.h"
#include "samples.h"
#include "training.h"

struct data {
  size_t rows, cols;
  fann_type* inputs; /* between 0 and 1, converted before the clock starts */
  unsigned char* labels;
};

struct network {
  struct fann* fann;
  size_t outputs;
  fann_type* targets; /* a row for each label */
  struct data train, test;
};

static struct data load(const struct peer_options* options, int set, size_t limit) {
  struct samples samples =
      load_samples(options->files[2 * set], options->files[2 * set + 1], limit);
  if (samples.cols != options->sizes[0]) peer_fail("--sizes", "inputs do not fit the images");
  struct data data = {samples.rows, samples.cols, NULL, samples.labels};
  data.inputs = allocate(data.rows * data.cols, sizeof *data.inputs);
  for (size_t i = 0; i < data.rows * data.cols; ++i)
    data.inputs[i] = (fann_type)samples.images[i] / (fann_type)255;
  for (size_t i = 0; i < data.rows; ++i)
    if (data.labels[i] >= options->sizes[options->size_count - 1])
      peer_fail("--sizes", "outputs do not fit the labels");
  samples.labels = NULL; /* taken over */
  free_samples(&samples);
  return data;
}

/* The last of a neuron's connections is its bias. */
static void initialise(struct fann* fann, struct random_source* source) {
  for (struct fann_layer* layer = fann->first_layer + 1; layer != fann->last_layer; ++layer) {
    for (struct fann_neuron* n = layer->first_neuron; n != layer->last_neuron; ++n) {
      if (n->first_con == n->last_con) continue; /* the constant that the next layer's bias uses */
      const unsigned bias = n->last_con - 1;
      const double deviation = he_deviation(bias - n->first_con);
      for (unsigned i = n->first_con; i < bias; ++i)
        fann->weights[i] = (fann_type)(deviation * next_normal(source));
      fann->weights[bias] = 0;
    }
  }
}

static struct fann* create(const struct peer_options* options) {
  unsigned sizes[PEER_MAX_LAYERS];
  for (size_t i = 0; i < options->size_count; ++i) sizes[i] = (unsigned)options->sizes[i];
  struct fann* fann = fann_create_standard_array((unsigned)options->size_count, sizes);
  if (fann == NULL) peer_fail("creating the network", "FANN cannot");
  fann_set_training_algorithm(fann, FANN_TRAIN_INCREMENTAL);
  fann_set_train_error_function(fann, FANN_ERRORFUNC_LINEAR);
  fann_set_activation_function_hidden(fann, FANN_SIGMOID_SYMMETRIC);
  fann_set_activation_function_output(fann, FANN_SIGMOID);
  fann_set_activation_steepness_hidden(fann, 1); /* tanh(x) */
  fann_set_learning_rate(fann, (float)options->rate);
  struct random_source source = {options->seed};
  initialise(fann, &source);
  return fann;
}

static struct metrics train_epoch(void* state, const uint32_t* order) {
  struct network* network = state;
  for (size_t i = 0; i < network->train.rows; ++i) {
    const size_t row = order[i];
    fann_train(network->fann, network->train.inputs + row * network->train.cols,
               network->targets + network->train.labels[row] * network->outputs);
  }
  const struct metrics metrics = {NAN, NAN}; /* its error is another one */
  return metrics;
}

static struct metrics evaluate(void* state) {
  struct network* network = state;
  size_t correct = 0;
  for (size_t row = 0; row < network->test.rows; ++row) {
    const fann_type* outputs =
        fann_run(network->fann, network->test.inputs + row * network->test.cols);
    size_t largest = 0;
    for (size_t o = 1; o < network->outputs; ++o)
      if (outputs[o] > outputs[largest]) largest = o;
    correct += largest == network->test.labels[row];
  }
  const struct metrics metrics = {NAN, (double)correct / (double)network->test.rows};
  return metrics;
}

int main(int argc, char** argv) {
  struct peer_options options;
  parse_training_options(&options, argc, argv);
#if defined(PEER_F64)
  options.is_f64 = 1;
#else
  if (options.is_f64) peer_fail("--type", "f64 is another program");
#endif
  options.batch = 1;
  options.workers = 1;

  struct network network = {NULL, options.sizes[options.size_count - 1], NULL,
                            load(&options, 0, options.limit), load(&options, 1, 0)};
  network.fann = create(&options);
  network.targets = allocate(network.outputs * network.outputs, sizeof *network.targets);
  for (size_t i = 0; i < network.outputs; ++i) network.targets[i * network.outputs + i] = 1;
  const struct trainer trainer = {{"fann", FANN_VERSION, "the distribution's build", NULL},
                                  network.train.rows,
                                  &network,
                                  train_epoch,
                                  evaluate};
  run_training(&options, &trainer);

  fann_destroy(network.fann);
  free(network.targets);
  free(network.train.inputs);
  free(network.train.labels);
  free(network.test.inputs);
  free(network.test.labels);
  return EXIT_SUCCESS;
}
