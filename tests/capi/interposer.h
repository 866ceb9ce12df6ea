/* SPDX-License-Identifier: MIT
 *
 * Stands between this process and its allocator, its address space and its threads, and counts what
 * is asked of them while it is armed, on whatever thread. Needs glibc and 64 bits.
 */
#ifndef NEURO_TESTS_CAPI_INTERPOSER_H
#define NEURO_TESTS_CAPI_INTERPOSER_H

typedef struct interposed {
  long heap;    /* malloc, calloc, realloc, free and their kin */
  long maps;    /* mmap, munmap, mremap, brk, sbrk */
  long threads; /* pthread_create */
  long locks;   /* pthread_mutex_lock, pthread_rwlock_*lock */
  long faults;  /* pages, major and minor, of the whole process */
  long held;    /* bytes on the heap, more than in the beginning */
  long most;    /* the same at its highest */
} interposed;

/* Begins to count at zero. */
void interposer_arm(void);

/* Stops, and says what has been counted. */
interposed interposer_disarm(void);

/* From now on allocation number n (counted from 0) fails; with `forever`, all after it as well.
 * Allocations of this thread only. n < 0: none. Returns how many have failed so far since the last
 * call. */
long interposer_fail_at(long n, int forever);

#endif
