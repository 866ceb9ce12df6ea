// Element types by number.
#include "capi/arrays.h"

#include "base/error.h"
#include "base/size.h"
#include "capi/guard.h"

namespace neuro::capi {
namespace {

[[noreturn]] void refuse_type(const char* name, nn_type type, const char* expected) {
  throw Error(Status::kInvalidArgument, name, ": ", type, " is not one of ", expected);
}

}  // namespace

InputType input_element(nn_type type) {
  switch (type) {
    case NN_F32:
      return InputType::kF32;
    case NN_F64:
      return InputType::kF64;
    case NN_U8:
      return InputType::kPixel;
    default:
      refuse_type("input_type", type, "NN_F32, NN_F64, NN_U8");
  }
}

TargetType target_element(nn_type type) {
  switch (type) {
    case NN_U8:
      return TargetType::kLabelU8;
    case NN_I32:
      return TargetType::kLabelI32;
    case NN_I64:
      return TargetType::kLabelI64;
    case NN_F32:
      return TargetType::kDenseF32;
    case NN_F64:
      return TargetType::kDenseF64;
    default:
      refuse_type("target_type", type, "NN_U8, NN_I32, NN_I64, NN_F32, NN_F64");
  }
}

void require_size(size_t rows, size_t cols, size_t element_bytes, const char* name) {
  if (rows == 0) throw Error(Status::kInvalidArgument, "rows: 0: at least 1 is needed");
  const auto elements = checked_product(rows, cols);
  if (elements && checked_product(*elements, element_bytes)) return;
  throw Error(Status::kInvalidArgument, name, ": ", rows, " rows x ", cols,
              " columns overflow the address space");
}

InputView input_view(const void* inputs, nn_type type, size_t rows, size_t cols) {
  require(inputs, "inputs");
  const InputView view{inputs, input_element(type), cols};
  require_size(rows, cols, element_size(view.type), "inputs");
  return view;
}

TargetView target_view(const void* targets, nn_type type, size_t rows, size_t cols) {
  require(targets, "targets");
  const TargetType element = target_element(type);
  const TargetView view{targets, element, is_label(element) ? 1 : cols};
  require_size(rows, view.cols, element_size(element), "targets");
  return view;
}

bool require_float(nn_type type, const char* name) {
  if (type != NN_F32 && type != NN_F64) refuse_type(name, type, "NN_F32, NN_F64");
  return type == NN_F64;
}

}  // namespace neuro::capi
