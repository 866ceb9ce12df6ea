/* SPDX-License-Identifier: MIT
 *
 * What becomes of an image depends on seed, epoch and row alone.
 */
#include "augment.h"

#include "../failure.h"
#include "../network_info.h"

static int32_t distort_batch(const nn_augmentation* batch, void* user) {
  const struct augmenter* augmenter = user;
  for (size_t i = 0; i < batch->rows; ++i) {
    const struct elastic_draw draw = {augmenter->seed, (uint64_t)batch->epoch,
                                      batch->row_numbers[i]};
    distort((float*)batch->inputs + i * batch->cols, &augmenter->recipe->elastic, &draw);
  }
  return 0;
}

void augment_fits(nn_network* network, struct augmenter* augmenter) {
  if (augmenter->recipe->augmentation == AUGMENT_NOTHING) return;
  if (is_f64(network) || nn_layer_size(network, 0) != ELASTIC_PIXELS)
    fail("augmentation", "it takes images of 28x28 pixels, in f32");
  check(nn_set_augmentation(network, distort_batch, augmenter), "setting the augmentation");
}
