// What was predicted against what is true, as counts of rows, and the ratios made of them. Classes
// are one a row; labels are any number of them a row, a byte 0 or 1 for each.
#ifndef NEURO_LIB_MODEL_CONFUSION_H_
#define NEURO_LIB_MODEL_CONFUSION_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace neuro {

// One class against all others.
struct ClassCounts {
  uint64_t actual = 0;     // rows that are of the class
  uint64_t predicted = 0;  // rows that were said to be
  uint64_t hits = 0;       // rows that both holds for
};

std::vector<ClassCounts> count_classes(std::span<const int32_t> target,
                                       std::span<const int32_t> predicted, size_t classes);
// target, predicted: rows x labels.
std::vector<ClassCounts> count_labels(std::span<const uint8_t> target,
                                      std::span<const uint8_t> predicted, size_t labels);

// counts[t * classes + p]: rows of class t that were taken for p.
void confusion_matrix(std::span<const int32_t> target, std::span<const int32_t> predicted,
                      size_t classes, int64_t* counts);

// 0 where they are 0/0.
double precision(const ClassCounts& counts);
double recall(const ClassCounts& counts);
double f1(const ClassCounts& counts);
// The part of all rows of which it was rightly said whether they are of the class.
double class_accuracy(const ClassCounts& counts, size_t rows);

}  // namespace neuro

#endif  // NEURO_LIB_MODEL_CONFUSION_H_
