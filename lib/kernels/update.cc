// Compiles the optimizers' kernels once for each instruction set. Apart from kernels.cc, so that
// neither takes too long.
// clang-format off: it must come first
#include "kernels/targets.h"
// clang-format on

#include "kernels/update.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/update.cc"
#include <hwy/foreach_target.h>
// The order matters: foreach_target first, and the parts in the order of their needs.
#include <hwy/highway.h>

#include "kernels/fma-inl.h"
#include "kernels/optimizer-inl.h"
#include "kernels/squares-inl.h"
#include "kernels/update-inl.h"

HWY_BEFORE_NAMESPACE();
namespace neuro {
namespace HWY_NAMESPACE {

template <class T>
constexpr UpdateKernels<T> make_table() {
  return {UpdateParameters<T>, SumSquares<T>};
}

extern const UpdateKernels<float> kFloatUpdates;
extern const UpdateKernels<double> kDoubleUpdates;
constexpr UpdateKernels<float> kFloatUpdates = make_table<float>();
constexpr UpdateKernels<double> kDoubleUpdates = make_table<double>();

}  // namespace HWY_NAMESPACE
}  // namespace neuro
HWY_AFTER_NAMESPACE();
