/* SPDX-License-Identifier: MIT
 *
 * Networks of many kinds: each optimizer, activation, normalisation, loss and schedule is in at
 * least one of them, so that tests can go through all of them alike.
 */
#ifndef NEURO_TESTS_CAPI_NETWORK_KINDS_H
#define NEURO_TESTS_CAPI_NETWORK_KINDS_H

#include <neuro.h>

enum { kAllLayers = -1, kMostSettings = 12 };

/* An option of a network, integer or real, for all layers or for one. */
typedef struct setting {
  int layer;
  nn_option option; /* 0: the end */
  double value;
} setting;

typedef struct network_kind {
  const char* name;
  int64_t output;
  setting settings[kMostSettings];
} network_kind;

/* For networks of two hidden layers. */
extern const network_kind kNetworkKinds[];
extern const int kNetworkKindCount;

/* Options of a kind, which the caller destroys; those in `more` (pairs of key and value, ended by
 * 0) go before. */
nn_options* kind_options(const network_kind* kind, const int64_t* more);

#endif
