// The IDX format: two zero bytes, the element type, the number of dimensions, each dimension as a
// big-endian u32, the elements. A header is only a claim: memory grows with the bytes that really
// arrive.
#include "data/idx.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/grow_buffer.h"
#include "base/size.h"
#include "data/byte_reader.h"

namespace neuro {
namespace {

constexpr size_t kMostDimensions = 8;
constexpr size_t kStepBytes = size_t{1} << 20;

const char* type_name(unsigned char type) {
  switch (type) {
    case 0x09:
      return "signed bytes";
    case 0x0B:
      return "16-bit integers";
    case 0x0C:
      return "32-bit integers";
    case 0x0D:
      return "32-bit floats";
    case 0x0E:
      return "64-bit floats";
    default:
      return nullptr;
  }
}

// One file: the header is read by the constructor, the elements by read_elements().
class IdxFile {
 public:
  IdxFile(const char* path, size_t least_dimensions, size_t most_dimensions) : bytes_(path) {
    unsigned char magic[4];
    read_header(magic, sizeof magic);
    expect(magic, 0, 0, 0, "0");
    expect(magic, 1, 0, 0, "0");
    if (const char* type = type_name(magic[2])) {
      throw Error(Status::kUnsupported, name(), ": holds ", type,
                  "; only unsigned bytes (type 8) can be read");
    }
    expect(magic, 2, 8, 8, "8 (unsigned bytes)");
    expect(magic, 3, least_dimensions, most_dimensions,
           most_dimensions == 1 ? "1 (labels have one dimension)"
                                : "2 to 8 (the dimensions of a set of images)");
    for (size_t i = 0; i < magic[3]; ++i) add_dimension(i);
  }

  const char* name() const { return bytes_.name(); }
  size_t rows() const { return rows_; }
  size_t cols() const { return cols_; }

  GrowBuffer read_elements() {
    GrowBuffer elements;
    const size_t count = rows_ * cols_;
    while (elements.size() < count) {
      const size_t want = std::min(count - elements.size(), kStepBytes);
      const size_t got = bytes_.read(elements.extend(want), want);
      if (got < want) {
        throw Error(Status::kFormat, name(), ": ends at byte ",
                    header_bytes_ + elements.size() - want + got, ", its header promises ",
                    header_bytes_ + count);
      }
    }
    // Looking past the end also has zlib verify the checksum.
    unsigned char beyond;
    if (bytes_.read(&beyond, 1) != 0) {
      throw Error(Status::kFormat, name(), ": goes on at byte ", header_bytes_ + count,
                  ", where its header lets it end");
    }
    elements.shrink_to_fit();
    return elements;
  }

 private:
  void read_header(unsigned char* out, size_t n) {
    const size_t got = bytes_.read(out, n);
    if (got < n) {
      throw Error(Status::kFormat, name(), ": ends at byte ", header_bytes_ + got,
                  ", inside its header");
    }
    header_bytes_ += n;
  }

  void expect(const unsigned char* magic, size_t i, size_t least, size_t most,
              const char* expected) const {
    if (magic[i] < least || magic[i] > most) {
      throw Error(Status::kFormat, name(), ": byte ", i, " is ", unsigned{magic[i]},
                  " where an IDX file has ", expected);
    }
  }

  void add_dimension(size_t i) {
    unsigned char big_endian[4];
    read_header(big_endian, sizeof big_endian);
    uint32_t dimension = 0;
    for (const unsigned char byte : big_endian) dimension = dimension << 8 | byte;
    if (dimension == 0) {
      throw Error(Status::kFormat, name(), ": bytes ", header_bytes_ - 4, " to ", header_bytes_ - 1,
                  ": dimension ", i, " is 0");
    }
    if (i == 0) {
      rows_ = dimension;
    } else {
      cols_ = checked_product(cols_, dimension).value_or(0);
    }
    if (cols_ == 0 || !checked_product(rows_, cols_)) {
      throw Error(Status::kFormat, name(), ": bytes ", header_bytes_ - 4, " to ", header_bytes_ - 1,
                  ": the dimensions overflow");
    }
  }

  ByteReader bytes_;
  size_t header_bytes_ = 0;
  size_t rows_ = 0;
  size_t cols_ = 1;
};

}  // namespace

Dataset load_idx(const char* images_path, const char* labels_path) {
  IdxFile images(images_path, 2, kMostDimensions);
  IdxFile labels(labels_path, 1, 1);
  if (images.rows() != labels.rows()) {
    throw Error(Status::kFormat, images.name(), " holds ", images.rows(), " images, ",
                labels.name(), " holds ", labels.rows(), " labels");
  }
  GrowBuffer pixels = images.read_elements();
  GrowBuffer classes = labels.read_elements();
  return Dataset::adopt(std::move(pixels), InputType::kPixel, images.cols(), std::move(classes),
                        TargetType::kLabelU8, 1, images.rows());
}

}  // namespace neuro
