/* SPDX-License-Identifier: MIT */
#include "save_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report.h"

static int write_all(int file, const char* bytes, size_t size) {
  while (size > 0) {
    const ssize_t written = write(file, bytes, size);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return -1;
    bytes += written;
    size -= (size_t)written;
  }
  return fsync(file);
}

static int replace(const char* path, const char* temporary, const void* bytes, size_t size) {
  const int file = open(temporary, O_WRONLY | O_CREAT | O_EXCL, 0666);
  if (file == -1) return -1;
  int status = write_all(file, bytes, size);
  const int reason = errno;
  if (close(file) != 0)
    status = -1;
  else
    errno = reason;
  if (status == 0) status = rename(temporary, path);
  if (status != 0) {
    const int failed = errno;
    unlink(temporary);
    errno = failed;
  }
  return status;
}

int save_file(const char* path, const void* bytes, size_t size) {
  char* real = realpath(path, NULL);
  const char* target = real != NULL ? real : path;
  const size_t length = strlen(target) + 40;
  char* temporary = allocate(length, 1);
  snprintf(temporary, length, "%s.saving-%ld", target, (long)getpid());
  const int status = replace(target, temporary, bytes, size);
  if (status != 0) complain("%s: %s", path, strerror(errno));
  free(temporary);
  free(real);
  return status;
}
