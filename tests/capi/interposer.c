/* SPDX-License-Identifier: MIT
 *
 * An executable's own definitions come before those of shared libraries, so that libneuro and
 * libstdc++ call these. They pass everything on to the C library or the kernel.
 */
#undef _FILE_OFFSET_BITS /* mmap() and mmap64() are two functions here, not one renamed */
#include "interposer.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* old, size_t size);
void* __libc_memalign(size_t alignment, size_t size);
void __libc_free(void* memory);

static int armed;
static interposed counted;

/* initial-exec: no allocation when a thread first comes here. */
#define THREAD_LOCAL static __thread __attribute__((tls_model("initial-exec")))
THREAD_LOCAL long fail_in = -1; /* allocations until the one that fails; < 0: never */
THREAD_LOCAL int fail_forever;
THREAD_LOCAL long failures;

static void count(long* what) {
  if (__atomic_load_n(&armed, __ATOMIC_RELAXED)) __atomic_fetch_add(what, 1, __ATOMIC_RELAXED);
}

/* Memory that the C library has given out, or nothing. */
static void* given(void* memory) {
  if (memory == NULL || !__atomic_load_n(&armed, __ATOMIC_RELAXED)) return memory;
  const long size = (long)malloc_usable_size(memory);
  const long held = __atomic_add_fetch(&counted.held, size, __ATOMIC_RELAXED);
  long most = __atomic_load_n(&counted.most, __ATOMIC_RELAXED);
  while (held > most && !__atomic_compare_exchange_n(&counted.most, &most, held, 0,
                                                     __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
  }
  return memory;
}

/* Memory that it gets back. */
static void* returned(void* memory) {
  if (memory != NULL && __atomic_load_n(&armed, __ATOMIC_RELAXED)) {
    __atomic_fetch_sub(&counted.held, (long)malloc_usable_size(memory), __ATOMIC_RELAXED);
  }
  return memory;
}

static long page_faults(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_minflt + usage.ru_majflt;
}

void interposer_arm(void) {
  counted = (interposed){.faults = page_faults()};
  __atomic_store_n(&armed, 1, __ATOMIC_SEQ_CST);
}

interposed interposer_disarm(void) {
  __atomic_store_n(&armed, 0, __ATOMIC_SEQ_CST);
  counted.faults = page_faults() - counted.faults;
  return counted;
}

long interposer_fail_at(long n, int forever) {
  const long failed = failures;
  fail_in = n;
  fail_forever = forever;
  failures = 0;
  return failed;
}

/* Whether the allocation that is asked for fails. */
static int refused(void) {
  count(&counted.heap);
  if (fail_in < 0 || fail_in-- > 0) return 0;
  if (fail_forever) fail_in = 0;
  ++failures;
  errno = ENOMEM;
  return 1;
}

void* malloc(size_t size) { return refused() ? NULL : given(__libc_malloc(size)); }
void* calloc(size_t n, size_t size) { return refused() ? NULL : given(__libc_calloc(n, size)); }
void* memalign(size_t to, size_t size) {
  return refused() ? NULL : given(__libc_memalign(to, size));
}
void* aligned_alloc(size_t to, size_t size) { return memalign(to, size); }

void* realloc(void* old, size_t size) {
  return refused() ? NULL : given(__libc_realloc(returned(old), size));
}

void* reallocarray(void* old, size_t n, size_t size) {
  if (size != 0 && n > SIZE_MAX / size) {
    errno = ENOMEM;
    return NULL;
  }
  return realloc(old, n * size);
}

int posix_memalign(void** out, size_t alignment, size_t size) {
  void* memory = memalign(alignment, size);
  if (memory == NULL) return ENOMEM;
  *out = memory;
  return 0;
}

void free(void* memory) {
  if (memory != NULL) count(&counted.heap);
  __libc_free(returned(memory));
}

/* The offset is counted in bytes, or in this unit where a word may be too short for that. */
#ifdef SYS_mmap2
enum { kMapCall = SYS_mmap2, kMapUnit = 4096 };
#else
enum { kMapCall = SYS_mmap, kMapUnit = 1 };
#endif

void* mmap64(void* at, size_t size, int protection, int flags, int file, off64_t offset) {
  count(&counted.maps);
  return (void*)syscall(kMapCall, at, size, protection, flags, file, (long)(offset / kMapUnit));
}

void* mmap(void* at, size_t size, int protection, int flags, int file, off_t offset) {
  return mmap64(at, size, protection, flags, file, offset);
}

int munmap(void* at, size_t size) {
  count(&counted.maps);
  return (int)syscall(SYS_munmap, at, size);
}

void* mremap(void* at, size_t old_size, size_t size, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  void* to = (flags & MREMAP_FIXED) != 0 ? va_arg(rest, void*) : NULL;
  va_end(rest);
  count(&counted.maps);
  return (void*)syscall(SYS_mremap, at, old_size, size, flags, to);
}

/* The next definition of a function: the C library's. POSIX has object and function pointers alike,
 * ISO C has not. */
static void find_next(const char* name, void* function) {
  *(void**)function = dlsym(RTLD_NEXT, name);
}

int brk(void* end) {
  int (*next)(void*);
  find_next("brk", &next);
  count(&counted.maps);
  return next(end);
}

void* sbrk(intptr_t change) {
  void* (*next)(intptr_t);
  find_next("sbrk", &next);
  count(&counted.maps);
  return next(change);
}

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*run)(void*),
                   void* context) {
  int (*next)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
  find_next("pthread_create", &next);
  count(&counted.threads);
  return next(thread, attributes, run, context);
}

#define COUNT_LOCK(type, name)                 \
  int name(type* lock) {                       \
    static int (*next)(type*);                 \
    if (next == NULL) find_next(#name, &next); \
    count(&counted.locks);                     \
    return next(lock);                         \
  }
COUNT_LOCK(pthread_mutex_t, pthread_mutex_lock)
COUNT_LOCK(pthread_rwlock_t, pthread_rwlock_rdlock)
COUNT_LOCK(pthread_rwlock_t, pthread_rwlock_wrlock)
