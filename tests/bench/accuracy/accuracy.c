/* SPDX-License-Identifier: MIT
 *
 * The accuracy that whole trainings reach, over several seeds: that of the network after its last
 * step, on the test set or on a part of the training set that was held out. On the public header
 * alone. Prints a line a seed and the mean for people, and everything as one line of JSON.
 */
#include <inttypes.h>
#include <math.h>
#include <neuro.h>
#include <stdio.h>
#include <stdlib.h>

#include "../network_info.h"
#include "../timing.h"
#include "augment.h"

struct datasets {
  nn_dataset *train, *test;
  int held_out; /* test is a part of the training set */
};

struct result {
  double loss, accuracy; /* of the last epoch's rows, each before its update */
  double test_loss, test_accuracy, seconds;
};

struct request {
  struct recipe recipe;
  int64_t first_seed, seeds, workers;
};

static nn_dataset* load(const char* images, const char* labels) {
  nn_dataset* dataset = NULL;
  check(nn_dataset_load_idx(&dataset, images, labels), images);
  return dataset;
}

/* The test set is not even opened where a part is held out: recipes are chosen that way. */
static struct datasets load_all(char** files, double held_out) {
  struct datasets data = {load(files[0], files[1]), NULL, held_out > 0};
  if (!data.held_out) {
    data.test = load(files[2], files[3]);
    return data;
  }
  nn_dataset* all = data.train;
  check(nn_dataset_split(&data.train, &data.test, all, 1 - held_out, 0), "holding rows out");
  nn_dataset_destroy(all);
  return data;
}

/* Every epoch where recipes are chosen, else a sign of life. */
static int32_t note_epoch(const nn_progress* progress, void* user) {
  struct result* result = user;
  if (!progress->epoch_ended) return 0;
  result->loss = progress->loss;
  result->accuracy = progress->accuracy;
  const int is_held_out = progress->validation_loss == progress->validation_loss; /* no NaN */
  if (!is_held_out && progress->epoch % 10 != 0) return 0;
  fprintf(stderr, "  epoch %" PRId64 " of %" PRId64 ": loss %.4f, %.2f%% right, %.0f rows/s",
          progress->epoch, progress->epochs, progress->loss, 100 * progress->accuracy,
          progress->rows_per_second);
  if (is_held_out) fprintf(stderr, "; held out: %.2f%%", 100 * progress->validation_accuracy);
  fprintf(stderr, "\n");
  return 0;
}

static struct result train(const struct request* request, const struct datasets* data,
                           int64_t seed) {
  nn_options* options = recipe_options(&request->recipe, seed);
  check(nn_options_set_int(options, NN_OPTION_WORKERS, request->workers), "--workers");
  nn_network* network = create_network(&request->recipe.layers, options);
  struct augmenter augmenter = {&request->recipe, (uint64_t)seed};
  augment_fits(network, &augmenter);

  struct result result = {0};
  const double start = seconds_now();
  check(nn_fit(network, data->train, data->held_out ? data->test : NULL, note_epoch, &result),
        "training");
  result.seconds = seconds_now() - start;
  nn_metrics test = {.struct_size = sizeof test};
  check(nn_evaluate(network, data->test, &test), "testing");
  result.test_loss = test.loss;
  result.test_accuracy = test.accuracy;
  nn_destroy(network);
  nn_options_destroy(options);
  return result;
}

struct statistics {
  double mean, deviation, min, max; /* of the sample; 0 for one seed */
};

static struct statistics summarise_accuracy(const struct result* results, int64_t count) {
  struct statistics all = {0, 0, 1, 0};
  for (int64_t i = 0; i < count; ++i) {
    all.mean += results[i].test_accuracy / (double)count;
    all.min = fmin(all.min, results[i].test_accuracy);
    all.max = fmax(all.max, results[i].test_accuracy);
  }
  double squares = 0;
  for (int64_t i = 0; i < count; ++i) squares += pow(results[i].test_accuracy - all.mean, 2);
  if (count > 1) all.deviation = sqrt(squares / (double)(count - 1));
  return all;
}

static void print_json(const struct request* request, const struct datasets* data,
                       const struct result* results, const struct statistics* all) {
  const struct recipe* recipe = &request->recipe;
  printf("{");
  print_program_json("accuracy");
  printf(", \"recipe\": \"%s\", \"net\": \"", recipe->name);
  for (size_t i = 0; i < recipe->layers.count; ++i)
    printf("%s%zu", i == 0 ? "" : "-", recipe->layers.sizes[i]);
  printf("\", \"type\": \"f32\", \"batch\": %" PRId64 ", \"epochs\": %" PRId64
         ", \"held_out\": %s, \"seeds\": %" PRId64,
         recipe->batch, recipe->epochs, data->held_out ? "true" : "false", request->seeds);
  printf(", \"mean\": %.6f, \"deviation\": %.6f, \"min\": %.6f, \"max\": %.6f, \"runs\": [",
         all->mean, all->deviation, all->min, all->max);
  for (int64_t i = 0; i < request->seeds; ++i)
    printf("%s{\"seed\": %" PRId64
           ", \"train_loss\": %.9g, \"train_accuracy\": %.6f, \"test_loss\": %.9g"
           ", \"test_accuracy\": %.6f, \"seconds\": %.1f}",
           i == 0 ? "" : ", ", request->first_seed + i, results[i].loss, results[i].accuracy,
           results[i].test_loss, results[i].test_accuracy, results[i].seconds);
  printf("]}\n");
}

static void print_text(const struct request* request, const struct datasets* data,
                       const struct statistics* all) {
  fprintf(stderr, "%s: mean %.3f%%, standard deviation %.3f, %.2f%% ... %.2f%%",
          request->recipe.name, 100 * all->mean, 100 * all->deviation, 100 * all->min,
          100 * all->max);
  const double goal = request->recipe.goal;
  if (goal > 0 && !data->held_out)
    fprintf(stderr, "; goal %.1f%%: %s", 100 * goal, all->mean >= goal ? "met" : "missed");
  fprintf(stderr, "\n");
}

static struct request parse(double* held_out, char*** files, int argc, char** argv) {
  struct request request = {.first_seed = 0, .seeds = 5};
  const char* name = "small";
  int64_t epochs = 0, held_out_percent = 0;
  const struct argument arguments[] = {
      {"recipe", ARGUMENT_TEXT, &name, 0, "NAME", "small, mnist, mnist-elastic, fashion (small)"},
      {"seeds", ARGUMENT_COUNT, &request.seeds, 0, "N", "how many trainings (5)"},
      {"first", ARGUMENT_WHOLE, &request.first_seed, 0, "N", "the seed of the first (0)"},
      {"workers", ARGUMENT_WHOLE, &request.workers, 0, "N",
       "threads, 0: as many as the process may use (0); they change no figure"},
      {"epochs", ARGUMENT_COUNT, &epochs, 0, "N", "passes over the training set (the recipe's)"},
      {"hold-out", ARGUMENT_WHOLE, &held_out_percent, 0, "PERCENT",
       "of the training set, 0 ... 90, to be tested on instead of the test set (0)"},
  };
  const struct command_line line = {
      "accuracy",
      "TRAIN_IMAGES TRAIN_LABELS TEST_IMAGES TEST_LABELS",
      "Trains a recipe's network on IDX files, plain or .gz, once for each seed, and prints what\n"
      "part of the test set it has right in the end, as one line of JSON.",
      arguments,
      sizeof arguments / sizeof arguments[0],
      4,
      4};
  *files = parse_command_line(&line, argc, argv);
  const struct recipe* recipe = find_recipe(name);
  if (recipe == NULL) usage_error("--recipe", "there is none of this name");
  if (held_out_percent < 0 || held_out_percent > 90)
    usage_error("--hold-out", "needs to be in 0 ... 90");
  *held_out = (double)held_out_percent / 100;
  request.recipe = *recipe;
  if (epochs > 0) {
    request.recipe.epochs = epochs;
    request.recipe.goal = 0; /* which is one of the whole recipe */
  }
  return request;
}

int main(int argc, char** argv) {
  double held_out = 0;
  char** files = NULL;
  const struct request request = parse(&held_out, &files, argc, argv);
  const struct datasets data = load_all(files, held_out);
  struct result* results = allocate((size_t)request.seeds, sizeof *results);
  for (int64_t i = 0; i < request.seeds; ++i) {
    results[i] = train(&request, &data, request.first_seed + i);
    fprintf(stderr, "%s: %s, seed %" PRId64 ": %.2f%% right, %.0f s\n", program_name(),
            request.recipe.name, request.first_seed + i, 100 * results[i].test_accuracy,
            results[i].seconds);
  }
  const struct statistics all = summarise_accuracy(results, request.seeds);
  print_text(&request, &data, &all);
  print_json(&request, &data, results, &all);
  free(results);
  nn_dataset_destroy(data.train);
  nn_dataset_destroy(data.test);
  return EXIT_SUCCESS;
}
