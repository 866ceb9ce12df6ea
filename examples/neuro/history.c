/* SPDX-License-Identifier: MIT */
#include "history.h"

#include <math.h>

#include "report.h"

nn_epoch get_epoch(const nn_network* network, size_t i) {
  nn_epoch epoch = {.struct_size = sizeof epoch};
  check(nn_history(network, i, &epoch), "reading the history");
  return epoch;
}

size_t best_epoch(const nn_network* network) {
  size_t best = 0;
  double least = INFINITY;
  for (size_t i = 0; i < nn_history_count(network); ++i) {
    const nn_epoch epoch = get_epoch(network, i);
    const double loss = isnan(epoch.validation_loss) ? epoch.loss : epoch.validation_loss;
    if (!(loss < least)) continue;
    least = loss;
    best = i;
  }
  return best;
}
