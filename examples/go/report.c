/* SPDX-License-Identifier: MIT
 *
 * What the library calls during a fit: a function of the header's type, which hands on to Go. What
 * Go exports cannot say `const`.
 */
#include "_cgo_export.h"

int32_t neuro_report(const nn_progress* progress, void* user) {
  return neuroReport((nn_progress*)progress, user);
}
