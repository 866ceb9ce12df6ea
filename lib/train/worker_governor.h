// Gives steps fewer workers while the CPUs are busy with something else. A step waits for its last
// worker; if another process holds that one's CPU, it waits a hundred times longer than one worker
// alone would take. Nobody tells a library that its CPUs are shared, but steps that take far longer
// than they did show it. Knows nothing of threads and clocks.
#ifndef NEURO_LIB_TRAIN_WORKER_GOVERNOR_H_
#define NEURO_LIB_TRAIN_WORKER_GOVERNOR_H_

#include <array>
#include <cstddef>

namespace neuro {

class WorkerGovernor {
 public:
  // How many of `most` workers the next step should get.
  size_t choose(size_t most) const { return most < limit_ ? most : limit_; }

  // What a step on so many rows with that choice took.
  void note(size_t workers, size_t rows, double seconds);

 private:
  static constexpr size_t kNoLimit = static_cast<size_t>(-1);
  static constexpr size_t kMagnitudes = 8 * sizeof(size_t) + 1;

  double& shortest(size_t workers, size_t rows);

  // The shortest step in seconds a row, by the magnitudes (powers of two) of workers, up to 256,
  // and of rows; 0: none yet.
  std::array<std::array<double, kMagnitudes>, 10> shortest_{};
  // The window: steps that follow each other with so many workers and that magnitude of rows. Other
  // steps begin a new one, so that batches that alternate between magnitudes are never judged.
  size_t workers_ = 0, magnitude_ = 0, steps_ = 0;
  double seconds_ = 0, expected_ = 0;
  // While limited: steps until all workers are tried again, and how long it will be the next time.
  size_t limit_ = kNoLimit, patience_ = 0, next_patience_ = 0;
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_WORKER_GOVERNOR_H_
