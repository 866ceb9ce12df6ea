/* SPDX-License-Identifier: MIT
 *
 * A host in a locale that writes 0,5 for 0.5: files are read and written, messages written and
 * networks trained as in the C locale. Usage: guest_locale LOCALE, which must have a decimal comma.
 */
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "support.h"

static const char kCsv[] = "label,a,b\n1,0.5,-2.25\n0,1e-3,3\n1,0.125,7.5\n";
static const char kBadCsv[] = "label,a,b\n1,0,5,2\n";

typedef struct outcome {
  double inputs[6];
  char messages[3][200];
  unsigned char parameters[1000];
  size_t size;
  unsigned char file[4000]; /* full of fractions: rates, losses, the input scaling */
  size_t file_size;
} outcome;

static void keep_message(char* to) { snprintf(to, 200, "%s", nn_last_error()); }

static void use_library(outcome* o) {
  const size_t sizes[] = {2, 5, 2};
  const int64_t scaled[] = {NN_OPTION_INPUT_SCALING, NN_SCALING_STANDARD, 0};
  memset(o, 0, sizeof *o);
  const char* path = write_temp("table.csv", kCsv, strlen(kCsv));
  nn_dataset* dataset = NULL;
  REQUIRE_OK(nn_dataset_load_csv(&dataset, path, 0));
  CHECK_OK(nn_dataset_get_inputs(dataset, 0, 3, o->inputs, NN_F64));
  nn_network* network = make_network(sizes, COUNT_OF(sizes), scaled);
  CHECK_OK(nn_fit(network, dataset, NULL, NULL, NULL));
  snapshot taken = take_snapshot(network);
  o->size = taken.size;
  REQUIRE(taken.size <= sizeof o->parameters);
  memcpy(o->parameters, taken.bytes, taken.size);
  free_snapshot(&taken);

  nn_network* loaded = NULL;
  path = temp_path("model.safetensors");
  CHECK_OK(nn_save_checkpoint(network, path));
  REQUIRE_OK(nn_load(&loaded, path, NULL));
  REQUIRE_OK(nn_save_checkpoint_buffer(loaded, o->file, sizeof o->file, &o->file_size));
  taken = read_file(path);
  CHECK(same_snapshot(taken, (snapshot){o->file, o->file_size}));
  free_snapshot(&taken);
  nn_destroy(loaded);

  CHECK_FAILS(nn_set_real(network, NN_OPTION_LEARNING_RATE, -0.5), NN_ERROR_INVALID_ARGUMENT,
              "-0.5");
  keep_message(o->messages[0]);
  const double large[] = {1.5e39, 0};
  float out[2];
  CHECK_FAILS(nn_predict(network, large, NN_F64, 1, out, NN_F32), NN_ERROR_INVALID_ARGUMENT,
              "1.5e+39");
  keep_message(o->messages[1]);
  nn_destroy(network);
  nn_dataset_destroy(dataset);

  path = write_temp("comma.csv", kBadCsv, strlen(kBadCsv));
  CHECK_FAILS(nn_dataset_load_csv(&dataset, path, 0), NN_ERROR_FORMAT, "line 2", "4 cells");
  keep_message(o->messages[2]);
}

int main(int argc, char** argv) {
  static outcome c, comma;
  REQUIRE(argc == 2);
  use_library(&c);
  CHECK(c.inputs[0] == 0.5 && c.inputs[1] == -2.25 && c.inputs[2] == 1e-3);
  REQUIRE(setlocale(LC_ALL, argv[1]) != NULL);
  REQUIRE(strcmp(localeconv()->decimal_point, ",") == 0);
  char half[8];
  snprintf(half, sizeof half, "%.1f", 0.5);
  REQUIRE(strcmp(half, "0,5") == 0);
  use_library(&comma);
  CHECK(memcmp(c.inputs, comma.inputs, sizeof c.inputs) == 0);
  CHECK(c.size == comma.size && memcmp(c.parameters, comma.parameters, c.size) == 0);
  CHECK(c.file_size == comma.file_size && memcmp(c.file, comma.file, c.file_size) == 0);
  for (size_t i = 0; i < COUNT_OF(c.messages); ++i) {
    CHECK(strcmp(c.messages[i], comma.messages[i]) == 0);
  }
  /* The library has not touched it. */
  CHECK(strcmp(setlocale(LC_ALL, NULL), argv[1]) == 0);
  return check_done();
}
