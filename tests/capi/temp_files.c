/* SPDX-License-Identifier: MIT
 *
 * The test programs' temporary files, as POSIX has them.
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "support.h"

static char temp_directory[] = "/tmp/neuro-test-XXXXXX";
static pid_t temp_owner; /* a forked child must not remove it */

static int remove_entry(const char* path, const struct stat* status, int kind, struct FTW* where) {
  (void)status;
  (void)kind;
  (void)where;
  return remove(path);
}

static void remove_temp_directory(void) {
  if (getpid() == temp_owner) nftw(temp_directory, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

const char* temp_path(const char* name) {
  static char paths[8][256];
  static unsigned next;
  if (temp_owner == 0) {
    REQUIRE(mkdtemp(temp_directory) != NULL);
    temp_owner = getpid();
    atexit(remove_temp_directory);
  }
  char* path = paths[next++ % COUNT_OF(paths)];
  snprintf(path, sizeof paths[0], "%s/%s", temp_directory, name);
  return path;
}
