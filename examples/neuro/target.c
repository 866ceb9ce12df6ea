/* SPDX-License-Identifier: MIT */
#include "target.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report.h"

static void check_directory(const char* path) {
  char* directory = allocate(strlen(path) + 2, 1);
  const char* slash = strrchr(path, '/');
  if (slash == NULL)
    strcpy(directory, ".");
  else
    memcpy(directory, path, (size_t)(slash - path) + 1);
  /* R_OK: the library opens the directory, so that the new name in it reaches the disk */
  if (access(directory, R_OK | W_OK | X_OK) != 0)
    fail(EXIT_FAILED, "%s: nothing can be saved in %s: %s", path, directory, strerror(errno));
  free(directory);
}

void check_target(const char* path, enum target target) {
  struct stat status;
  if (stat(path, &status) != 0) {
    if (errno != ENOENT) fail(EXIT_FAILED, "%s: %s", path, strerror(errno));
    if (target == TARGET_GO_ON)
      fail(EXIT_BAD_FILE, "%s: there is no model to go on with: try without --resume", path);
  } else {
    if (!S_ISREG(status.st_mode)) fail(EXIT_FAILED, "%s: is not a regular file", path);
    if (target == TARGET_NEW)
      fail(EXIT_FAILED,
           "%s: is there already: try --resume to go on with it, --force to replace it", path);
    if (access(path, W_OK) != 0) fail(EXIT_FAILED, "%s: %s", path, strerror(errno));
  }
  char* real = realpath(path, NULL); /* where a symbolic link leads */
  check_directory(real != NULL ? real : path);
  free(real);
}

void check_not_data(const char* path, const struct files* data) {
  struct stat target, other;
  if (stat(path, &target) != 0) return;
  for (int i = 0; i < data->count; ++i)
    if (stat(data->paths[i], &other) == 0 && other.st_dev == target.st_dev &&
        other.st_ino == target.st_ino)
      fail(EXIT_USAGE, "--save: %s is data to train with: it would be lost", path);
}
