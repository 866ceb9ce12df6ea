// Compiles the element-wise kernels once for each instruction set. Apart from kernels.cc, so that
// neither takes too long.
// clang-format off: it must come first
#include "kernels/targets.h"
// clang-format on

#include "kernels/elementwise.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/elementwise.cc"
#include <hwy/foreach_target.h>
// The order matters: foreach_target first.
#include <hwy/highway.h>

#include "kernels/activation-inl.h"
#include "kernels/column-inl.h"
#include "kernels/dropout-inl.h"
#include "kernels/largest-inl.h"
#include "kernels/normalise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace neuro {
namespace HWY_NAMESPACE {

template <class T>
constexpr ElementwiseKernels<T> make_table() {
  return {ActivateLayer<T>,  DropInputs<T>,     TakeColumnMoments<T>,  TakeColumnSums<T>,
          NormaliseBatch<T>, NormaliseLayer<T>, NormaliseBatchBack<T>, NormaliseLayerBack<T>,
          Largest<T>,        SigmoidRows<T>};
}

extern const ElementwiseKernels<float> kFloatElementwise;
extern const ElementwiseKernels<double> kDoubleElementwise;
constexpr ElementwiseKernels<float> kFloatElementwise = make_table<float>();
constexpr ElementwiseKernels<double> kDoubleElementwise = make_table<double>();

}  // namespace HWY_NAMESPACE
}  // namespace neuro
HWY_AFTER_NAMESPACE();
