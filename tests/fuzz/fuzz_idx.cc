// Fuzz target: nn_dataset_load_idx() on any bytes. The input's first two bytes say how long the
// images' file is (little-endian); that file follows, the rest is the labels' file.
#include <neuro.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "fuzz_target.h"
#include "handles.h"
#include "memory_file.h"
#include "require.h"

namespace {

using fuzz::require;
using fuzz::require_error;
using fuzz::require_ok;

// Datasets of more pixels than this (from gzip) are not read pixel by pixel.
constexpr size_t kMostPixels = size_t{1} << 16;

struct Bytes {
  const uint8_t* data;
  size_t size;
};

// Where a file is plain, its last bytes are what the dataset must hold.
void check_content(const nn_dataset* dataset, Bytes images, Bytes labels) {
  const size_t rows = nn_dataset_rows(dataset), cols = nn_dataset_cols(dataset);
  const size_t classes = nn_dataset_classes(dataset);
  require(rows > 0 && cols > 0, "a dataset has rows and columns");
  require(nn_dataset_target_cols(dataset) == 1, "labels are one column");
  require(classes >= 1 && classes <= 256, "classes are 1 ... 256");
  const bool plain_images = !fuzz::is_gzip(images.data, images.size);
  const bool plain_labels = !fuzz::is_gzip(labels.data, labels.size);
  // 4 bytes of magic, 4 a dimension.
  if (plain_images) require(rows * cols + 12 <= images.size, "pixels come from the file");
  if (plain_labels) require(rows + 8 == labels.size, "labels come from the file");
  if (rows > kMostPixels / cols) return;

  std::vector<double> inputs(rows * cols);
  std::vector<float> singles(rows * cols);
  std::vector<int32_t> targets(rows);
  require_ok(nn_dataset_get_inputs(dataset, 0, rows, inputs.data(), NN_F64), "inputs");
  require_ok(nn_dataset_get_inputs(dataset, 0, rows, singles.data(), NN_F32), "inputs, f32");
  require_ok(nn_dataset_get_targets(dataset, 0, rows, targets.data(), NN_I32), "labels");
  for (size_t i = 0; i < inputs.size(); ++i) {
    require(inputs[i] >= 0 && inputs[i] <= 1, "pixels are 0 ... 1");
    require(singles[i] >= 0 && singles[i] <= 1, "pixels are 0 ... 1, f32");
    if (!plain_images) continue;
    const uint8_t pixel = images.data[images.size - inputs.size() + i];
    require(inputs[i] == pixel / 255.0, "a pixel is v/255");
    require(singles[i] == static_cast<float>(pixel) / 255.0f, "a pixel is v/255, f32");
  }
  for (size_t i = 0; i < rows; ++i) {
    require(targets[i] >= 0 && targets[i] <= 255, "labels are bytes");
    if (plain_labels) require(targets[i] == labels.data[8 + i], "a label is the file's");
  }
  require(static_cast<size_t>(*std::max_element(targets.begin(), targets.end())) + 1 == classes,
          "classes are the largest label + 1");
  require_error(nn_dataset_get_targets(dataset, rows, 1, targets.data(), NN_I32),
                {NN_ERROR_INVALID_ARGUMENT});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  static fuzz::MemoryFile images_file, labels_file;
  const size_t first = std::min(data[0] + size_t{256} * data[1], size - 2);
  const Bytes images{data + 2, first}, labels{data + 2 + first, size - 2 - first};
  images_file.write(images.data, images.size);
  labels_file.write(labels.data, labels.size);

  fuzz::Out<nn_dataset> out;
  const nn_status status =
      nn_dataset_load_idx(out.pointer(), images_file.path(), labels_file.path());
  const fuzz::Dataset dataset = out.take(status);
  if (!dataset) {
    require_error(status, {NN_ERROR_FORMAT, NN_ERROR_UNSUPPORTED});
    require(std::strstr(nn_last_error(), images_file.path()) != nullptr ||
                std::strstr(nn_last_error(), labels_file.path()) != nullptr,
            "the message names the file");
    return 0;
  }
  check_content(dataset.get(), images, labels);
  return 0;
}
