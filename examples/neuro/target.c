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

static int is_same_file(const char* path, const char* other) {
  struct stat status, others;
  if (strcmp(path, other) == 0) return 1;
  return stat(path, &status) == 0 && stat(other, &others) == 0 && status.st_dev == others.st_dev &&
         status.st_ino == others.st_ino;
}

void check_not_data(const struct target_file* file, const struct files* data) {
  for (int i = 0; file->path != NULL && i < data->count; ++i)
    if (is_same_file(file->path, data->paths[i]))
      fail(EXIT_USAGE, "%s: %s is data to train with: it would be lost", file->option, file->path);
}

void check_not_same(const struct target_file* file, const struct target_file* other) {
  if (file->path != NULL && other->path != NULL && is_same_file(file->path, other->path))
    fail(EXIT_USAGE, "%s: %s is also where %s goes", file->option, file->path, other->option);
}
