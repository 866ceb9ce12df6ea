// The numerics contract: the weights after 200 steps on real digits are the same bits for any
// number of workers and on any instruction set, and they are the ones written down here.
#include <gtest/gtest.h>

#include <cinttypes>
#include <span>
#include <string_view>

#include "training_fixture.h"

namespace neuro {
namespace {

constexpr size_t kSteps = 200;

struct Known {
  size_t batch;
  uint64_t mnist_f32, mnist_f64, fashion_f32, fashion_f64;
};

// Never to be changed for the sake of speed: whoever trained yesterday must get the same bits
// today.
constexpr Known kSmallBatches[] = {
    {1, 0x6d6bf292cee202c7, 0xe6c419234ff415d3, 0xf39c5dbb05c1808d, 0xea03c18db259a2c9},
    {5, 0x10d19123288655a8, 0xe83fdd6979a39fc3, 0x84a62a07645a1760, 0xeb384891b554b9d2},
};
// Much more work, so tests of their own: emulated processors can do without them.
constexpr Known kLargeBatches[] = {
    {32, 0xe9d0219f50ccae6a, 0x746dc02d7d0141fd, 0x32f54d1f973c1335, 0x78ee0236204495e0},
    {100, 0xa4d9d7ff038fc7fd, 0x31cdaf3da6016726, 0xfd1812a29d0589da, 0x9bcad8cf971ae589},
};

template <class T>
uint64_t known_hash(const Known& known) {
  const char* dataset = std::getenv("NEURO_TEST_DATASET");
  const bool fashion = dataset != nullptr && std::string_view(dataset) == "fashion";
  if (sizeof(T) == 4) return fashion ? known.fashion_f32 : known.mnist_f32;
  return fashion ? known.fashion_f64 : known.mnist_f64;
}

template <class T>
uint64_t hash_of(const Kernels<T>& kernels, size_t workers, size_t batch) {
  return hash_parameters(trained_on_digits<T>(kernels, workers, batch, kSteps));
}

template <class T>
void expect_same_on_any_number_of_workers(std::span<const Known> batches) {
  const auto& best = *available_kernels<T>().front();
  for (const Known& known : batches) {
    for (size_t workers : {1, 2, 3, 4, 7, 16}) {
      EXPECT_EQ(hash_of(best, workers, known.batch), known_hash<T>(known))
          << "batch " << known.batch << ", " << workers << " workers";
    }
  }
}

template <class T>
void expect_same_on_any_instruction_set(std::span<const Known> batches) {
  for (const auto* kernels : available_kernels<T>()) {
    for (const Known& known : batches) {
      EXPECT_EQ(hash_of(*kernels, 2, known.batch), known_hash<T>(known))
          << kernels->target << ", batch " << known.batch;
    }
  }
}

template <class T>
struct SameBits : ::testing::Test {};
using FloatTypes = ::testing::Types<float, double>;
TYPED_TEST_SUITE(SameBits, FloatTypes);

TYPED_TEST(SameBits, OnAnyNumberOfWorkersInSmallBatches) {
  expect_same_on_any_number_of_workers<TypeParam>(kSmallBatches);
}

TYPED_TEST(SameBits, OnAnyNumberOfWorkersInLargeBatches) {
  expect_same_on_any_number_of_workers<TypeParam>(kLargeBatches);
}

TYPED_TEST(SameBits, OnAnyInstructionSetInSmallBatches) {
  expect_same_on_any_instruction_set<TypeParam>(kSmallBatches);
}

TYPED_TEST(SameBits, OnAnyInstructionSetInLargeBatches) {
  expect_same_on_any_instruction_set<TypeParam>(kLargeBatches);
}

}  // namespace
}  // namespace neuro
