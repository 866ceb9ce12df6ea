// Reads CSV files into datasets. Knows nothing of networks.
#ifndef NEURO_LIB_DATA_CSV_H_
#define NEURO_LIB_DATA_CSV_H_

#include <cstdint>

#include "data/dataset.h"

namespace neuro {

// The label_column of a file without labels.
inline constexpr int64_t kNoLabel = INT64_MIN;

// Reads a CSV file, plain or gzip, with the rules that neuro.h states at nn_dataset_load_csv.
// Labels become i32. Inputs become bytes that stand for themselves (InputType::kByte) if every one
// of them is a whole number 0 ... 255, doubles otherwise: an image set takes 47 MB instead of 376.
Dataset load_csv(const char* path, int64_t label_column);

}  // namespace neuro

#endif  // NEURO_LIB_DATA_CSV_H_
