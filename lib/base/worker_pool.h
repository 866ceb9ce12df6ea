// Threads that work together on one job at a time: the calling thread is worker 0, the others wait
// for it. Knows nothing of what the jobs do.
#ifndef NEURO_LIB_BASE_WORKER_POOL_H_
#define NEURO_LIB_BASE_WORKER_POOL_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "base/aligned_buffer.h"
#include "base/cpu.h"

namespace neuro {

// Waits until `word` is no longer `old`, with acquire ordering: looks again and again for a short
// while if it may spin, then sleeps.
void wait_while_equal(const std::atomic<uint32_t>& word, uint32_t old, bool spin);

class WorkerPool {
 public:
  // Starts no thread yet. allowance: what the process may use, which decides whether waiting
  // workers may spin.
  explicit WorkerPool(size_t workers, CpuAllowance allowance = cpu_allowance());
  // Joins the threads.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  size_t workers() const { return mailboxes_.size(); }

  // Starts the threads that are missing: all of them at first and in a forked child, where the
  // parent's do not exist. Throws Error(kThread).
  void start();
  // The same for work that can do without them: false if they could not be started.
  bool try_start() noexcept;

  // Takes the pool for a caller, of which there may be several; false if another one has it.
  bool try_take();
  void give_back() { taker_.store(0, std::memory_order_release); }

  // Runs job(w) for w = 0 ... active-1 at the same time and returns when all are done. job must not
  // throw. Wants the pool taken and, for active > 1, started; 1 <= active <= workers().
  template <class Job>
  void run(size_t active, Job& job) {
    run(
        active, [](void* context, size_t worker) { (*static_cast<Job*>(context))(worker); }, &job);
  }

  // Inside a job: waits for all of its active workers.
  void barrier(size_t active);

 private:
  using Function = void (*)(void* context, size_t worker);
  struct alignas(kCacheLine) Mailbox {
    std::atomic<uint32_t> jobs{0};  // how many this worker was given
  };

  void run(size_t active, Function function, void* context);
  void work(size_t worker, uint32_t jobs_seen);
  void abandon_threads_of_parent();

  std::vector<Mailbox> mailboxes_;
  std::unique_ptr<std::vector<std::thread>> threads_;
  int64_t process_ = 0;  // that the threads belong to
  bool spin_;
  Function function_ = nullptr;  // null: leave
  void* context_ = nullptr;
  // The process that has taken the pool, or 0. Not a flag: a fork while another thread had it would
  // leave it taken for ever in the child.
  std::atomic<int64_t> taker_{0};
  alignas(kCacheLine) std::atomic<uint32_t> unfinished_{0};
  alignas(kCacheLine) std::atomic<uint32_t> arrived_{0};
  alignas(kCacheLine) std::atomic<uint32_t> barriers_passed_{0};
};

// Holds the pool while it lives, if it could be taken.
class PoolLease {
 public:
  explicit PoolLease(WorkerPool& pool) : pool_(pool), held_(pool.try_take()) {}
  ~PoolLease() {
    if (held_) pool_.give_back();
  }
  PoolLease(const PoolLease&) = delete;
  PoolLease& operator=(const PoolLease&) = delete;
  explicit operator bool() const { return held_; }

 private:
  WorkerPool& pool_;
  bool held_;
};

}  // namespace neuro

#endif  // NEURO_LIB_BASE_WORKER_POOL_H_
