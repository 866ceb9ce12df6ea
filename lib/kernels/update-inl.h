// The optimizers' steps over stretches of parameters. Every optimizer has a loop of its own, and
// others for gradients that are scaled, clipped or regularised first.
#if defined(NEURO_LIB_KERNELS_UPDATE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NEURO_LIB_KERNELS_UPDATE_INL_H_
#undef NEURO_LIB_KERNELS_UPDATE_INL_H_
#else
#define NEURO_LIB_KERNELS_UPDATE_INL_H_
#endif

#include <limits>

#include "kernels/fma-inl.h"
#include "kernels/optimizer-inl.h"
#include "kernels/update.h"

HWY_BEFORE_NAMESPACE();
namespace neuro {
namespace HWY_NAMESPACE {

// What happens to a gradient and its weight before the optimizer sees them.
enum class Preparation {
  kNone,
  kLinear,  // no more than scale, l2 and keep, which cost little
  kAll,
};

template <class T>
Preparation PreparationOf(const Update<T>& u) {
  const UpdateConstants<T>& c = *u.constants;
  const bool clipped = c.clip_value < std::numeric_limits<T>::infinity();
  if (clipped || (u.regularised && c.l1 != 0)) return Preparation::kAll;
  const bool linear = c.scale != 1 || (u.regularised && (c.l2 != 0 || c.keep != 1));
  return linear ? Preparation::kLinear : Preparation::kNone;
}

template <class T, Preparation kPreparation>
class Prepare {
  using V = typename Vectors<T>::V;

 public:
  explicit Prepare(const Update<T>& u)
      : scale_(hn::Set(kTag, u.constants->scale)),
        clip_(hn::Set(kTag, u.constants->clip_value)),
        l1_(hn::Set(kTag, u.regularised ? u.constants->l1 : 0)),
        l2_(hn::Set(kTag, u.regularised ? u.constants->l2 : 0)),
        keep_(hn::Set(kTag, u.regularised ? u.constants->keep : 1)) {}

  HWY_INLINE void operator()(V& g, V& w) const {
    if constexpr (kPreparation == Preparation::kNone) return;
    g = hn::Mul(g, scale_);
    if constexpr (kPreparation == Preparation::kAll) {
      g = Within(g, hn::Neg(clip_), clip_);
      const auto pulled = hn::Gt(hn::Abs(w), hn::Zero(kTag));
      g = hn::Add(g, hn::IfThenElseZero(pulled, hn::CopySign(l1_, w)));
    }
    g = Fma(kTag, l2_, w, g);
    w = hn::Mul(w, keep_);
  }

 private:
  static constexpr typename Vectors<T>::D kTag{};
  V scale_, clip_, l1_, l2_, keep_;
};

template <class T, Optimizer kOptimizer, Preparation kPreparation>
HWY_INLINE void UpdateLoop(const Update<T>& u) {
  using V = typename Vectors<T>::V;
  const typename Vectors<T>::D d;
  constexpr size_t kSlots = optimizer_slots(kOptimizer);
  const Step<T, kOptimizer> step(*u.constants);
  const Prepare<T, kPreparation> prepare(u);
  T* HWY_RESTRICT weights = u.weights;
  const T* HWY_RESTRICT gradients = u.gradients;
  T* HWY_RESTRICT first = u.state[0];
  T* HWY_RESTRICT second = u.state[1];
  for (size_t i = 0; i < u.n; i += Vectors<T>::kLanes) {
    V g = hn::Load(d, gradients + i);
    V w = hn::Load(d, weights + i);
    V a = kSlots > 0 ? hn::Load(d, first + i) : g;
    V b = kSlots > 1 ? hn::Load(d, second + i) : g;
    prepare(g, w);
    hn::Store(step(g, w, a, b), d, weights + i);
    if constexpr (kSlots > 0) hn::Store(a, d, first + i);
    if constexpr (kSlots > 1) hn::Store(b, d, second + i);
  }
}

template <class T, Optimizer kOptimizer>
void UpdateWith(const Update<T>& u) {
  switch (PreparationOf(u)) {
    case Preparation::kNone:
      return UpdateLoop<T, kOptimizer, Preparation::kNone>(u);
    case Preparation::kLinear:
      return UpdateLoop<T, kOptimizer, Preparation::kLinear>(u);
    case Preparation::kAll:
      return UpdateLoop<T, kOptimizer, Preparation::kAll>(u);
  }
}

template <class T>
void UpdateParameters(const Update<T>& u) {
  switch (u.constants->optimizer) {
    case Optimizer::kSgd:
      return UpdateWith<T, Optimizer::kSgd>(u);
    case Optimizer::kMomentum:
      return UpdateWith<T, Optimizer::kMomentum>(u);
    case Optimizer::kNesterov:
      return UpdateWith<T, Optimizer::kNesterov>(u);
    case Optimizer::kRmsprop:
      return UpdateWith<T, Optimizer::kRmsprop>(u);
    case Optimizer::kAdagrad:
      return UpdateWith<T, Optimizer::kAdagrad>(u);
    case Optimizer::kAdam:
    case Optimizer::kAdamW:  // differs in the constants only
      return UpdateWith<T, Optimizer::kAdam>(u);
    case Optimizer::kRprop:
      return UpdateWith<T, Optimizer::kRprop>(u);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace neuro
HWY_AFTER_NAMESPACE();

#endif  // include guard
