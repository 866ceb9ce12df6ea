/* SPDX-License-Identifier: MIT
 *
 * The test programs' temporary files on Windows: tests/capi/temp_files.c there.
 */
#include <direct.h>
#include <dirent.h>
#include <process.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "support.h"

static char temp_directory[64];

static void remove_temp_directory(void) {
  char path[512];
  DIR* listing = opendir(temp_directory);
  for (const struct dirent* entry; listing != NULL && (entry = readdir(listing)) != NULL;) {
    snprintf(path, sizeof path, "%s/%s", temp_directory, entry->d_name);
    remove(path); /* which refuses "." and ".." */
  }
  if (listing != NULL) closedir(listing);
  rmdir(temp_directory);
}

const char* temp_path(const char* name) {
  static char paths[8][256];
  static unsigned next;
  if (temp_directory[0] == '\0') {
    snprintf(temp_directory, sizeof temp_directory, "neuro-test-%d", _getpid());
    REQUIRE(_mkdir(temp_directory) == 0);
    atexit(remove_temp_directory);
  }
  char* path = paths[next++ % COUNT_OF(paths)];
  snprintf(path, sizeof paths[0], "%s/%s", temp_directory, name);
  return path;
}
