/* SPDX-License-Identifier: MIT
 *
 * CSV files with class names, missing cells, other separators, numbers as targets, and read like
 * another: what comes of them, and what is refused, with *out left alone.
 */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "support.h"

static nn_dataset* const kUntouched = (nn_dataset*)(void*)&kUntouched;
static nn_dataset* out;

static const char* table(const char* text) { return write_temp("table.csv", text, strlen(text)); }

/* With an integer option, or 0 for none. */
static nn_status load_with(const char* text, int64_t label_column, nn_option option, int64_t value,
                           const nn_dataset* like) {
  const int64_t options[] = {option, value, 0};
  nn_options* made = make_options(option == 0 ? NULL : options);
  const nn_status status = nn_dataset_load_csv_with(&out, table(text), label_column, made, like);
  nn_options_destroy(made);
  return status;
}

static int same(const char* a, const char* b) {
  return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static const char kPets[] =
    "height,\"weight, kg\",kind\n1,2,dog\n3,4,cat\n\n5,6,\"big \"\"cat\"\"\"\n";

static void test_names(void) {
  REQUIRE_OK(nn_dataset_load_csv(&out, table(kPets), -1));
  CHECK(nn_dataset_rows(out) == 3 && nn_dataset_classes(out) == 3);
  CHECK(same(nn_dataset_class_name(out, 0), "big \"cat\""));
  CHECK(same(nn_dataset_class_name(out, 1), "cat") && same(nn_dataset_class_name(out, 2), "dog"));
  CHECK(nn_dataset_class_name(out, 3) == NULL && nn_dataset_class_name(out, SIZE_MAX) == NULL);
  CHECK(same(nn_dataset_column_name(out, 0), "height"));
  CHECK(same(nn_dataset_column_name(out, 1), "weight, kg"));
  CHECK(nn_dataset_column_name(out, 2) == NULL);
  int32_t labels[3];
  CHECK_OK(nn_dataset_get_targets(out, 0, 3, labels, NN_I32));
  CHECK(labels[0] == 2 && labels[1] == 1 && labels[2] == 0);

  /* Selections know them, and keep them. */
  const int64_t row = 1;
  nn_dataset* some = NULL;
  REQUIRE_OK(nn_dataset_select(&some, out, &row, 1));
  nn_dataset_destroy(out);
  CHECK(nn_dataset_classes(some) == 3 && same(nn_dataset_class_name(some, 2), "dog"));
  CHECK(same(nn_dataset_column_name(some, 0), "height"));
  nn_dataset_destroy(some);

  REQUIRE_OK(nn_dataset_load_csv(&out, table("1,2\n3,0\n"), -1));
  CHECK(nn_dataset_class_name(out, 0) == NULL && nn_dataset_column_name(out, 0) == NULL);
  nn_dataset_destroy(out);
  CHECK(nn_dataset_class_name(NULL, 0) == NULL && nn_dataset_column_name(NULL, 0) == NULL);
}

static void test_like(void) {
  nn_dataset *pets = NULL, *prices = NULL;
  REQUIRE_OK(nn_dataset_load_csv(&pets, table(kPets), -1));
  REQUIRE_OK(load_with("7,8,cat\n", -1, 0, 0, pets));
  int64_t label = -1;
  CHECK_OK(nn_dataset_get_targets(out, 0, 1, &label, NN_I64));
  CHECK(label == 1 && nn_dataset_classes(out) == 3 && same(nn_dataset_class_name(out, 2), "dog"));
  nn_dataset_destroy(out);
  REQUIRE_OK(load_with("7,8\n", NN_NO_LABEL, 0, 0, pets));
  int64_t no_target = 5;
  double no_number = 5;
  CHECK_FAILS(nn_dataset_get_targets(out, 0, 1, &no_target, NN_I64), NN_ERROR_INVALID_ARGUMENT,
              "no targets");
  CHECK_FAILS(nn_dataset_get_targets(out, 0, 1, &no_number, NN_F64), NN_ERROR_INVALID_ARGUMENT,
              "no targets");
  CHECK(no_target == 5 && no_number == 5);
  CHECK(nn_dataset_classes(out) == 0 && nn_dataset_class_name(out, 0) == NULL);
  nn_dataset_destroy(out);
  REQUIRE_OK(load_with("7,8,9\n", -1, NN_OPTION_CSV_TARGET, NN_CSV_TARGET_NUMBERS, NULL));
  prices = out;

  out = kUntouched;
  CHECK_FAILS(load_with("7,8,cat\n7,8,eel\n", -1, 0, 0, pets), NN_ERROR_FORMAT, "table.csv",
              "line 2, column 3", "'eel'");
  CHECK_FAILS(load_with("7,cat\n", -1, 0, 0, pets), NN_ERROR_FORMAT, "table.csv", "columns");
  CHECK_FAILS(load_with("7,8,9\n", NN_NO_LABEL, 0, 0, pets), NN_ERROR_FORMAT, "table.csv", "3",
              "2");
  CHECK_FAILS(load_with("7,8,9\n", -1, NN_OPTION_CSV_TARGET, NN_CSV_TARGET_NUMBERS, pets),
              NN_ERROR_INVALID_ARGUMENT, "like", "NN_OPTION_CSV_TARGET");
  CHECK_FAILS(load_with("7,8,9\n", -1, 0, 0, prices), NN_ERROR_INVALID_ARGUMENT, "like",
              "NN_OPTION_CSV_TARGET");
  CHECK(out == kUntouched);
  nn_dataset_destroy(prices);
  nn_dataset_destroy(pets);
}

static void test_missing(void) {
  static const char kTable[] = "1,,0\n,4,1\n3,NA,1\n8,5,0\n";
  static const struct {
    int64_t missing;
    double expected[8], like[2];
  } kCases[] = {{NN_MISSING_ZERO, {1, 0, 0, 4, 3, 0, 8, 5}, {0, 0}},
                {NN_MISSING_MEAN, {1, 4.5, 4, 4, 3, 4.5, 8, 5}, {4, 4.5}},
                {NN_MISSING_MEDIAN, {1, 4.5, 3, 4, 3, 4.5, 8, 5}, {3, 4.5}}};
  for (size_t i = 0; i < COUNT_OF(kCases); ++i) {
    double inputs[8];
    nn_dataset* train = NULL;
    REQUIRE_OK(load_with(kTable, -1, NN_OPTION_CSV_MISSING, kCases[i].missing, NULL));
    train = out;
    CHECK_OK(nn_dataset_get_inputs(train, 0, 4, inputs, NN_F64));
    CHECK(memcmp(inputs, kCases[i].expected, sizeof inputs) == 0);
    REQUIRE_OK(load_with(",?,1\n", -1, NN_OPTION_CSV_MISSING, kCases[i].missing, train));
    CHECK_OK(nn_dataset_get_inputs(out, 0, 1, inputs, NN_F64));
    CHECK(inputs[0] == kCases[i].like[0] && inputs[1] == kCases[i].like[1]);
    nn_dataset_destroy(out);
    nn_dataset_destroy(train);

    out = kUntouched;
    CHECK_FAILS(load_with("1,2,0\n1,2,\n", -1, NN_OPTION_CSV_MISSING, kCases[i].missing, NULL),
                NN_ERROR_FORMAT, "line 2, column 3", "empty");
    CHECK_FAILS(load_with("1,2,0\n1,x,0\n", -1, NN_OPTION_CSV_MISSING, kCases[i].missing, NULL),
                NN_ERROR_FORMAT, "line 2, column 2", "'x'");
  }
  CHECK_FAILS(load_with("1,,0\n2,,0\n", -1, NN_OPTION_CSV_MISSING, NN_MISSING_MEAN, NULL),
              NN_ERROR_FORMAT, "table.csv", "column 2", "no value");
  CHECK_FAILS(load_with(kTable, -1, NN_OPTION_CSV_MISSING, NN_MISSING_REFUSE, NULL),
              NN_ERROR_FORMAT, "line 1, column 2", "empty");
  CHECK_FAILS(load_with("1,2,0\n1,NA,0\n", -1, 0, 0, NULL), NN_ERROR_FORMAT, "line 2, column 2",
              "'NA'");
  CHECK(out == kUntouched);
}

static void test_separators(void) {
  static const char kSeparators[] = {';', '\t', ' ', '|', ':', '/', '#', '\'', '_', '\1', '\177'};
  for (size_t i = 0; i < COUNT_OF(kSeparators); ++i) {
    char text[] = "a b c\n1.5 2 0\n3 4 1\n";
    for (char* c = text; *c != '\0'; ++c) *c = *c == ' ' ? kSeparators[i] : *c;
    if (!CHECK_OK(load_with(text, -1, NN_OPTION_CSV_SEPARATOR, kSeparators[i], NULL))) continue;
    double inputs[4] = {0, 0, 0, 0};
    CHECK_OK(nn_dataset_get_inputs(out, 0, 2, inputs, NN_F64));
    CHECK(inputs[0] == 1.5 && inputs[1] == 2 && inputs[2] == 3 && inputs[3] == 4);
    CHECK(same(nn_dataset_column_name(out, 1), "b"));
    nn_dataset_destroy(out);
  }
  out = kUntouched;
  static const char kNone[] = {'0', '9', 'a', 'z', 'A', 'Z', '+', '-', '.', '"', '\n', '\r'};
  for (size_t i = 0; i < COUNT_OF(kNone); ++i) {
    CHECK_FAILS(load_with("1,2,0\n", -1, NN_OPTION_CSV_SEPARATOR, kNone[i], NULL),
                NN_ERROR_INVALID_ARGUMENT, "options", "NN_OPTION_CSV_SEPARATOR");
  }
  CHECK(out == kUntouched);
}

static void test_numbers(void) {
  REQUIRE_OK(load_with("1,2,price\n3,4,-0.5\n5,6,1e9\n", 2, NN_OPTION_CSV_TARGET,
                       NN_CSV_TARGET_NUMBERS, NULL));
  double targets[2] = {0, 0};
  CHECK(nn_dataset_rows(out) == 2 && nn_dataset_target_cols(out) == 1);
  CHECK(nn_dataset_classes(out) == 0 && nn_dataset_class_name(out, 0) == NULL);
  CHECK_OK(nn_dataset_get_targets(out, 0, 2, targets, NN_F64));
  CHECK(targets[0] == -0.5 && targets[1] == 1e9);
  nn_dataset_destroy(out);
  out = kUntouched;
  CHECK_FAILS(load_with("1,2\n3,a\n", -1, NN_OPTION_CSV_TARGET, NN_CSV_TARGET_NUMBERS, NULL),
              NN_ERROR_FORMAT, "line 2, column 2", "'a'");
}

static void test_bad_files(void) {
  out = kUntouched;
  const char* path = table(kPets);
  CHECK_FAILS(nn_dataset_load_csv_with(NULL, path, -1, NULL, NULL), NN_ERROR_INVALID_ARGUMENT,
              "out", "NULL");
  CHECK_FAILS(nn_dataset_load_csv_with(&out, NULL, -1, NULL, NULL), NN_ERROR_INVALID_ARGUMENT,
              "path", "NULL");
  CHECK_FAILS(nn_dataset_load_csv_with(&out, path, 3, NULL, NULL), NN_ERROR_INVALID_ARGUMENT,
              "label_column");
  CHECK_FAILS(nn_dataset_load_csv_with(&out, temp_path("none.csv"), 0, NULL, NULL), NN_ERROR_IO,
              "none.csv");
  CHECK_FAILS(load_with("1,2,\"a\n3,4,b\n", -1, 0, 0, NULL), NN_ERROR_FORMAT, "line 1, column 3",
              "closed");
  CHECK_FAILS(load_with("1,2,b\n3,\"4\" 5,b\n", -1, 0, 0, NULL), NN_ERROR_FORMAT,
              "line 2, column 2", "quote");
  CHECK_FAILS(load_with("a,b,c\nd,e,f\n", -1, 0, 0, NULL), NN_ERROR_FORMAT, "line 2, column 1",
              "'d'");
  CHECK_FAILS(load_with("1,2,a\n3,4,nan\n", -1, 0, 0, NULL), NN_ERROR_FORMAT, "line 2, column 3",
              "'nan'");
  CHECK_FAILS(load_with("1,2,a\n3,4,0.5\n", -1, 0, 0, NULL), NN_ERROR_FORMAT, "line 2, column 3",
              "whole");
  CHECK(out == kUntouched);
}

int main(void) {
  test_names();
  test_like();
  test_missing();
  test_separators();
  test_numbers();
  test_bad_files();
  return check_done();
}
