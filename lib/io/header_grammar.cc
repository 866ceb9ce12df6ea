#include "io/header_grammar.h"

#include <iterator>
#include <tuple>
#include <utility>

#include "base/error.h"
#include "io/json_text.h"

namespace neuro {
namespace {

constexpr std::string_view kFieldNames[] = {"dtype", "shape", "data_offsets"};

}  // namespace

template <class... Piece>
void HeaderGrammar::fail(Status status, uint64_t at, const Piece&... pieces) const {
  throw Error(status, where_, "byte ", at, ": ", pieces...);
}

// Something stands where something else is expected.
void HeaderGrammar::refuse(uint64_t at, const char* what) const {
  const auto name = shown_name(tensor_.name);
  switch (place_) {
    case Place::kStart:
      fail(Status::kFormat, at, "the header is ", what, ", not an object");
    case Place::kTop:
      if (in_metadata_) fail(Status::kFormat, at, kMetadataName, " is ", what, ", not an object");
      fail(Status::kFormat, at, "tensor ", name.c_str(), ": is ", what, ", not an object");
    case Place::kMetadata:
      fail(Status::kFormat, at, "metadata ", shown_name(entry_->first).c_str(), ": is ", what,
           ", not a string");
    case Place::kTensor:
      if (field_ == kDtype) {
        fail(Status::kFormat, at, "tensor ", name.c_str(), ": dtype is ", what, ", not a string");
      }
      fail(Status::kFormat, at, "tensor ", name.c_str(),
           field_ == kShape ? ": shape is " : ": data_offsets is ", what, ", not an array");
    case Place::kShape:
    case Place::kOffsets:
      break;
  }
  fail(Status::kFormat, at, "tensor ", name.c_str(),
       place_ == Place::kShape ? ": shape" : ": data_offsets", " holds ", what,
       ", not whole numbers alone");
}

void HeaderGrammar::begin_object(uint64_t at) {
  if (place_ == Place::kStart) {
    place_ = Place::kTop;
  } else if (place_ == Place::kTop) {
    place_ = in_metadata_ ? Place::kMetadata : Place::kTensor;
    fields_ = 0;
  } else {
    refuse(at, "an object");
  }
}

void HeaderGrammar::end_object() {
  if (place_ == Place::kTensor) end_tensor();
  place_ = Place::kTop;  // behind the header's own end comes nothing
}

void HeaderGrammar::begin_array(uint64_t at) {
  if (place_ != Place::kTensor || field_ == kDtype) refuse(at, "an array");
  place_ = field_ == kShape ? Place::kShape : Place::kOffsets;
  count_ = 0;
}

void HeaderGrammar::end_array() {
  if (place_ == Place::kShape) {
    tensor_.shape.assign(numbers_.begin(), numbers_.begin() + static_cast<std::ptrdiff_t>(count_));
  } else {
    if (count_ != 2) {
      throw Error(Status::kFormat, where_, "tensor ", shown_name(tensor_.name).c_str(),
                  ": data_offsets has ", count_, " numbers, not 2");
    }
    tensor_.begin = numbers_[0];
    tensor_.end = numbers_[1];
  }
  place_ = Place::kTensor;
}

void HeaderGrammar::key(uint64_t at, std::string_view key) {
  if (key.size() > kMaxNameBytes && place_ != Place::kTensor) {
    fail(Status::kUnsupported, at, "the name ", shown_name(key).c_str(), " has more than ",
         kMaxNameBytes, " bytes");
  }
  if (key.find('\0') != key.npos) {
    fail(Status::kFormat, at, "the name ", shown_name(key).c_str(), " has a zero character");
  }
  if (place_ == Place::kTop) return name_key(at, key);
  if (place_ == Place::kTensor) return field_key(at, key);
  metadata_key(at, key);
}

void HeaderGrammar::name_key(uint64_t at, std::string_view key) {
  in_metadata_ = key == kMetadataName;
  if (in_metadata_) {
    if (has_metadata_) fail(Status::kFormat, at, "a second ", kMetadataName);
    has_metadata_ = true;
    return;
  }
  if (tensors_.size() == kMaxTensors) {
    fail(Status::kUnsupported, at, "more than ", kMaxTensors, " tensors");
  }
  tensor_.name = key;
  tensor_at_ = at;
}

void HeaderGrammar::field_key(uint64_t at, std::string_view key) {
  for (unsigned i = 0; i < std::size(kFieldNames); ++i) {
    if (key != kFieldNames[i]) continue;
    field_ = static_cast<Field>(1u << i);
    if (fields_ & field_) {
      fail(Status::kFormat, at, "tensor ", shown_name(tensor_.name).c_str(), ": a second ", key);
    }
    fields_ |= field_;
    return;
  }
  fail(Status::kFormat, at, "tensor ", shown_name(tensor_.name).c_str(), ": unknown field ",
       shown_name(key).c_str());
}

void HeaderGrammar::metadata_key(uint64_t at, std::string_view key) {
  if (metadata_.size() == kMaxMetadata) {
    fail(Status::kUnsupported, at, "more than ", kMaxMetadata, " entries of metadata");
  }
  bool is_new = false;
  std::tie(entry_, is_new) = metadata_.try_emplace(std::string(key));
  if (!is_new) fail(Status::kFormat, at, "metadata ", shown_name(key).c_str(), ": a second one");
}

void HeaderGrammar::string(uint64_t at, std::string_view value) {
  if (place_ == Place::kMetadata) {
    if (value.find('\0') != value.npos) {
      fail(Status::kFormat, at, "metadata ", shown_name(entry_->first).c_str(),
           ": has a zero character");
    }
    entry_->second = value;
    return;
  }
  if (place_ != Place::kTensor || field_ != kDtype) refuse(at, "a string");
  if (!element_bytes(value)) {
    fail(Status::kUnsupported, at, "tensor ", shown_name(tensor_.name).c_str(), ": unknown dtype ",
         shown_name(value).c_str());
  }
  tensor_.dtype = value;
}

void HeaderGrammar::number(uint64_t at, uint64_t value) {
  if (place_ == Place::kShape) {
    if (count_ == kMaxRank) {
      fail(Status::kUnsupported, at, "tensor ", shown_name(tensor_.name).c_str(), ": more than ",
           kMaxRank, " dimensions");
    }
  } else if (place_ == Place::kOffsets) {
    if (count_ == 2) {
      fail(Status::kFormat, at, "tensor ", shown_name(tensor_.name).c_str(),
           ": data_offsets has more than 2 numbers");
    }
  } else {
    refuse(at, "a number");
  }
  numbers_[count_++] = value;
}

void HeaderGrammar::other(uint64_t at, const char* what) { refuse(at, what); }

void HeaderGrammar::end_tensor() {
  for (unsigned i = 0; i < std::size(kFieldNames); ++i) {
    if (fields_ & (1u << i)) continue;
    fail(Status::kFormat, tensor_at_, "tensor ", shown_name(tensor_.name).c_str(), ": has no ",
         kFieldNames[i]);
  }
  check_tensor(Status::kFormat, where_, tensor_);
  tensors_.push_back(std::exchange(tensor_, {}));
}

}  // namespace neuro
