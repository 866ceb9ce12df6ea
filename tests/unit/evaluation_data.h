// Made-up predictions and targets with many ties, one class that is never right, one that never
// occurs, and one target that never varies. evaluation_reference.py makes the same ones.
#ifndef NEURO_TESTS_UNIT_EVALUATION_DATA_H_
#define NEURO_TESTS_UNIT_EVALUATION_DATA_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace neuro::evaluation_data {

inline constexpr size_t kRows = 90;

// A whole number below n that depends on the seed, row and column only.
inline uint32_t draw(uint32_t seed, size_t row, size_t column, uint32_t n) {
  uint32_t x = (seed * 1000 + static_cast<uint32_t>(row)) * 16 + static_cast<uint32_t>(column);
  x *= 2654435761;
  x ^= x >> 15;
  x *= 2246822519;
  x ^= x >> 13;
  return x % n;
}

struct Case {
  size_t outputs;
  std::vector<double> predicted;  // kRows x outputs
  std::vector<double> dense;      // kRows x outputs, or none
  std::vector<int32_t> labels;    // kRows, or none
};

// Class 3 is never a target, class 4 never predicted either.
inline Case classes() {
  Case made{5, {}, {}, {}};
  for (size_t row = 0; row < kRows; ++row) {
    const uint32_t label = draw(1, row, 0, 3);
    made.labels.push_back(static_cast<int32_t>(label));
    for (size_t j = 0; j < 4; ++j) {
      made.predicted.push_back((draw(2, row, j, 32) + (j == label ? 10 : 0)) / 64.0);
    }
    made.predicted.push_back(-1);
  }
  return made;
}

inline Case binary() {
  Case made{1, {}, {}, {}};
  for (size_t row = 0; row < kRows; ++row) {
    const uint32_t label = draw(3, row, 0, 2);
    made.labels.push_back(static_cast<int32_t>(label));
    made.predicted.push_back((draw(4, row, 0, 13) + 3 * label) / 16.0);
  }
  return made;
}

// Of output 2 no row is, of output 3 every row.
inline Case labels() {
  Case made{4, {}, {}, {}};
  for (size_t row = 0; row < kRows; ++row) {
    for (size_t j = 0; j < 4; ++j) {
      const uint32_t target = j == 2 ? 0 : j == 3 ? 1 : draw(5, row, j, 3) == 0;
      made.dense.push_back(target);
      made.predicted.push_back((draw(6, row, j, 13) + 3 * target) / 16.0);
    }
  }
  return made;
}

inline Case numbers() {
  Case made{3, {}, {}, {}};
  for (size_t row = 0; row < kRows; ++row) {
    for (size_t j = 0; j < 3; ++j) {
      const double target = j == 2 ? 0.5 : draw(7, row, j, 1000) / 100.0 - 5;
      made.dense.push_back(target);
      made.predicted.push_back(target + draw(8, row, j, 1000) / 1000.0 * (j == 1 ? 9 : 1));
    }
  }
  return made;
}

}  // namespace neuro::evaluation_data

#endif  // NEURO_TESTS_UNIT_EVALUATION_DATA_H_
