/* SPDX-License-Identifier: MIT
 *
 * Somebody's program: learns exclusive or, and says so by its exit status.
 */
#include <neuro.h>
#include <stdio.h>

int main(void) {
  static const float inputs[4][2] = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
  static const uint8_t labels[4] = {0, 1, 1, 0};
  static const size_t sizes[] = {2, 16, 2};
  float outputs[4][2];
  nn_network* network = NULL;
  nn_status status = nn_create(&network, sizes, 3, NULL);
  for (int i = 0; i < 1000 && status == NN_OK; ++i)
    status = nn_train_batch(network, inputs, NN_F32, labels, NN_U8, 4, NULL);
  if (status == NN_OK) status = nn_predict(network, inputs, NN_F32, 4, outputs, NN_F32);
  nn_destroy(network);
  if (status != NN_OK) return fprintf(stderr, "%s\n", nn_last_error()), 1;
  for (int i = 0; i < 4; ++i)
    if (outputs[i][labels[i]] < 0.5f) return 1;
  printf("libneuro %s has learnt it\n", nn_version_string());
  return nn_version() != NN_VERSION;
}
