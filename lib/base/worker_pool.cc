// Bounded spinning, then sleeping: a step takes tens of microseconds, so a worker that sleeps
// between two of them would spend as long waking up. Under a CPU quota, or with more workers than
// CPUs, spinning takes the time away from those who work, so it is not done at all.
#include "base/worker_pool.h"

#include <chrono>
#include <csignal>
#include <system_error>

#include "base/error.h"
#include "base/float_env.h"
#include "base/process.h"
#include "base/word_wait.h"

#if defined(__unix__)
#include <pthread.h>
#endif
#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#endif

namespace neuro {
namespace {

// How long a worker looks before it sleeps: longer than the gaps between the phases of steps that
// follow each other, shorter than what anybody would miss.
constexpr std::chrono::microseconds kSpinTime{50};

void relax() {
#if defined(__x86_64__) || defined(__i386__)
  _mm_pause();
#elif defined(__aarch64__)
  asm volatile("isb" ::: "memory");
#endif
}

#if defined(__unix__)

// Threads started meanwhile have signals blocked: the host's handlers run on the host's threads.
// Not those that a thread's own instructions raise: blocked, they would end the process unseen.
class ScopedBlockedSignals {
 public:
  ScopedBlockedSignals() {
    sigset_t blocked;
    sigfillset(&blocked);
    for (int own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT}) {
      sigdelset(&blocked, own);
    }
    pthread_sigmask(SIG_SETMASK, &blocked, &saved_);
  }
  ~ScopedBlockedSignals() { pthread_sigmask(SIG_SETMASK, &saved_, nullptr); }
  ScopedBlockedSignals(const ScopedBlockedSignals&) = delete;
  ScopedBlockedSignals& operator=(const ScopedBlockedSignals&) = delete;

 private:
  sigset_t saved_;
};

#else

struct ScopedBlockedSignals {
  ScopedBlockedSignals() {}
};

#endif

}  // namespace

void wait_while_equal(const std::atomic<uint32_t>& word, uint32_t old, bool spin) {
  constexpr int kLooksPerClock = 64;  // some microseconds, as long as a good barrier takes
  std::chrono::steady_clock::time_point spin_end{};
  while (spin) {
    for (int i = 0; i < kLooksPerClock; ++i) {
      if (word.load(std::memory_order_acquire) != old) return;
      relax();
    }
    const auto now = std::chrono::steady_clock::now();
    if (spin_end == std::chrono::steady_clock::time_point{}) spin_end = now + kSpinTime;
    spin = now < spin_end;
  }
  while (word.load(std::memory_order_acquire) == old) sleep_if_equal(word, old);
}

WorkerPool::WorkerPool(size_t workers, CpuAllowance allowance)
    : mailboxes_(workers), spin_(!allowance.quota && workers <= allowance.cpus) {}

WorkerPool::~WorkerPool() {
  if (threads_ == nullptr) return;
  if (process_ != current_process()) {
    abandon_threads_of_parent();
    return;
  }
  function_ = nullptr;
  for (Mailbox& mailbox : mailboxes_) {
    mailbox.jobs.fetch_add(1, std::memory_order_release);
    wake_one(mailbox.jobs);
  }
  for (std::thread& thread : *threads_) thread.join();
}

// A forked child has this object, but none of its threads: joining them would hang, and destroying
// the std::threads would terminate the process. They are leaked instead, a few words.
void WorkerPool::abandon_threads_of_parent() { (void)threads_.release(); }

bool WorkerPool::try_take() {
  const int64_t process = current_process();
  int64_t taker = taker_.load(std::memory_order_relaxed);
  return taker != process &&
         taker_.compare_exchange_strong(taker, process, std::memory_order_acquire);
}

void WorkerPool::start() {
  if (threads_ != nullptr && process_ != current_process()) abandon_threads_of_parent();
  if (threads_ != nullptr && threads_->size() + 1 == workers()) return;
  if (threads_ == nullptr) {
    threads_ = std::make_unique<std::vector<std::thread>>();
    threads_->reserve(workers() - 1);
    process_ = current_process();
    unfinished_ = 0;
    arrived_ = 0;
  }
  const ScopedBlockedSignals blocked;
  while (threads_->size() + 1 < workers()) {
    const size_t worker = threads_->size() + 1;
    const uint32_t seen = mailboxes_[worker].jobs.load(std::memory_order_relaxed);
    try {
      threads_->emplace_back([this, worker, seen] { work(worker, seen); });
    } catch (const std::system_error&) {
      throw Error(Status::kThread, "worker thread ", worker, " of ", workers() - 1,
                  " could not be started: the process may start no more threads");
    }
  }
}

bool WorkerPool::try_start() noexcept {
  try {
    start();
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

void WorkerPool::work(size_t worker, uint32_t jobs_seen) {
  const ScopedFloatEnv float_env;
#if defined(__linux__)
  pthread_setname_np(pthread_self(), "neuro-worker");
#endif
  for (;; ++jobs_seen) {
    wait_while_equal(mailboxes_[worker].jobs, jobs_seen, spin_);
    if (function_ == nullptr) return;
    function_(context_, worker);
    if (unfinished_.fetch_sub(1, std::memory_order_acq_rel) == 1) wake_one(unfinished_);
  }
}

void WorkerPool::run(size_t active, Function function, void* context) {
  if (active > 1) {
    function_ = function;
    context_ = context;
    unfinished_.store(static_cast<uint32_t>(active - 1), std::memory_order_relaxed);
    for (size_t worker = 1; worker < active; ++worker) {
      mailboxes_[worker].jobs.fetch_add(1, std::memory_order_release);
      wake_one(mailboxes_[worker].jobs);
    }
  }
  function(context, 0);
  if (active == 1) return;
  for (uint32_t left; (left = unfinished_.load(std::memory_order_acquire)) != 0;) {
    wait_while_equal(unfinished_, left, spin_);
  }
}

void WorkerPool::barrier(size_t active) {
  if (active == 1) return;
  const uint32_t passed = barriers_passed_.load(std::memory_order_acquire);
  if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == active) {
    arrived_.store(0, std::memory_order_relaxed);
    barriers_passed_.store(passed + 1, std::memory_order_release);
    wake_all(barriers_passed_);
  } else {
    wait_while_equal(barriers_passed_, passed, spin_);
  }
}

}  // namespace neuro
