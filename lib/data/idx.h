// Reads pairs of IDX files (the format of MNIST) into datasets. Knows nothing of networks.
#ifndef NEURO_LIB_DATA_IDX_H_
#define NEURO_LIB_DATA_IDX_H_

#include "data/dataset.h"

namespace neuro {

// Reads images and labels, plain or gzip, with the rules that neuro.h states at
// nn_dataset_load_idx.
Dataset load_idx(const char* images_path, const char* labels_path);

}  // namespace neuro

#endif  // NEURO_LIB_DATA_IDX_H_
