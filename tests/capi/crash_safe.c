/* SPDX-License-Identifier: MIT
 *
 * A process that saves a network is killed before and after each of the calls that it makes on
 * files, and each of these calls fails once: the file is the old model or the new one, byte for
 * byte; the old one unless the new one was given its name; and nothing is left beside it but what
 * the next save removes. With an old file and without, with a dead saver's leftover and without,
 * on file systems with unnamed files and without.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "file_calls.h"
#include "support.h"

#define STAGING ".model.neuro-saving"

static const size_t kSizes[] = {300, 100, 10};
static char path[256], staging[256], directory[256];
static nn_network *old_network, *new_network;
static snapshot old_model, new_model;

/* What a child has to say. Shared with it. */
typedef struct child_report {
  call_log log;
  int returned; /* it was not killed */
  nn_status status;
  char message[1024];
} child_report;
static child_report* report;

enum { kMode = 0626 }; /* of the old model: not what a new file gets */

typedef struct scenario {
  int with_unnamed, with_old, with_leftover;
} scenario;

static nn_network* new_network_of(int64_t seed) {
  const int64_t options[] = {NN_OPTION_SEED, seed, 0};
  return make_network(kSizes, COUNT_OF(kSizes), options);
}

static snapshot saved(const nn_network* network) {
  snapshot model = {NULL, 0};
  REQUIRE_OK(nn_save_buffer(network, NULL, 0, &model.size));
  model.bytes = must_allocate(model.size);
  REQUIRE_OK(nn_save_buffer(network, model.bytes, model.size, &model.size));
  return model;
}

/* Whether the file has these bytes and no others. */
static int has(const char* file, snapshot expected) {
  if (access(file, F_OK) != 0) return 0;
  snapshot content = read_file(file);
  const int same = same_snapshot(content, expected);
  free_snapshot(&content);
  return same;
}

static int is_temporary(const char* name) {
  return strncmp(name, STAGING "-", strlen(STAGING "-")) == 0 &&
         strspn(name + strlen(STAGING "-"), "0123456789abcdef") == 16 &&
         strlen(name) == strlen(STAGING "-") + 16;
}

/* What lies in the directory. */
typedef struct inventory {
  int models, stagings, temporaries, others;
} inventory;

static inventory take_inventory(scenario s) {
  inventory found = {0, 0, 0, 0};
  DIR* listing = opendir(directory);
  REQUIRE(listing != NULL);
  for (const struct dirent* entry; (entry = readdir(listing)) != NULL;) {
    const char* name = entry->d_name;
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) continue;
    if (strcmp(name, "model") == 0) {
      ++found.models;
    } else if (strcmp(name, STAGING) == 0) {
      ++found.stagings;
    } else if (is_temporary(name)) {
      ++found.temporaries;
      /* Nobody may do more with it than with the model. */
      struct stat status;
      CHECK(fstatat(dirfd(listing), name, &status, 0) == 0);
      CHECK(!s.with_old || (status.st_mode & 07777 & ~(mode_t)kMode) == 0);
    } else {
      ++found.others;
    }
  }
  closedir(listing);
  return found;
}

static void set_scene(scenario s) {
  REQUIRE(unlink(path) == 0 || errno == ENOENT);
  if (s.with_old) {
    write_temp("saves/model", old_model.bytes, old_model.size);
    REQUIRE(chmod(path, kMode) == 0);
    /* Somebody else's, if that can be arranged, so that it is given away again. */
    REQUIRE(geteuid() != 0 || chown(path, 1234, 5678) == 0);
  }
  if (s.with_leftover) write_temp("saves/" STAGING, old_model.bytes, old_model.size / 2);
}

static void save_in_child(call_trouble trouble, int n, int with_unnamed) {
  memset(report, 0, sizeof *report);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    file_calls_begin(&report->log, trouble, n, with_unnamed);
    report->status = nn_save(new_network, path);
    file_calls_end();
    snprintf(report->message, sizeof report->message, "%s", nn_last_error());
    report->returned = 1;
    _exit(0);
  }
  int status = -1;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  REQUIRE(report->returned ? WIFEXITED(status)
                           : WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

/* Whether what was written has been given the model's name. */
static int named(scenario s) {
  const call_log* log = &report->log;
  const int by_link = !s.with_old && calls_succeeded(log, CALL_CREATE_UNNAMED) > 0;
  return calls_succeeded(log, by_link ? CALL_LINK : CALL_RENAME) > 0;
}

static void check_directory(scenario s) {
  const call_log* log = &report->log;
  const inventory found = take_inventory(s);
  CHECK(found.others == 0);
  const int killed = !report->returned;
  const int unnamed = calls_succeeded(log, CALL_CREATE_UNNAMED) > 0;
  /* An unnamed file has a name only on its way to its final one, a named one all the time. */
  const int staged = unnamed && killed && !named(s) && calls_succeeded(log, CALL_LINK) > 0;
  const int created = killed && !named(s) && calls_succeeded(log, CALL_CREATE) > 0;
  CHECK(found.temporaries == created);
  /* What was left over stays where it could not be removed, or not yet. */
  const int not_removed = s.with_leftover && calls_succeeded(log, CALL_UNLINK) == 0;
  CHECK(found.stagings == (staged || not_removed));
  if (staged) CHECK(has(staging, new_model));
}

static void check_model(scenario s) {
  const int present = s.with_old || named(s);
  CHECK(take_inventory(s).models == present);
  if (!present) return;
  CHECK(has(path, named(s) ? new_model : old_model));
  nn_network* loaded = NULL;
  if (CHECK_OK(nn_load(&loaded, path, NULL))) {
    snapshot parameters = take_snapshot(named(s) ? new_network : old_network);
    CHECK(unchanged(loaded, parameters));
    free_snapshot(&parameters);
  }
  nn_destroy(loaded);
  if (s.with_old) {
    struct stat status;
    CHECK(stat(path, &status) == 0 && (status.st_mode & 07777) == kMode);
    CHECK(geteuid() != 0 || status.st_gid == 5678);
  }
}

/* What the call comes to whose n-th step has failed. */
static void check_status(scenario s, int n) {
  const call_kind kind = report->log.calls[n].kind;
  const int status = report->status;
  switch (kind) {
    case CALL_OPEN: /* some only look for leftovers */
      break;
    case CALL_CHOWN:
    case CALL_LOCK:
    case CALL_UNLINK:
    case CALL_CLOSE:
      CHECK(status == NN_OK);
      break;
    default:
      CHECK(status != NN_OK);
  }
  if (status == NN_OK) {
    CHECK(named(s));
  } else {
    CHECK(status == NN_ERROR_IO);
    CHECK(strstr(report->message, path) != NULL);
    CHECK(strstr(report->message, strerror(call_failure(kind))) != NULL);
    CHECK(named(s) == (kind == CALL_SYNC_DIRECTORY));
  }
}

static void check_next_save(scenario s) {
  save_in_child(TROUBLE_NONE, 0, s.with_unnamed);
  CHECK(report->returned && report->status == NN_OK);
  const inventory found = take_inventory(s);
  CHECK(found.models == 1 && found.stagings + found.temporaries + found.others == 0);
  CHECK(has(path, new_model));
}

/* Undisturbed: bytes reach the disk before the name, and the name before the call returns. */
static void check_order(scenario s) {
  set_scene(s);
  save_in_child(TROUBLE_NONE, 0, s.with_unnamed);
  CHECK(report->status == NN_OK);
  const call_log* log = &report->log;
  int step = 0, writes = 0;
  for (int i = 0; i < log->count; ++i) {
    const call_kind kind = log->calls[i].kind;
    if (kind == CALL_WRITE) {
      ++writes;
      CHECK(step == 0);
    }
    if (kind == CALL_SYNC) CHECK(step++ == 0);
    if (kind == CALL_RENAME || (kind == CALL_LINK && !s.with_old)) CHECK(step++ == 1);
    if (kind == CALL_SYNC_DIRECTORY) CHECK(step++ == 2);
  }
  CHECK(step == 3);
  CHECK(writes > 1);
  if (s.with_old) CHECK(calls_succeeded(log, CALL_CHMOD) == 1);
  if (s.with_old && geteuid() == 0) CHECK(calls_succeeded(log, CALL_CHOWN) == 1);
  if (s.with_leftover) CHECK(calls_succeeded(log, CALL_UNLINK) == 1);
  if (!s.with_unnamed) CHECK(calls_succeeded(log, CALL_CREATE) == 1);
}

/* The trouble comes at every call in turn. */
static void check_trouble(scenario s, call_trouble trouble) {
  for (int n = 0, met = 1; met; ++n) {
    set_scene(s);
    save_in_child(trouble, n, s.with_unnamed);
    met = n < report->log.count;
    const int before = check_failures();
    CHECK(report->returned == !(met && trouble != TROUBLE_FAILS));
    check_directory(s);
    check_model(s);
    if (!met) {
      CHECK(report->status == NN_OK && n > 10);
    } else if (trouble == TROUBLE_FAILS) {
      check_status(s, n);
    }
    const call_kind kind = met ? report->log.calls[n].kind : CALL_CLOSE;
    check_next_save(s);
    if (check_failures() != before) {
      fprintf(stderr, "    unnamed %d, old %d, leftover %d, trouble %d at call %d of kind %d\n",
              s.with_unnamed, s.with_old, s.with_leftover, (int)trouble, n, (int)kind);
    }
  }
}

static void check_interruptions(scenario s) {
  set_scene(s);
  save_in_child(TROUBLE_INTERRUPTED, 0, s.with_unnamed);
  CHECK(report->returned && report->status == NN_OK);
  CHECK(calls_succeeded(&report->log, CALL_WRITE) > 100);
  CHECK(calls_succeeded(&report->log, CALL_WRITE) < report->log.count - 100);
  check_directory(s);
  check_model(s);
}

static int has_unnamed_files(void) {
  const int file = open(directory, O_TMPFILE | O_WRONLY, 0600);
  if (file < 0) return 0;
  close(file);
  return 1;
}

int main(void) {
  umask(022);
  snprintf(directory, sizeof directory, "%s", temp_path("saves"));
  snprintf(path, sizeof path, "%s", temp_path("saves/model"));
  snprintf(staging, sizeof staging, "%s", temp_path("saves/" STAGING));
  REQUIRE(mkdir(directory, 0777) == 0);
  report = mmap(NULL, sizeof *report, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  REQUIRE(report != MAP_FAILED);
  old_network = new_network_of(1);
  new_network = new_network_of(2);
  old_model = saved(old_network);
  new_model = saved(new_network);
  CHECK(!same_snapshot(old_model, new_model));

  for (int unnamed = 0; unnamed <= has_unnamed_files(); ++unnamed) {
    for (int old = 0; old < 2; ++old) {
      for (int leftover = 0; leftover < 2; ++leftover) {
        const scenario s = {unnamed, old, leftover};
        check_order(s);
        check_trouble(s, TROUBLE_KILLED_BEFORE);
        check_trouble(s, TROUBLE_KILLED_AFTER);
        check_trouble(s, TROUBLE_FAILS);
        check_interruptions(s);
      }
    }
  }
  free_snapshot(&old_model);
  free_snapshot(&new_model);
  nn_destroy(old_network);
  nn_destroy(new_network);
  munmap(report, sizeof *report);
  return check_done();
}
