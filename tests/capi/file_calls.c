/* SPDX-License-Identifier: MIT
 *
 * An executable's own definitions come before those of shared libraries, so that libneuro calls
 * these. They pass everything on to the kernel.
 */
#undef _FILE_OFFSET_BITS /* pwrite() and pwrite64() are two functions here, not one renamed */
#include "file_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { kShortWrite = 1000 };

static call_log* current; /* NULL: calls are none of our business */
static call_trouble trouble;
static int troubled;
static int unnamed_files;

void file_calls_begin(call_log* log, call_trouble what, int n, int with_unnamed) {
  trouble = what;
  troubled = n;
  unnamed_files = with_unnamed;
  log->count = 0;
  current = log;
}

void file_calls_end(void) { current = NULL; }

int call_failure(call_kind kind) {
  switch (kind) {
    case CALL_WRITE:
      return ENOSPC;
    case CALL_SYNC:
    case CALL_SYNC_DIRECTORY:
    case CALL_CLOSE:
      return EIO;
    case CALL_LOCK:
      return ENOLCK;
    case CALL_CHMOD:
    case CALL_CHOWN:
    case CALL_LINK:
      return EPERM;
    default:
      return EACCES;
  }
}

int calls_succeeded(const call_log* log, call_kind kind) {
  int succeeded = 0;
  for (int i = 0; i < log->count; ++i) {
    succeeded += log->calls[i].kind == kind && log->calls[i].succeeded;
  }
  return succeeded;
}

static int may_be_interrupted(call_kind kind) { return kind <= CALL_SYNC_DIRECTORY; }

/* Before each call: whether it is to be made. */
static int enter(call_kind kind) {
  if (current == NULL) return 1;
  const int n = current->count++;
  if (n >= kMostCalls) abort();
  current->calls[n].kind = kind;
  current->calls[n].succeeded = 0;
  if (trouble == TROUBLE_INTERRUPTED && n % 2 == 0 && may_be_interrupted(kind)) {
    errno = EINTR;
    return 0;
  }
  if (n != troubled) return 1;
  if (trouble == TROUBLE_KILLED_BEFORE) raise(SIGKILL);
  if (trouble != TROUBLE_FAILS) return 1;
  errno = call_failure(kind);
  return 0;
}

/* After each call that was made. */
static long leave(long result) {
  if (current == NULL) return result;
  const int n = current->count - 1;
  current->calls[n].succeeded = result >= 0;
  if (trouble == TROUBLE_KILLED_AFTER && n == troubled) raise(SIGKILL);
  return result;
}

static int open_file(int directory, const char* path, int flags, mode_t mode) {
  const int unnamed = (flags & O_TMPFILE) == O_TMPFILE;
  if (current != NULL && unnamed && !unnamed_files) {
    errno = EOPNOTSUPP;
    return -1;
  }
  const call_kind kind = unnamed                  ? CALL_CREATE_UNNAMED
                         : (flags & O_CREAT) != 0 ? CALL_CREATE
                                                  : CALL_OPEN;
  return enter(kind) ? (int)leave(syscall(SYS_openat, directory, path, flags, mode)) : -1;
}

#define DEFINE_OPEN(name)                                           \
  int name(const char* path, int flags, ...) {                      \
    va_list rest;                                                   \
    va_start(rest, flags);                                          \
    const mode_t mode = has_mode(flags) ? va_arg(rest, mode_t) : 0; \
    va_end(rest);                                                   \
    return open_file(AT_FDCWD, path, flags, mode);                  \
  }
#define DEFINE_OPENAT(name)                                         \
  int name(int directory, const char* path, int flags, ...) {       \
    va_list rest;                                                   \
    va_start(rest, flags);                                          \
    const mode_t mode = has_mode(flags) ? va_arg(rest, mode_t) : 0; \
    va_end(rest);                                                   \
    return open_file(directory, path, flags, mode);                 \
  }
static int has_mode(int flags) {
  return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
}
DEFINE_OPEN(open)
DEFINE_OPEN(open64)
DEFINE_OPENAT(openat)
DEFINE_OPENAT(openat64)

ssize_t pwrite64(int file, const void* bytes, size_t n, off64_t offset) {
  if (!enter(CALL_WRITE)) return -1;
  if (current != NULL && trouble == TROUBLE_INTERRUPTED && n > kShortWrite) n = kShortWrite;
  return (ssize_t)leave(syscall(SYS_pwrite64, file, bytes, n, offset));
}

ssize_t pwrite(int file, const void* bytes, size_t n, off_t offset) {
  return pwrite64(file, bytes, n, offset);
}

int fsync(int file) {
  struct stat status;
  const int directory = fstat(file, &status) == 0 && S_ISDIR(status.st_mode);
  return enter(directory ? CALL_SYNC_DIRECTORY : CALL_SYNC) ? (int)leave(syscall(SYS_fsync, file))
                                                            : -1;
}

int fchmod(int file, mode_t mode) {
  return enter(CALL_CHMOD) ? (int)leave(syscall(SYS_fchmod, file, mode)) : -1;
}

int fchown(int file, uid_t owner, gid_t group) {
  return enter(CALL_CHOWN) ? (int)leave(syscall(SYS_fchown, file, owner, group)) : -1;
}

int flock(int file, int operation) {
  return enter(CALL_LOCK) ? (int)leave(syscall(SYS_flock, file, operation)) : -1;
}

int linkat(int from_directory, const char* from, int to_directory, const char* to, int flags) {
  return enter(CALL_LINK)
             ? (int)leave(syscall(SYS_linkat, from_directory, from, to_directory, to, flags))
             : -1;
}

int renameat(int from_directory, const char* from, int to_directory, const char* to) {
  return enter(CALL_RENAME)
             ? (int)leave(syscall(SYS_renameat2, from_directory, from, to_directory, to, 0))
             : -1;
}

int rename(const char* from, const char* to) { return renameat(AT_FDCWD, from, AT_FDCWD, to); }

int unlinkat(int directory, const char* path, int flags) {
  return enter(CALL_UNLINK) ? (int)leave(syscall(SYS_unlinkat, directory, path, flags)) : -1;
}

int unlink(const char* path) { return unlinkat(AT_FDCWD, path, 0); }

int close(int file) { return enter(CALL_CLOSE) ? (int)leave(syscall(SYS_close, file)) : -1; }
