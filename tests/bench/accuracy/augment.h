/* SPDX-License-Identifier: MIT
 *
 * A recipe's augmentation, as nn_fit() calls it for each batch.
 */
#ifndef NEURO_TESTS_BENCH_ACCURACY_AUGMENT_H_
#define NEURO_TESTS_BENCH_ACCURACY_AUGMENT_H_

#include "recipes.h"

/* Must live as long as the network is fitted. */
struct augmenter {
  const struct recipe* recipe;
  uint64_t seed;
};

/* Does nothing where the recipe augments nothing. Exits with a message if the network is not one
 * for images of 28x28 pixels in single precision. */
void augment_fits(nn_network* network, struct augmenter* augmenter);

#endif /* NEURO_TESTS_BENCH_ACCURACY_AUGMENT_H_ */
