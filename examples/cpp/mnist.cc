// SPDX-License-Identifier: MIT
//
// Trains a network on the IDX files of MNIST, or of images like it, in C++: with the same options
// it learns the very same weights as the program in C.
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <map>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "neuro.hpp"

namespace {

struct arguments {
  neuro::options options;
  std::vector<std::string> files;
};

// All of a text as a number: std::stoll() or std::stod().
template <class Parse>
auto number(const std::string& option, const std::string& text, const Parse& parse) {
  std::size_t used = 0;
  decltype(parse(text, &used)) value = 0;
  try {
    value = parse(text, &used);
  } catch (const std::logic_error&) {
    used = text.size() + 1;
  }
  if (used != text.size()) throw std::invalid_argument(option + ": " + text + " is no number");
  return value;
}

// --epochs N, --batch N, --rate R, --seed N, --workers N, and four files.
arguments parse(int argc, char** argv) {
  const std::map<std::string, nn_option> known = {{"--epochs", NN_OPTION_EPOCHS},
                                                  {"--batch", NN_OPTION_BATCH_SIZE},
                                                  {"--rate", NN_OPTION_LEARNING_RATE},
                                                  {"--seed", NN_OPTION_SEED},
                                                  {"--workers", NN_OPTION_WORKERS}};
  arguments parsed;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word.rfind("--", 0) != 0) {
      parsed.files.push_back(word);
      continue;
    }
    const auto option = known.find(word);
    if (option == known.end()) throw std::invalid_argument(word + ": unknown option");
    if (++i == argc) throw std::invalid_argument(word + ": a number is missing");
    if (option->second == NN_OPTION_LEARNING_RATE) {
      parsed.options.set(option->second, number(word, argv[i], [](auto& text, auto* used) {
                           return std::stod(text, used);
                         }));
    } else {
      parsed.options.set(option->second, number(word, argv[i], [](auto& text, auto* used) {
                           return std::stoll(text, used);
                         }));
    }
  }
  if (parsed.files.size() != 4) {
    throw std::invalid_argument(
        "usage: mnist [--epochs N] [--batch N] [--rate R] [--seed N] [--workers N]\n"
        "             TRAIN_IMAGES TRAIN_LABELS TEST_IMAGES TEST_LABELS");
  }
  return parsed;
}

// What the library refuses comes as an exception, which says what was wrong with what.
void show_refusal() {
  neuro::network network({784, 10});
  const std::vector<float> image(784);
  const std::uint8_t no_digit[] = {10};
  try {
    network.train_batch(image, no_digit);
  } catch (const neuro::error& error) {
    std::printf("refused       %s: %s\n\n", error.name(), error.what());
  }
}

// One line an epoch.
bool show_progress(const nn_progress& now) {
  if (now.epoch_ended) {
    std::printf("epoch %" PRId64 "/%" PRId64
                "  loss %.4f  accuracy %.2f%%  test %.2f%%  %.0f rows/s\n",
                now.epoch, now.epochs, now.loss, 100 * now.accuracy, 100 * now.validation_accuracy,
                now.rows_per_second);
  }
  return false;
}

// A directory of this program's own, which is removed in the end.
class temporary_directory {
 public:
  temporary_directory() {
    std::random_device random;
    do {
      path_ = std::filesystem::temp_directory_path() / ("neuro-" + std::to_string(random()));
    } while (!std::filesystem::create_directory(path_));  // false: it is there already
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all);
  }
  ~temporary_directory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  temporary_directory(const temporary_directory&) = delete;
  temporary_directory& operator=(const temporary_directory&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Saves the network and loads it again: the same bits are predicted.
void check_file(const neuro::network& network, const neuro::dataset& test) {
  std::vector<float> images(test.rows() * test.cols());
  neuro::check(nn_dataset_get_inputs(test.handle(), 0, test.rows(), images.data(), NN_F32));
  const temporary_directory directory;
  const std::string path = (directory.path() / "mnist.safetensors").string();
  network.save(path);
  const auto expected = network.predict(images);
  const auto predicted = neuro::network::load(path).predict(images);
  const bool same =
      std::memcmp(expected.data(), predicted.data(), expected.size() * sizeof(float)) == 0;
  std::printf("model file    saved and loaded: %s predictions\n", same ? "the same" : "OTHER");
}

// The 64-bit FNV-1a hash of all parameters, as little-endian single precision.
std::uint64_t hash_parameters(const neuro::network& network) {
  std::uint64_t hash = 0xcbf29ce484222325;
  const auto add = [&](const std::vector<float>& values) {
    for (const float value : values) {
      std::uint32_t bits = 0;
      std::memcpy(&bits, &value, sizeof bits);
      for (int shift = 0; shift < 32; shift += 8) {
        hash = (hash ^ (bits >> shift & 0xff)) * 0x100000001b3;
      }
    }
  };
  for (std::size_t layer = 0; layer < network.layers(); ++layer) {
    const auto parameters = network.get_parameters<float>(layer);
    add(parameters.weights);
    add(parameters.bias);
  }
  return hash;
}

void run(int argc, char** argv) {
  const arguments given = parse(argc, argv);
  const auto train = neuro::dataset::load_idx(given.files[0], given.files[1]);
  const auto test = neuro::dataset::load_idx(given.files[2], given.files[3]);
  neuro::network network({train.cols(), 64, 32, 16, train.classes()}, given.options);
  std::printf("training set  %zu rows of %zu columns, %zu classes\n", train.rows(), train.cols(),
              train.classes());
  std::printf("machine       libneuro %s, %s instructions, %" PRId64 " worker(s)\n",
              nn_version_string(), nn_cpu_target(), network.get_int(NN_OPTION_WORKERS));
  show_refusal();

  network.fit(train, &test, show_progress);
  const nn_metrics metrics = network.evaluate(test);
  std::printf("\ntest accuracy %.2f%%: %" PRId64 " of %" PRId64 " images right, loss %.4f\n",
              100 * metrics.accuracy, metrics.correct, metrics.rows, metrics.loss);
  check_file(network, test);
  std::printf("hash %016" PRIx64 "\n", hash_parameters(network));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    run(argc, argv);
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    std::fflush(stdout);
    std::fprintf(stderr, "mnist: %s\n", error.what());
    return EXIT_FAILURE;
  }
}
