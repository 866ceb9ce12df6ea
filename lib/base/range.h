// Half-open intervals, and how work on n things is shared out.
#ifndef NEURO_LIB_BASE_RANGE_H_
#define NEURO_LIB_BASE_RANGE_H_

#include <algorithm>
#include <cstddef>

namespace neuro {

struct Range {
  size_t first, last;

  size_t size() const { return last - first; }
  bool empty() const { return first == last; }
};

// Where part p of n things begins, and part p-1 ends.
constexpr size_t share(size_t n, size_t p, size_t parts) {
  return n / parts * p + n % parts * p / parts;
}

// Part p of n things; in whole units, the last of which may be cut short by n.
constexpr Range part(size_t n, size_t p, size_t parts, size_t unit = 1) {
  if (parts == 1) return {0, n};
  const size_t units = n / unit + (n % unit != 0);
  return {std::min(n, share(units, p, parts) * unit),
          std::min(n, share(units, p + 1, parts) * unit)};
}

}  // namespace neuro

#endif  // NEURO_LIB_BASE_RANGE_H_
