/* SPDX-License-Identifier: MIT
 *
 * Linux's high-water mark of the resident set. getrusage() is the second choice: on Linux its
 * figure includes what the process had in memory before it became this program.
 */
#define _XOPEN_SOURCE 700
#include "memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/resource.h>

static int64_t high_water_kilobytes(void) {
  FILE* file = fopen("/proc/self/status", "r");
  if (file == NULL) return 0;
  int64_t kilobytes = 0;
  for (char line[256]; fgets(line, sizeof line, file) != NULL;)
    if (sscanf(line, "VmHWM: %" SCNd64, &kilobytes) == 1) break;
  fclose(file);
  return kilobytes;
}

int64_t peak_resident_bytes(void) {
  const int64_t kilobytes = high_water_kilobytes();
  if (kilobytes > 0) return kilobytes * 1024;
  struct rusage usage;
  if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
#if defined(__APPLE__)
  return usage.ru_maxrss; /* bytes there, kilobytes elsewhere */
#else
  return (int64_t)usage.ru_maxrss * 1024;
#endif
}
