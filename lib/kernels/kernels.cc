// Compiles every kernel once for each instruction set and collects them in tables.
// clang-format off: it must come first
#include "kernels/targets.h"
// clang-format on

#include "kernels/kernels.h"

#include <cstring>

#include "kernels/instruction_sets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/kernels.cc"
#include <hwy/foreach_target.h>
// The order matters: foreach_target first, and the parts in the order of their needs.
#include <hwy/highway.h>

#include "kernels/convert-inl.h"
#include "kernels/fma-inl.h"
#include "kernels/gradient-inl.h"
#include "kernels/loss-inl.h"
#include "kernels/multiply-inl.h"
#include "kernels/normal-inl.h"
#include "kernels/regression_loss-inl.h"
#include "kernels/sigmoid_loss-inl.h"
#include "kernels/softmax-inl.h"

HWY_BEFORE_NAMESPACE();
namespace neuro {
namespace HWY_NAMESPACE {

constexpr const char* kTargetName = HWY_TARGET == HWY_AVX3   ? "avx512"
                                    : HWY_TARGET == HWY_AVX2 ? "avx2"
                                    : HWY_TARGET == HWY_NEON ? "neon"
                                                             : "portable";

// Compiled on their own, see elementwise.cc.
extern const ElementwiseKernels<float> kFloatElementwise;
extern const ElementwiseKernels<double> kDoubleElementwise;

template <class T>
constexpr Kernels<T> make_table(const ElementwiseKernels<T>* elementwise,
                                const UpdateKernels<T>* updates) {
  return {kTargetName,
          Vectors<T>::kLanes,
          Vectors<T>::kPanelWidth,
          kTileRows,
          Multiply<T>,
          StepGradient<T>,
          Softmax<T>,
          CrossEntropy<T>,
          BinaryCrossEntropy<T>,
          RegressionError<SquaredLoss, T>,
          RegressionError<AbsoluteLoss, T>,
          RegressionError<HuberLoss, T>,
          FromPixels<T>,
          FromBytes<T>,
          FromFloats<float, T>,
          FromFloats<double, T>,
          Scale<PixelSource, T>,
          Scale<ByteSource, T>,
          Scale<FloatSource<float>, T>,
          Scale<FloatSource<double>, T>,
          NormalDraws,
          elementwise,
          updates};
}

constexpr Kernels<float> kFloatKernels = make_table<float>(&kFloatElementwise, &kFloatUpdates);
constexpr Kernels<double> kDoubleKernels = make_table<double>(&kDoubleElementwise, &kDoubleUpdates);

}  // namespace HWY_NAMESPACE
}  // namespace neuro
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace neuro {
namespace {

struct Entry {
  bool InstructionSets::*has;  // null: every machine has it
  const Kernels<float>* f32;
  const Kernels<double>* f64;
};

// Best first.
constexpr Entry kEntries[] = {
#if HWY_TARGETS & HWY_AVX3
    {&InstructionSets::avx512, &N_AVX3::kFloatKernels, &N_AVX3::kDoubleKernels},
#endif
#if HWY_TARGETS & HWY_AVX2
    {&InstructionSets::avx2, &N_AVX2::kFloatKernels, &N_AVX2::kDoubleKernels},
#endif
#if HWY_TARGETS & HWY_NEON
    {&InstructionSets::neon, &N_NEON::kFloatKernels, &N_NEON::kDoubleKernels},
#endif
#if HWY_TARGETS & HWY_EMU128
    {nullptr, &N_EMU128::kFloatKernels, &N_EMU128::kDoubleKernels},
#elif HWY_TARGETS & HWY_SCALAR
    {nullptr, &N_SCALAR::kFloatKernels, &N_SCALAR::kDoubleKernels},
#endif
};
constexpr size_t kEntryCount = sizeof kEntries / sizeof kEntries[0];

template <class T>
struct Available {
  const Kernels<T>* tables[kEntryCount];
  size_t count = 0;

  Available() {
    const InstructionSets machine = instruction_sets();
    for (const Entry& entry : kEntries) {
      if (entry.has != nullptr && !(machine.*entry.has)) continue;
      if constexpr (sizeof(T) == 4) {
        tables[count++] = entry.f32;
      } else {
        tables[count++] = entry.f64;
      }
    }
  }
};

}  // namespace

template <class T>
std::span<const Kernels<T>* const> available_kernels() {
  static const Available<T> available;
  return {available.tables, available.count};
}

template <class T>
const Kernels<T>* find_kernels(const char* target) {
  for (const Kernels<T>* kernels : available_kernels<T>()) {
    if (std::strcmp(kernels->target, target) == 0) return kernels;
  }
  return nullptr;
}

template std::span<const Kernels<float>* const> available_kernels<float>();
template std::span<const Kernels<double>* const> available_kernels<double>();
template const Kernels<float>* find_kernels<float>(const char*);
template const Kernels<double>* find_kernels<double>(const char*);

}  // namespace neuro

#endif  // HWY_ONCE
