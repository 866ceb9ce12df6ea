/* SPDX-License-Identifier: MIT */
#include "data.h"

#include <zlib.h>

#include "../c/label_column.h"
#include "report.h"
#include "survey.h"

/* The first bytes of a file, unzipped; how many there are: none of a stream, from which the loader
 * would not get them again. */
static int read_start(const char* path, unsigned char* bytes, unsigned size) {
  if (is_stream(path)) return 0;
  gzFile file = gzopen(path, "rb");
  if (file == NULL) return 0;
  const int count = gzread(file, bytes, size);
  gzclose(file);
  return count > 0 ? count : 0;
}

int is_idx_file(const char* path) {
  unsigned char magic[4];
  return read_start(path, magic, sizeof magic) == 4 && magic[0] == 0 && magic[1] == 0 &&
         magic[2] >= 0x08 && magic[2] <= 0x0E && magic[3] >= 1;
}

/* The size of the images in an IDX file, if they have two dimensions. */
static void read_image_size(const char* path, struct origin* origin) {
  unsigned char bytes[16];
  if (read_start(path, bytes, sizeof bytes) != sizeof bytes || bytes[3] != 3) return;
  origin->height = (size_t)bytes[8] << 24 | bytes[9] << 16 | bytes[10] << 8 | bytes[11];
  origin->width = (size_t)bytes[12] << 24 | bytes[13] << 16 | bytes[14] << 8 | bytes[15];
}

/* Two files are images and labels, one is a CSV file: says so before a loader complains about
 * bytes. */
static void check_kinds(const struct files* files) {
  const char* first = files->paths[0];
  if (files->count == 1 && is_idx_file(first))
    fail(EXIT_USAGE, "%s: is an IDX file: try it with the file of its labels behind it", first);
  for (int i = 0; files->count == 2 && i < 2; ++i) {
    unsigned char byte;
    const char* path = files->paths[i];
    if (read_start(path, &byte, 1) == 1 && !is_idx_file(path))
      fail(EXIT_BAD_FILE,
           "%s: is not an IDX file; two files are IDX images and labels, a CSV file stands alone",
           path);
  }
}

struct table load_table(const struct files* files, const struct csv_format* format,
                        const nn_dataset* like) {
  struct table table = {NULL, NULL, NULL};
  check_kinds(files);
  const char* path = files->paths[0];
  if (files->count == 2)
    check_file(nn_dataset_load_idx(&table.dataset, path, files->paths[1]), path);
  else
    check_file(load_csv(&table.dataset, path, format->label, format, like), path);
  return table;
}

static struct table load_csv_anyhow(const struct files* files, struct csv_format* format,
                                    const nn_dataset* like) {
  struct table table = {NULL, NULL, NULL};
  const char* path = files->paths[0];
  int unclear = 0;
  if (is_stream(path)) /* looking at another column means reading it again */
    fail(EXIT_USAGE,
         "%s: is a pipe or the like, which can be read only once: say in which column the labels "
         "are: --label N",
         path);
  nn_options* options = csv_options(format);
  const nn_status status =
      load_csv_with_label(&table.dataset, path, options, &format->label, &unclear);
  nn_options_destroy(options);
  if (status == NN_ERROR_FORMAT)
    complain("without --label N, the labels are looked for in the first and in the last column");
  check_file(status, path);
  if (unclear)
    fail(EXIT_USAGE,
         "%s: which column holds the labels is not clear: try --label 0 (the first one) or "
         "--label -1 (the last one)",
         path);
  format->has_label = 1;
  if (like == NULL) return table;
  free_table(&table);
  return load_table(files, format, like);
}

struct table load_training_table(const struct files* files, struct origin* origin,
                                 const nn_dataset* like) {
  check_kinds(files);
  origin->kind = files->count == 2 ? DATA_IDX : DATA_CSV;
  struct table table = origin->kind == DATA_CSV && !origin->csv.has_label
                           ? load_csv_anyhow(files, &origin->csv, like)
                           : load_table(files, &origin->csv, like);
  const struct survey found = survey_inputs(table.dataset);
  if (origin->kind == DATA_IDX) {
    origin->white = 1;
    read_image_size(files->paths[0], origin);
  } else if (found.minimum >= 0) {
    origin->white = found.maximum <= 1 ? 1 : found.are_whole && found.maximum <= 255 ? 255 : 0;
  }
  origin->fingerprint = fingerprint(table.dataset);
  return table;
}

void hold_out(struct table* table, struct table* validation, double part, int64_t seed) {
  nn_dataset* rest = NULL;
  if (nn_dataset_rows(table->dataset) < 2)
    fail(EXIT_BAD_FILE, "there are too few rows to hold some out for validation");
  check(nn_dataset_split(&rest, &validation->dataset, table->dataset, part, seed),
        "holding rows out");
  nn_dataset_destroy(table->dataset);
  table->dataset = rest;
}

void check_pixels(const nn_dataset* dataset, const char* path) {
  const struct survey found = survey_inputs(dataset);
  if (!found.are_whole || found.minimum < 0 || found.maximum > 255)
    fail(EXIT_BAD_FILE,
         "%s: the model was trained on IDX images, so these should be pixels, 0 ... 255", path);
}

void check_class_names(const nn_dataset* dataset, const nn_dataset* like, const char* path) {
  const char* name = nn_dataset_class_name(dataset, 0);
  if (name != NULL && like == NULL)
    fail(EXIT_BAD_FILE,
         "%s: its labels are names, such as '%s', and those of the model are numbers", path, name);
}

struct table load_test_table(const struct files* files, const struct origin* origin,
                             const nn_dataset* like) {
  struct csv_format format = origin->csv;
  const char* path = files->paths[0];
  struct table table = files->count == 1 && !format.has_label
                           ? load_csv_anyhow(files, &format, like)
                           : load_table(files, &format, like);
  check_class_names(table.dataset, like, path);
  if (origin->kind == DATA_IDX && files->count == 1) {
    check_pixels(table.dataset, path);
    /* bytes, which the network takes as v/255 */
    convert_table(&table, NN_U8, 1);
  }
  if (origin->kind == DATA_CSV && files->count == 2) {
    if (origin->white == 0)
      fail(EXIT_BAD_FILE, "%s: the model was not trained on pixels, but on other numbers", path);
    if (origin->white != 1) convert_table(&table, NN_F32, origin->white);
  }
  return table;
}
