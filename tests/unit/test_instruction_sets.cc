// What we find out about the machine against what Highway finds out.
#include <gtest/gtest.h>
#include <hwy/targets.h>

#include "kernels/instruction_sets.h"

namespace neuro {
namespace {

TEST(InstructionSets, AreWhatHighwaySays) {
  const InstructionSets sets = instruction_sets();
  const auto has = [](int64_t target) { return (hwy::SupportedTargets() & target) != 0; };
  EXPECT_EQ(sets.avx512, has(HWY_AVX3));
  EXPECT_EQ(sets.avx2, has(HWY_AVX2));
  EXPECT_EQ(sets.neon, has(HWY_NEON));
}

}  // namespace
}  // namespace neuro
