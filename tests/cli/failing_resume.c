/* SPDX-License-Identifier: MIT
 *
 * What the command calls instead of nn_resume() where it is built to fail: where the environment
 * says so, training ends after NEURO_TEST_BATCHES batches with the status NEURO_TEST_STATUS, as it
 * would where the machine has too little memory or the loss too large a value.
 */
#undef nn_resume
#include <neuro.h>
#include <stdlib.h>

/* What takes the place of nn_resume is called as it is. */
nn_status failing_resume(nn_network* network, const nn_dataset* train, const nn_dataset* validation,
                         nn_progress_fn callback, void* user);

struct countdown {
  nn_progress_fn callback;
  void* user;
  int batches;
};

static int32_t count_down(const nn_progress* progress, void* user) {
  struct countdown* countdown = user;
  const int32_t stop = countdown->callback(progress, countdown->user);
  return --countdown->batches == 0 || stop;
}

nn_status failing_resume(nn_network* network, const nn_dataset* train, const nn_dataset* validation,
                         nn_progress_fn callback, void* user) {
  const char *status = getenv("NEURO_TEST_STATUS"), *batches = getenv("NEURO_TEST_BATCHES");
  if (status == NULL || batches == NULL)
    return nn_resume(network, train, validation, callback, user);
  struct countdown countdown = {callback, user, atoi(batches)};
  if (countdown.batches > 0) nn_resume(network, train, validation, count_down, &countdown);
  return (nn_status)atoi(status);
}
