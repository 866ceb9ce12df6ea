/* SPDX-License-Identifier: MIT
 *
 * Stands between libneuro and the system's calls that change files: notes down which are made, and
 * has one of them fail, or the process killed around it. Needs Linux and 64 bits.
 */
#ifndef NEURO_TESTS_CAPI_FILE_CALLS_H
#define NEURO_TESTS_CAPI_FILE_CALLS_H

typedef enum call_kind {
  CALL_OPEN,   /* what is there */
  CALL_CREATE, /* with a name */
  CALL_CREATE_UNNAMED,
  CALL_WRITE,
  CALL_SYNC,
  CALL_SYNC_DIRECTORY,
  CALL_CHMOD,
  CALL_CHOWN,
  CALL_LOCK,
  CALL_LINK,
  CALL_RENAME,
  CALL_UNLINK,
  CALL_CLOSE,
} call_kind;

typedef enum call_trouble {
  TROUBLE_NONE,
  TROUBLE_KILLED_BEFORE,
  TROUBLE_KILLED_AFTER,
  TROUBLE_FAILS,       /* with call_failure()'s errno */
  TROUBLE_INTERRUPTED, /* all calls, not one: every other one by a signal, and writes are short */
} call_trouble;

enum { kMostCalls = 5000 };

/* Shared with a child, it outlives that. */
typedef struct call_log {
  int count;
  struct {
    call_kind kind;
    int succeeded;
  } calls[kMostCalls];
} call_log;

/* From here on this process's calls go into the log, and call number n (from 0) meets the trouble.
 * with_unnamed = 0: as on a file system that has no unnamed files. Threads must not do this. */
void file_calls_begin(call_log* log, call_trouble trouble, int n, int with_unnamed);
void file_calls_end(void);

/* The errno that such a call fails with. */
int call_failure(call_kind kind);

/* How many calls of the kind have succeeded. */
int calls_succeeded(const call_log* log, call_kind kind);

#endif
