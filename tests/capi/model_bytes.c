/* SPDX-License-Identifier: MIT */
#include "model_bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

enum { kLengthBytes = 8 };

static snapshot save_with(nn_status (*save)(const nn_network*, void*, size_t, size_t*),
                          const nn_network* network) {
  snapshot file = {NULL, 0};
  REQUIRE_OK(save(network, NULL, 0, &file.size));
  file.bytes = must_allocate(file.size);
  REQUIRE_OK(save(network, file.bytes, file.size, &file.size));
  return file;
}

snapshot save_bytes(const nn_network* network) { return save_with(nn_save_buffer, network); }

snapshot checkpoint_bytes(const nn_network* network) {
  return save_with(nn_save_checkpoint_buffer, network);
}

nn_network* load_bytes(snapshot file, const nn_options* options) {
  nn_network* network = NULL;
  REQUIRE_OK(nn_load_buffer(&network, file.bytes, file.size, options));
  return network;
}

int refused(snapshot file, nn_status status, const char* text, const char* more) {
  nn_network* const untouched = (nn_network*)(void*)&file;
  nn_network* out = untouched;
  int good =
      CHECK_FAILS(nn_load_buffer(&out, file.bytes, file.size, NULL), status, "data", text, more);
  const char* path = write_temp("refused.safetensors", file.bytes, file.size);
  good &= CHECK_FAILS(nn_load(&out, path, NULL), status, "refused.safetensors", text, more);
  return good & CHECK(out == untouched);
}

static void write_length(snapshot file, size_t length) {
  for (size_t i = 0; i < kLengthBytes; ++i) {
    file.bytes[i] = (unsigned char)((uint64_t)length >> 8 * i);
  }
}

snapshot put_together(const char* header, const void* data, size_t data_size) {
  const size_t length = strlen(header);
  snapshot file = {NULL, kLengthBytes + length + data_size};
  file.bytes = must_allocate(file.size);
  write_length(file, length);
  memcpy(file.bytes + kLengthBytes, header, length);
  memset(file.bytes + kLengthBytes + length, 0, data_size);
  if (data != NULL) memcpy(file.bytes + kLengthBytes + length, data, data_size);
  return file;
}

size_t data_offset(snapshot file) {
  uint64_t length = 0;
  for (size_t i = kLengthBytes; i-- > 0;) length = length << 8 | file.bytes[i];
  return kLengthBytes + (size_t)length;
}

snapshot edit_header(snapshot file, const char* from, const char* to) {
  const size_t end = data_offset(file);
  char* header = must_allocate(end - kLengthBytes + 1);
  memcpy(header, file.bytes + kLengthBytes, end - kLengthBytes);
  header[end - kLengthBytes] = '\0';
  char* found = strstr(header, from);
  REQUIRE(found != NULL && strstr(found + 1, from) == NULL);
  const size_t room = strlen(header) + strlen(to) + 1;
  char* edited = must_allocate(room);
  snprintf(edited, room, "%.*s%s%s", (int)(found - header), header, to, found + strlen(from));
  snapshot result = put_together(edited, file.bytes + end, file.size - end);
  free(edited);
  free(header);
  return result;
}

snapshot add_metadata(snapshot file, const char* key, const char* value) {
  static const char kBegin[] = "\"__metadata__\":{";
  char entry[400];
  REQUIRE(strlen(key) + strlen(value) < sizeof entry - sizeof kBegin - 8);
  snprintf(entry, sizeof entry, "%s\"%s\":\"%s\",", kBegin, key, value);
  return edit_header(file, kBegin, entry);
}

int same_predictions(const nn_network* a, const nn_network* b) {
  enum { kRows = 5 };
  const size_t inputs = nn_layer_size(a, 0), outputs = nn_layer_size(a, nn_layer_count(a) - 1);
  double* rows = must_allocate(kRows * inputs * sizeof *rows);
  double* out = must_allocate(2 * kRows * outputs * sizeof *out);
  fill_f64(rows, kRows * inputs, 99);
  REQUIRE_OK(nn_predict(a, rows, NN_F64, kRows, out, NN_F64));
  REQUIRE_OK(nn_predict(b, rows, NN_F64, kRows, out + kRows * outputs, NN_F64));
  const int same = memcmp(out, out + kRows * outputs, kRows * outputs * sizeof *out) == 0;
  free(rows);
  free(out);
  return same;
}

int saves_as(const nn_network* network, snapshot file) {
  snapshot saved = save_bytes(network);
  const int same = same_snapshot(saved, file);
  free_snapshot(&saved);
  return same;
}
