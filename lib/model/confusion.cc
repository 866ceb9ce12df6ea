// Whole numbers throughout, and one division at the end.
#include "model/confusion.h"

#include <algorithm>

namespace neuro {
namespace {

double ratio(uint64_t part, uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

std::vector<ClassCounts> count_classes(std::span<const int32_t> target,
                                       std::span<const int32_t> predicted, size_t classes) {
  std::vector<ClassCounts> counts(classes);
  for (size_t row = 0; row < target.size(); ++row) {
    ClassCounts& actual = counts[static_cast<size_t>(target[row])];
    ++actual.actual;
    ++counts[static_cast<size_t>(predicted[row])].predicted;
    if (target[row] == predicted[row]) ++actual.hits;
  }
  return counts;
}

std::vector<ClassCounts> count_labels(std::span<const uint8_t> target,
                                      std::span<const uint8_t> predicted, size_t labels) {
  std::vector<ClassCounts> counts(labels);
  for (size_t first = 0; first < target.size(); first += labels) {
    for (size_t j = 0; j < labels; ++j) {
      counts[j].actual += target[first + j];
      counts[j].predicted += predicted[first + j];
      counts[j].hits += target[first + j] & predicted[first + j];
    }
  }
  return counts;
}

void confusion_matrix(std::span<const int32_t> target, std::span<const int32_t> predicted,
                      size_t classes, int64_t* counts) {
  std::fill_n(counts, classes * classes, 0);
  for (size_t row = 0; row < target.size(); ++row) {
    ++counts[static_cast<size_t>(target[row]) * classes + static_cast<size_t>(predicted[row])];
  }
}

double precision(const ClassCounts& counts) { return ratio(counts.hits, counts.predicted); }

double recall(const ClassCounts& counts) { return ratio(counts.hits, counts.actual); }

double f1(const ClassCounts& counts) {
  return ratio(2 * counts.hits, counts.actual + counts.predicted);
}

double class_accuracy(const ClassCounts& counts, size_t rows) {
  const uint64_t wrong = counts.actual + counts.predicted - 2 * counts.hits;
  return ratio(rows - wrong, rows);
}

}  // namespace neuro
