/* SPDX-License-Identifier: MIT
 *
 * CSV and IDX files that are missing, damaged, or lie are refused with the right status; the
 * message names the file and the line and column, or the byte, at fault. *out stays as it was.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "check.h"
#include "support.h"

static nn_dataset* const kUntouched = (nn_dataset*)(void*)&kUntouched;
static nn_dataset* out;

static void refuse_csv(const char* text, nn_status status, const char* detail, const char* more) {
  const char* path = write_temp("table.csv", text, strlen(text));
  const char* named = status == NN_ERROR_INVALID_ARGUMENT ? "label_column" : "table.csv";
  CHECK_FAILS(nn_dataset_load_csv(&out, path, 0), status, named, detail, more);
  CHECK(out == kUntouched);
}

static void test_csv_content(void) {
  refuse_csv("", NN_ERROR_FORMAT, "no rows", "");
  refuse_csv("\n\r\n  \n", NN_ERROR_FORMAT, "no rows", "");
  refuse_csv("label,a,b\n", NN_ERROR_FORMAT, "no rows", "");
  refuse_csv("1,2,3\n1,2\n", NN_ERROR_FORMAT, "line 2", "2 cells");
  refuse_csv("1,2,3\n\n1,2,3,4\n", NN_ERROR_FORMAT, "line 3", "4 cells");
  refuse_csv("label,a,b\n1,2,3\n7\n", NN_ERROR_FORMAT, "line 3", "1 cell");
  refuse_csv("1,2,3\n1,x,3\n", NN_ERROR_FORMAT, "line 2", "column 2");
  refuse_csv("1,2,3\n1,2,three\n", NN_ERROR_FORMAT, "line 2", "column 3");
  refuse_csv("1,2,x\n1,2,3\n", NN_ERROR_FORMAT, "line 1", "column 3");
  refuse_csv("1,2,3\n1,,3\n", NN_ERROR_FORMAT, "line 2, column 2", "empty");
  refuse_csv("1,2,3\n1,2,\n", NN_ERROR_FORMAT, "line 2, column 3", "empty");
  refuse_csv("1,2,3\nnan,2,3\n", NN_ERROR_FORMAT, "line 2", "column 1");
  refuse_csv("1,2,3\n1,inf,3\n", NN_ERROR_FORMAT, "line 2", "column 2");
  refuse_csv("1,2,3\n1,1e999,3\n", NN_ERROR_FORMAT, "line 2", "column 2");
  refuse_csv("1,2,3\n1,0x10,3\n", NN_ERROR_FORMAT, "line 2", "column 2");
  refuse_csv("1,2,3\n1,1 2,3\n", NN_ERROR_FORMAT, "line 2", "column 2");
  refuse_csv("1;2;3\n1;2;3\n", NN_ERROR_FORMAT, "table.csv", "1");
  refuse_csv("1,2,3\n-1,2,3\n", NN_ERROR_FORMAT, "line 2", "column 1");
  refuse_csv("1,2,3\n0.5,2,3\n", NN_ERROR_FORMAT, "line 2", "column 1");
  refuse_csv("1,2,3\n2147483648,2,3\n", NN_ERROR_FORMAT, "line 2", "column 1");
  refuse_csv("1\n2\n", NN_ERROR_FORMAT, "line 1", "no inputs");
}

static void test_csv_arguments(void) {
  const char* good = write_temp("good.csv", "label,a,b\n1,2.5,3\n0,4,5\n", 24);
  CHECK_FAILS(nn_dataset_load_csv(NULL, good, 0), NN_ERROR_INVALID_ARGUMENT, "out", "NULL");
  CHECK_FAILS(nn_dataset_load_csv(&out, NULL, 0), NN_ERROR_INVALID_ARGUMENT, "path", "NULL");
  static const int64_t kNoColumns[] = {3, -4, INT64_MAX, INT64_MIN + 1};
  for (size_t i = 0; i < COUNT_OF(kNoColumns); ++i) {
    CHECK_FAILS(nn_dataset_load_csv(&out, good, kNoColumns[i]), NN_ERROR_INVALID_ARGUMENT,
                "label_column", "3");
  }
  CHECK_FAILS(nn_dataset_load_csv(&out, temp_path("missing.csv"), 0), NN_ERROR_IO, "missing.csv");
  CHECK_FAILS(nn_dataset_load_csv(&out, "", 0), NN_ERROR_IO, "");
  const char* directory = temp_path("directory.csv");
  REQUIRE(mkdir(directory, 0700) == 0);
  CHECK_FAILS(nn_dataset_load_csv(&out, directory, 0), NN_ERROR_IO, "directory.csv");
  CHECK_FAILS(nn_dataset_load_idx(&out, directory, directory), NN_ERROR_IO, "directory.csv");
  static const unsigned char kDamaged[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 0xff};
  const char* damaged = write_temp("damaged.csv.gz", kDamaged, sizeof kDamaged);
  CHECK_FAILS(nn_dataset_load_csv(&out, damaged, 0), NN_ERROR_FORMAT, "damaged.csv.gz", "gzip");
  const char* broken_off = write_temp("short.csv.gz", kDamaged, 10);
  CHECK_FAILS(nn_dataset_load_csv(&out, broken_off, 0), NN_ERROR_FORMAT, "short.csv.gz");
  CHECK(out == kUntouched);

  nn_dataset* made = NULL;
  REQUIRE_OK(nn_dataset_load_csv(&made, good, -3));
  CHECK(nn_dataset_rows(made) == 2 && nn_dataset_cols(made) == 2 && nn_dataset_classes(made) == 2);
  nn_dataset_destroy(made);
}

/* Three images of 2 x 2, and their labels. */
static const unsigned char kImages[] = {0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2,  0,  0,
                                        0, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
static const unsigned char kLabels[] = {0, 0, 8, 1, 0, 0, 0, 3, 0, 1, 2};

/* The images (or labels) cut to `size` bytes, or with zeros behind, with byte `at` changed. */
static void refuse_idx(int images_at_fault, size_t size, size_t at, unsigned char value,
                       nn_status status, const char* detail, const char* more) {
  unsigned char bytes[64] = {0};
  const size_t room = images_at_fault ? sizeof kImages : sizeof kLabels;
  memcpy(bytes, images_at_fault ? kImages : kLabels, room);
  bytes[at] = value;
  const char* bad = write_temp("bad.idx", bytes, size);
  const char* images = images_at_fault ? bad : write_temp("images", kImages, sizeof kImages);
  const char* labels = images_at_fault ? write_temp("labels", kLabels, sizeof kLabels) : bad;
  CHECK_FAILS(nn_dataset_load_idx(&out, images, labels), status, "bad.idx", detail, more);
  CHECK(out == kUntouched);
}

static void test_idx_content(void) {
  const size_t images = sizeof kImages, labels = sizeof kLabels;
  for (int which = 0; which < 2; ++which) {
    const size_t size = which ? images : labels;
    refuse_idx(which, size, 0, 1, NN_ERROR_FORMAT, "byte 0", "1");
    refuse_idx(which, size, 1, 255, NN_ERROR_FORMAT, "byte 1", "255");
    refuse_idx(which, size, 2, 0, NN_ERROR_FORMAT, "byte 2", "0");
    refuse_idx(which, size, 2, 7, NN_ERROR_FORMAT, "byte 2", "7");
    static const unsigned char kOtherTypes[] = {9, 11, 12, 13, 14};
    for (size_t i = 0; i < COUNT_OF(kOtherTypes); ++i) {
      refuse_idx(which, size, 2, kOtherTypes[i], NN_ERROR_UNSUPPORTED, "unsigned bytes", "");
    }
    refuse_idx(which, size, 3, 0, NN_ERROR_FORMAT, "byte 3", "0");
    refuse_idx(which, size, 3, 9, NN_ERROR_FORMAT, "byte 3", "9");
    refuse_idx(which, size, 3, 255, NN_ERROR_FORMAT, "byte 3", "255");
    refuse_idx(which, 0, 0, 0, NN_ERROR_FORMAT, "byte 0", "header");
    refuse_idx(which, 3, 0, 0, NN_ERROR_FORMAT, "byte 3", "header");
    refuse_idx(which, 6, 0, 0, NN_ERROR_FORMAT, "byte 6", "header");
    refuse_idx(which, size, 7, 0, NN_ERROR_FORMAT, "bytes 4 to 7", "0");
  }
  refuse_idx(1, images, 3, 1, NN_ERROR_FORMAT, "byte 3", "1");
  refuse_idx(0, labels, 3, 2, NN_ERROR_FORMAT, "byte 3", "2");
  refuse_idx(1, images, 15, 0, NN_ERROR_FORMAT, "bytes 12 to 15", "0");
  refuse_idx(1, images - 1, 0, 0, NN_ERROR_FORMAT, "byte 27", "28");
  refuse_idx(0, labels - 1, 0, 0, NN_ERROR_FORMAT, "byte 10", "11");
  refuse_idx(1, images + 1, 0, 0, NN_ERROR_FORMAT, "byte 28", "");
  refuse_idx(0, labels + 1, 0, 0, NN_ERROR_FORMAT, "byte 11", "");
  /* The header promises far more than there is: 3 x 2 x 2^31 pixels, or 2^23 where sizes have 32
   * bits. */
  const size_t high = SIZE_MAX > UINT32_MAX ? 0 : 1; /* the highest byte that a size has room for */
  refuse_idx(1, images, 12 + high, 0x80, NN_ERROR_FORMAT, "byte 28", "");
  /* Counts that differ. */
  refuse_idx(1, images, 7, 2, NN_ERROR_FORMAT, "2 images", "3 labels");
  refuse_idx(0, labels, 7, 2, NN_ERROR_FORMAT, "3 images", "2 labels");
  refuse_idx(1, images, 4 + high, 0x80, NN_ERROR_FORMAT,
             high ? "8388611 images" : "2147483651 images", "3 labels");
}

static void test_idx_overflow(void) {
  unsigned char bytes[4 + 8 * 4];
  memset(bytes, 0xff, sizeof bytes);
  bytes[0] = bytes[1] = 0;
  bytes[2] = 8;
  bytes[3] = 8;
  const char* huge = write_temp("huge.idx", bytes, sizeof bytes);
  const char* labels = write_temp("labels", kLabels, sizeof kLabels);
  CHECK_FAILS(nn_dataset_load_idx(&out, huge, labels), NN_ERROR_FORMAT, "huge.idx", "overflow",
              "byte");
  CHECK(out == kUntouched);
}

static void test_idx_arguments(void) {
  const char* images = write_temp("images", kImages, sizeof kImages);
  const char* labels = write_temp("labels", kLabels, sizeof kLabels);
  CHECK_FAILS(nn_dataset_load_idx(NULL, images, labels), NN_ERROR_INVALID_ARGUMENT, "out", "NULL");
  CHECK_FAILS(nn_dataset_load_idx(&out, NULL, labels), NN_ERROR_INVALID_ARGUMENT, "images", "NULL");
  CHECK_FAILS(nn_dataset_load_idx(&out, images, NULL), NN_ERROR_INVALID_ARGUMENT, "labels", "NULL");
  CHECK_FAILS(nn_dataset_load_idx(&out, temp_path("missing"), labels), NN_ERROR_IO, "missing");
  CHECK_FAILS(nn_dataset_load_idx(&out, images, temp_path("missing")), NN_ERROR_IO, "missing");
  /* Swapped. */
  CHECK_FAILS(nn_dataset_load_idx(&out, labels, images), NN_ERROR_FORMAT, "labels", "byte 3");
  CHECK(out == kUntouched);

  nn_dataset* made = NULL;
  REQUIRE_OK(nn_dataset_load_idx(&made, images, labels));
  CHECK(nn_dataset_rows(made) == 3 && nn_dataset_cols(made) == 4 && nn_dataset_classes(made) == 3);
  nn_dataset_destroy(made);
}

int main(void) {
  out = kUntouched;
  test_csv_content();
  test_csv_arguments();
  test_idx_content();
  test_idx_overflow();
  test_idx_arguments();
  return check_done();
}
