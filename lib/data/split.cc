// How many rows of each class go is settled first, by largest remainders; which ones they are is
// then up to a shuffled order of all rows.
#include "data/split.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "base/error.h"
#include "base/random.h"

namespace neuro {
namespace {

struct ClassShare {
  size_t rows = 0;
  size_t taken = 0;
  double remainder = 0;  // what rounding down has left off
};

// By label. Without labels all rows are one class.
using ClassShares = std::map<int64_t, ClassShare>;

int64_t class_of(const TargetView& targets, size_t row) {
  return is_label(targets.type) ? targets.label(row) : 0;
}

// Fisher and Yates; Durstenfeld 1964.
template <class T>
void shuffle(std::vector<T>& things, const DrawStream& stream) {
  for (size_t i = things.size(); i > 1; --i) {
    std::swap(things[i - 1], things[static_cast<size_t>(below(random_bits(stream, i), i))]);
  }
}

// Shares `total` out among the classes; which of equal ones gets more is drawn.
void share_out(ClassShares& classes, size_t rows, size_t total, const DrawStream& stream) {
  std::vector<ClassShare*> by_remainder;
  size_t left = total;
  for (auto& [label, share] : classes) {
    const double quota =
        static_cast<double>(share.rows) * static_cast<double>(total) / static_cast<double>(rows);
    share.taken = std::min(static_cast<size_t>(quota), left);
    share.remainder = quota - static_cast<double>(share.taken);
    left -= share.taken;
    by_remainder.push_back(&share);
  }
  shuffle(by_remainder, stream);
  const auto takes_the_last = [](const ClassShare* share) {
    return share->taken + 1 >= share->rows;
  };
  std::stable_sort(by_remainder.begin(), by_remainder.end(),
                   [&](const ClassShare* a, const ClassShare* b) {
                     if (takes_the_last(a) != takes_the_last(b)) return takes_the_last(b);
                     return a->remainder > b->remainder;
                   });
  for (size_t i = 0; i < left; ++i) ++by_remainder[i]->taken;
}

}  // namespace

RowSplit split_rows(const Dataset& dataset, double part, uint64_t seed) {
  const size_t rows = dataset.rows();
  if (rows < 2) {
    throw Error(Status::kInvalidArgument, "dataset: 1 row cannot be split in two");
  }
  const double wanted = std::floor(part * static_cast<double>(rows) + 0.5);
  const size_t total = std::clamp(static_cast<size_t>(wanted), size_t{1}, rows - 1);
  ClassShares classes;
  for (size_t r = 0; r < rows; ++r) ++classes[class_of(dataset.targets(), r)].rows;
  share_out(classes, rows, total, {seed, Purpose::kSplit, 1});

  std::vector<size_t> order(rows);
  std::iota(order.begin(), order.end(), size_t{0});
  shuffle(order, {seed, Purpose::kSplit, 0});
  std::vector<bool> is_second(rows);
  for (const size_t row : order) {
    size_t& taken = classes[class_of(dataset.targets(), row)].taken;
    if (taken == 0) continue;
    is_second[row] = true;
    --taken;
  }
  RowSplit split;
  split.first.reserve(rows - total);
  split.second.reserve(total);
  for (size_t r = 0; r < rows; ++r) (is_second[r] ? split.second : split.first).push_back(r);
  return split;
}

}  // namespace neuro
