/* SPDX-License-Identifier: MIT
 *
 * One number for all parameters of a network. The same seed and data must give the same one: with
 * any number of workers, on any machine, from any language.
 */
#ifndef NEURO_EXAMPLES_HASH_H
#define NEURO_EXAMPLES_HASH_H

#include <neuro.h>

/* The 64-bit FNV-1a hash of all parameters, layer by layer, weights before bias, as little-endian
 * single precision. After an error *hash is as before. */
nn_status hash_parameters(uint64_t* hash, const nn_network* network);

#endif
