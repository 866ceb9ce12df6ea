// A plain program around a fuzz target, for compilers without libFuzzer: runs every input it is
// given, and with --mutate seeded random changes of them for so many seconds. It does not know what
// code an input reaches; what it finds, libFuzzer finds sooner.
//
//   fuzz_TARGET [--mutate SECONDS] [--seed N] [--dictionary FILE] [--artifact FILE] INPUT...
//
// INPUT is a file or a directory of files. If the process dies, the artifact (crash-input by
// default) holds the input it died of.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "artifact.h"
#include "files.h"
#include "fuzz_target.h"
#include "mutation.h"

// Only some targets have one.
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t*, size_t, size_t, unsigned) __attribute__((weak));

namespace {

using fuzz::Bytes;

constexpr size_t kLargestMutant = 4096;

// LLVMFuzzerMutate() has no other way to it.
fuzz::Mutation* current_mutation = nullptr;

struct Arguments {
  double seconds = 0;
  uint64_t seed = 1;
  std::string artifact = "crash-input";
  std::vector<Bytes> words;
  std::vector<Bytes> inputs;
};

Arguments parse(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (!name.starts_with("--")) {
      fuzz::read_inputs(argv[i], arguments.inputs);
      continue;
    }
    if (++i == argc) throw std::runtime_error("a value must follow " + std::string(name));
    if (name == "--mutate") {
      arguments.seconds = std::stod(argv[i]);
    } else if (name == "--seed") {
      arguments.seed = std::stoull(argv[i]);
    } else if (name == "--dictionary") {
      arguments.words = fuzz::read_dictionary(argv[i]);
    } else if (name == "--artifact") {
      arguments.artifact = argv[i];
    } else {
      throw std::runtime_error("unknown option " + std::string(name));
    }
  }
  if (arguments.inputs.empty()) throw std::runtime_error("no inputs");
  return arguments;
}

class Driver {
 public:
  explicit Driver(const Arguments& arguments)
      : arguments_(arguments),
        artifact_(arguments.artifact, capacity(arguments.inputs)),
        mutation_(arguments.seed, arguments.inputs, arguments.words) {
    current_mutation = &mutation_;
  }

  void run_inputs() {
    for (const Bytes& input : arguments_.inputs) run(input);
  }

  void run_mutants() {
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::duration<double>(arguments_.seconds);
    Bytes mutant;
    while (Clock::now() < end) {
      mutant = arguments_.inputs[mutation_.below(arguments_.inputs.size())];
      for (size_t changes = 1 + mutation_.below(4); changes > 0; --changes) mutate(mutant);
      run(mutant);
    }
  }

  size_t count() const { return count_; }

 private:
  static size_t capacity(const std::vector<Bytes>& inputs) {
    size_t largest = kLargestMutant;
    for (const Bytes& input : inputs) largest = std::max(largest, input.size());
    return largest;
  }

  void mutate(Bytes& mutant) {
    const size_t size = std::min(mutant.size(), kLargestMutant);
    mutant.resize(kLargestMutant);
    if (LLVMFuzzerCustomMutator != nullptr) {
      const auto seed = static_cast<unsigned>(mutation_.below(size_t{1} << 32));
      mutant.resize(LLVMFuzzerCustomMutator(mutant.data(), size, kLargestMutant, seed));
    } else {
      mutant.resize(mutation_.apply(mutant.data(), size, kLargestMutant));
    }
  }

  void run(const Bytes& input) {
    artifact_.keep(input);
    // A copy of exactly its size: reading behind it is then an error that a sanitizer sees.
    const Bytes exact(input.begin(), input.end());
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
    ++count_;
  }

  const Arguments& arguments_;
  fuzz::Artifact artifact_;
  fuzz::Mutation mutation_;
  size_t count_ = 0;
};

}  // namespace

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t capacity) {
  return current_mutation->apply(data, size, capacity);
}

int main(int argc, char** argv) {
  try {
    const Arguments arguments = parse(argc, argv);
    Driver driver(arguments);
    driver.run_inputs();
    driver.run_mutants();
    std::printf("%zu inputs given, %zu run\n", arguments.inputs.size(), driver.count());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return EXIT_FAILURE;
  }
}
