/* SPDX-License-Identifier: MIT
 *
 * What the networks of tests/capi/models were trained on and are asked. It belongs to those files:
 * none of it may ever change.
 */
#ifndef NEURO_TESTS_CAPI_CORPUS_DATA_H
#define NEURO_TESTS_CAPI_CORPUS_DATA_H

#include <neuro.h>

enum { kCorpusInputs = 4, kCorpusOutputs = 3, kCorpusRows = 50 };

/* The sizes of all the networks. */
extern const size_t kCorpusSizes[4];

/* Rows with labels, or with dense targets. The caller destroys them. */
nn_dataset* corpus_dataset(int dense);

/* The 64-bit FNV-1a hash of what a network predicts for the rows, in its own type, as little-endian
 * bytes. */
uint64_t corpus_hash(const nn_network* network);

#endif
