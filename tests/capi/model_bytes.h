/* SPDX-License-Identifier: MIT
 *
 * Model files as bytes in memory: what a network is saved as, files that are put together or
 * changed by hand, and what is loaded from them. Where something cannot be had the program ends.
 */
#ifndef NEURO_TESTS_CAPI_MODEL_BYTES_H
#define NEURO_TESTS_CAPI_MODEL_BYTES_H

#include <neuro.h>

#include "support.h"

/* The bytes of a network's model file or checkpoint. The caller frees them with free_snapshot(). */
snapshot save_bytes(const nn_network* network);
snapshot checkpoint_bytes(const nn_network* network);

/* The network of a file that must be a good one. options: or NULL. */
nn_network* load_bytes(snapshot file, const nn_options* options);

/* Whether nn_load_buffer() and nn_load() both come to this status, with these texts in both
 * messages, and leave *out alone. */
int refused(snapshot file, nn_status status, const char* text, const char* more);

/* A file with this header, its length before it and the data behind it; data may be NULL, which
 * stands for so many zero bytes. */
snapshot put_together(const char* header, const void* data, size_t data_size);

/* A copy of a file whose header has `to` in the place of the only `from`, and its length changed
 * accordingly. */
snapshot edit_header(snapshot file, const char* from, const char* to);

/* The same with one more entry at the beginning of the metadata. */
snapshot add_metadata(snapshot file, const char* key, const char* value);

/* Where the data begin. */
size_t data_offset(snapshot file);

/* Whether two networks predict the same bits. */
int same_predictions(const nn_network* a, const nn_network* b);

/* Whether a network is saved as exactly these bytes. */
int saves_as(const nn_network* network, snapshot file);

#endif
