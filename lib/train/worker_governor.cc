// Windows of steps against the shortest step seen.
#include "train/worker_governor.h"

#include <algorithm>
#include <bit>

namespace neuro {
namespace {

constexpr size_t kWindow = 16;
// Half the workers take at most twice as long, undisturbed.
constexpr double kTooSlow = 2.5;
// What a step counts for at most, so that one that the system has interrupted for milliseconds does
// not decide on a window.
constexpr double kMostOfOne = 8;
// With each window that was too slow the shortest step is forgotten a little: rows may come to cost
// more, clocks may slow down.
constexpr double kForgetting = 1.1;
constexpr size_t kLeastPatience = 64, kMostPatience = 4096;

}  // namespace

double& WorkerGovernor::shortest(size_t workers, size_t rows) {
  const size_t of_workers = static_cast<size_t>(std::bit_width(workers));
  return shortest_[std::min(of_workers, shortest_.size() - 1)]
                  [static_cast<size_t>(std::bit_width(rows))];
}

void WorkerGovernor::note(size_t workers, size_t rows, double seconds) {
  if (limit_ != kNoLimit && --patience_ == 0) {
    limit_ = kNoLimit;
    steps_ = 0;
    return;
  }
  if (workers == 1) return;
  const size_t magnitude = static_cast<size_t>(std::bit_width(rows));
  if (steps_ == 0 || workers != workers_ || magnitude != magnitude_) {
    workers_ = workers;
    magnitude_ = magnitude;
    steps_ = 0;
    seconds_ = expected_ = 0;
  }
  const double per_row = seconds / static_cast<double>(rows);
  double& shortest_per_row = shortest(workers, rows);
  if (shortest_per_row == 0 || per_row < shortest_per_row) shortest_per_row = per_row;
  const double expected = shortest_per_row * static_cast<double>(rows);
  seconds_ += std::min(seconds, kMostOfOne * expected);
  expected_ += expected;
  if (++steps_ < kWindow) return;
  steps_ = 0;
  if (seconds_ <= kTooSlow * expected_) {
    if (limit_ == kNoLimit) next_patience_ = kLeastPatience;
    return;
  }
  shortest_per_row *= kForgetting;
  // A limit that is still too high is lowered, and holds for as long as the first would have.
  if (limit_ == kNoLimit) {
    patience_ = std::max(next_patience_, kLeastPatience);
    next_patience_ = std::min(2 * patience_, kMostPatience);
  }
  limit_ = workers / 2;
}

}  // namespace neuro
