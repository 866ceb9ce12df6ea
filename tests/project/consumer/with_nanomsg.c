/* SPDX-License-Identifier: MIT
 *
 * A program that needs libneuro and libnanomsg, whose functions begin with nn_ as well: one end of
 * a pair sends parameters of a network, the other end gives them to a network of its own, and both
 * then predict the same bits.
 */
#include <nanomsg/nn.h>
#include <nanomsg/pair.h>
#include <neuro.h>
#include <stdio.h>
#include <string.h>

enum { kInputs = 3, kOutputs = 2, kWeights = kInputs * kOutputs };

static int check(int holds, const char* what) {
  if (!holds) fprintf(stderr, "%s: %s; %s\n", what, nn_last_error(), nn_strerror(nn_errno()));
  return !holds;
}

int main(void) {
  static const size_t sizes[] = {kInputs, kOutputs};
  static const float row[kInputs] = {0.25f, -1.0f, 3.0f};
  nn_network *sender = NULL, *receiver = NULL;
  nn_options* options = NULL;
  float sent[kWeights + kOutputs], received[kWeights + kOutputs];
  float expected[kOutputs], predicted[kOutputs];
  int failed = check(nn_options_create(&options) == NN_OK &&
                         nn_options_set_int(options, NN_OPTION_SEED, 1) == NN_OK,
                     "options");
  failed |= check(nn_create(&sender, sizes, 2, options) == NN_OK, "the sender's network");
  failed |= check(nn_create(&receiver, sizes, 2, NULL) == NN_OK, "the receiver's network");
  nn_options_destroy(options);

  const int out = nn_socket(AF_SP, NN_PAIR), in = nn_socket(AF_SP, NN_PAIR);
  failed |= check(nn_bind(out, "inproc://parameters") >= 0, "nn_bind");
  failed |= check(nn_connect(in, "inproc://parameters") >= 0, "nn_connect");

  failed |= check(nn_get_parameters(sender, 0, sent, sent + kWeights, NN_F32) == NN_OK, "getting");
  failed |= check(nn_send(out, sent, sizeof sent, 0) == (int)sizeof sent, "nn_send");
  failed |= check(nn_recv(in, received, sizeof received, 0) == (int)sizeof received, "nn_recv");
  failed |= check(nn_set_parameters(receiver, 0, received, received + kWeights, NN_F32) == NN_OK,
                  "setting");

  failed |= check(nn_predict(sender, row, NN_F32, 1, expected, NN_F32) == NN_OK, "the sender");
  failed |= check(nn_predict(receiver, row, NN_F32, 1, predicted, NN_F32) == NN_OK, "the receiver");
  failed |= check(memcmp(expected, predicted, sizeof expected) == 0, "the same bits");

  /* Each says what went wrong with its own. */
  failed |= check(nn_send(-1, sent, 1, 0) == -1 && nn_errno() == EBADF, "nanomsg's error");
  failed |= check(nn_create(NULL, sizes, 2, NULL) == NN_ERROR_INVALID_ARGUMENT, "libneuro's error");
  failed |= check(strstr(nn_last_error(), "out") != NULL, "libneuro's message");

  nn_close(out);
  nn_close(in);
  nn_destroy(sender);
  nn_destroy(receiver);
  return failed;
}
