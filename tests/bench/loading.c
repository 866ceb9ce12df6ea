/* SPDX-License-Identifier: MIT
 *
 * The loading benchmark: a dataset's files through nn_dataset_load_csv() or nn_dataset_load_idx(),
 * in turn with a plain read() of them and a memcpy() of their bytes. On the public header alone.
 * Prints one line of JSON; the README explains its fields.
 */
#define _POSIX_C_SOURCE 200809L /* open, read, fstat */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <neuro.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command_line.h"
#include "network_info.h"
#include "timing.h"

enum { FEWEST_ROUNDS = 5, MAX_ROUNDS = 1000 };

struct settings {
  const char* csv; /* or NULL: images and labels */
  int64_t label_column;
  double seconds;
  const char* files[2];
  size_t file_count;
};

/* The files' bytes, one file behind the other, and room for a copy of them. */
struct contents {
  size_t bytes;
  char* read;
  char* copy;
};

enum way { LOAD, READ, COPY, COPY_TO_NEW, WAYS };

struct rounds {
  int64_t count;
  double mb_per_s[WAYS][MAX_ROUNDS];
  double percent_of_read[MAX_ROUNDS];
  double percent_of_copy[MAX_ROUNDS];
};

static size_t file_bytes(const char* path) {
  struct stat status;
  if (stat(path, &status) != 0) fail(path, strerror(errno));
  return (size_t)status.st_size;
}

static nn_dataset* load(const struct settings* settings) {
  nn_dataset* dataset = NULL;
  if (settings->csv != NULL)
    check(nn_dataset_load_csv(&dataset, settings->csv, settings->label_column), "loading");
  else
    check(nn_dataset_load_idx(&dataset, settings->files[0], settings->files[1]), "loading");
  return dataset;
}

static double load_seconds(const struct settings* settings) {
  const double start = seconds_now();
  nn_dataset* dataset = load(settings);
  const double seconds = seconds_now() - start;
  nn_dataset_destroy(dataset);
  return seconds;
}

static double read_seconds(const struct settings* settings, struct contents* contents) {
  size_t filled = 0;
  const double start = seconds_now();
  for (size_t i = 0; i < settings->file_count; ++i) {
    const int file = open(settings->files[i], O_RDONLY);
    if (file < 0) fail(settings->files[i], strerror(errno));
    for (ssize_t got = 1; got > 0 && filled < contents->bytes; filled += (size_t)got) {
      got = read(file, contents->read + filled, contents->bytes - filled);
      if (got < 0) fail(settings->files[i], strerror(errno));
    }
    close(file);
  }
  const double seconds = seconds_now() - start;
  if (filled != contents->bytes) fail("reading", "a file has become shorter");
  return seconds;
}

/* Not inlined, so that no compiler drops a copy that nobody looks at. */
static void* (*volatile copy_bytes)(void*, const void*, size_t) = memcpy;

static double copy_seconds(struct contents* contents) {
  const double start = seconds_now();
  copy_bytes(contents->copy, contents->read, contents->bytes);
  return seconds_now() - start;
}

/* What a loader cannot do without: the pages of its memory are new. */
static double copy_to_new_memory_seconds(const struct contents* contents) {
  const double start = seconds_now();
  void* copy = allocate(contents->bytes, 1);
  copy_bytes(copy, contents->read, contents->bytes);
  const double seconds = seconds_now() - start;
  free(copy);
  return seconds;
}

static void measure(struct rounds* rounds, const struct settings* settings,
                    struct contents* contents) {
  memset(contents->copy, 1, contents->bytes); /* so that no page faults later */
  memset(contents->read, 1, contents->bytes);
  read_seconds(settings, contents); /* the page cache has the files from now on */
  const double megabytes = 1e-6 * (double)contents->bytes;
  const double end = seconds_now() + settings->seconds;
  while (rounds->count < MAX_ROUNDS && (rounds->count < FEWEST_ROUNDS || seconds_now() < end)) {
    const double load_time = load_seconds(settings);
    const double read_time = read_seconds(settings, contents);
    const double copy_time = copy_seconds(contents);
    const double new_copy_time = copy_to_new_memory_seconds(contents);
    rounds->mb_per_s[LOAD][rounds->count] = megabytes / load_time;
    rounds->mb_per_s[READ][rounds->count] = megabytes / read_time;
    rounds->mb_per_s[COPY][rounds->count] = megabytes / copy_time;
    rounds->mb_per_s[COPY_TO_NEW][rounds->count] = megabytes / new_copy_time;
    rounds->percent_of_read[rounds->count] = 100 * read_time / load_time;
    rounds->percent_of_copy[rounds->count] = 100 * copy_time / load_time;
    ++rounds->count;
  }
}

static void parse(struct settings* settings, int argc, char** argv) {
  const struct argument arguments[] = {
      {"csv", ARGUMENT_TEXT, &settings->csv, 0, "FILE", "load this rather than IDX files"},
      {"label-column", ARGUMENT_WHOLE, &settings->label_column, 0, "N",
       "of the CSV file, from 0, or from the end if negative (0)"},
      {"seconds", ARGUMENT_SECONDS, &settings->seconds, 0, "S", "how long to measure (3)"},
  };
  const struct command_line line = {
      "loading",
      "--csv FILE | IMAGES LABELS",
      "Loads a dataset over and over and prints how fast that went, beside read() and memcpy(),\n"
      "as one line of JSON. Files may be .gz; megabytes are those of the files as they are.",
      arguments,
      sizeof arguments / sizeof arguments[0],
      0,
      2};
  char** operands = parse_command_line(&line, argc, argv);
  while (operands[settings->file_count] != NULL) {
    settings->files[settings->file_count] = operands[settings->file_count];
    ++settings->file_count;
  }
  if (settings->file_count != (settings->csv != NULL ? 0 : 2))
    usage_error("operands", line.operands);
  if (settings->csv != NULL) settings->files[settings->file_count++] = settings->csv;
}

static void print_text(const struct summary* speeds, double percent_of_read,
                       double percent_of_copy) {
  fprintf(stderr,
          "loading: %.0f MB/s +-%.1f%%; read() %.0f MB/s +-%.1f%%, memcpy() %.0f MB/s +-%.1f%%: "
          "%.1f%% and %.1f%% of them; memcpy() to new memory %.0f MB/s +-%.1f%%\n",
          speeds[LOAD].median, 100 * speeds[LOAD].spread, speeds[READ].median,
          100 * speeds[READ].spread, speeds[COPY].median, 100 * speeds[COPY].spread,
          percent_of_read, percent_of_copy, speeds[COPY_TO_NEW].median,
          100 * speeds[COPY_TO_NEW].spread);
}

int main(int argc, char** argv) {
  struct settings settings = {NULL, 0, 3, {NULL, NULL}, 0};
  parse(&settings, argc, argv);
  struct contents contents = {0, NULL, NULL};
  for (size_t i = 0; i < settings.file_count; ++i) contents.bytes += file_bytes(settings.files[i]);
  contents.read = allocate(contents.bytes, 1);
  contents.copy = allocate(contents.bytes, 1);
  nn_dataset* dataset = load(&settings); /* fails before anything is measured */
  const size_t rows = nn_dataset_rows(dataset), cols = nn_dataset_cols(dataset);
  nn_dataset_destroy(dataset);

  struct rounds* rounds = allocate(1, sizeof *rounds);
  measure(rounds, &settings, &contents);
  struct summary speeds[WAYS];
  for (int way = 0; way < WAYS; ++way)
    speeds[way] = summarise(rounds->mb_per_s[way], rounds->count);
  const double percent_of_read = summarise(rounds->percent_of_read, rounds->count).median;
  const double percent_of_copy = summarise(rounds->percent_of_copy, rounds->count).median;
  print_text(speeds, percent_of_read, percent_of_copy);

  printf("{");
  print_program_json("loading");
  printf(
      ", \"format\": \"%s\", \"file_bytes\": %zu, \"rows\": %zu, \"cols\": %zu, \"rounds\": "
      "%" PRId64,
      settings.csv != NULL ? "csv" : "idx", contents.bytes, rows, cols, rounds->count);
  printf(", \"mb_per_s\": %.1f, \"spread\": %.4f, \"rows_per_s\": %.0f", speeds[LOAD].median,
         speeds[LOAD].spread, speeds[LOAD].median * 1e6 / (double)contents.bytes * (double)rows);
  printf(", \"read_mb_per_s\": %.1f, \"read_spread\": %.4f", speeds[READ].median,
         speeds[READ].spread);
  printf(", \"memcpy_mb_per_s\": %.1f, \"memcpy_spread\": %.4f", speeds[COPY].median,
         speeds[COPY].spread);
  printf(", \"new_memcpy_mb_per_s\": %.1f, \"new_memcpy_spread\": %.4f", speeds[COPY_TO_NEW].median,
         speeds[COPY_TO_NEW].spread);
  printf(", \"percent_of_read\": %.2f, \"percent_of_memcpy\": %.2f}\n", percent_of_read,
         percent_of_copy);

  free(rounds);
  free(contents.read);
  free(contents.copy);
  return EXIT_SUCCESS;
}
