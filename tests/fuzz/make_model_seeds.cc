// Writes the seeds of the model target into a directory: files that the library itself saves, and
// such as other programs write, right and wrong. Run by hand when there is something new to save.
#include <neuro.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fstream>
#include <initializer_list>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "handles.h"
#include "network_checks.h"
#include "safetensors_text.h"

namespace {

using fuzz::Dataset;
using fuzz::FileKind;
using fuzz::Network;
using fuzz::require_ok;

std::string directory;

// choice: the byte that chooses the target's options.
void write(const std::string& name, const std::vector<uint8_t>& file, uint8_t choice = 0) {
  std::ofstream out(directory + "/" + name, std::ios::binary);
  out.put(static_cast<char>(choice));
  out.write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(file.size()));
  out.close();
  if (!out) throw std::runtime_error("cannot write " + directory + "/" + name);
}

// An option of a network, for one layer or for all.
struct Setting {
  nn_option option;
  double value;
  int layer = -1;
};

void apply(nn_options* options, const Setting& setting) {
  const auto [option, value, layer] = setting;
  const auto whole = static_cast<int64_t>(value);
  const auto place = static_cast<size_t>(layer);
  if (nn_option_bounds_int(option, nullptr, nullptr, nullptr) == NN_OK) {
    require_ok(layer < 0 ? nn_options_set_int(options, option, whole)
                         : nn_options_set_layer_int(options, place, option, whole),
               "an option");
  } else {
    require_ok(layer < 0 ? nn_options_set_real(options, option, value)
                         : nn_options_set_layer_real(options, place, option, value),
               "an option");
  }
}

Network make_network(const std::vector<size_t>& sizes,
                     std::initializer_list<Setting> settings = {}) {
  fuzz::Out<nn_options> out_options;
  const nn_status made = nn_options_create(out_options.pointer());
  const fuzz::Options options = out_options.take(made);
  for (const Setting& setting : settings) apply(options.get(), setting);
  fuzz::Out<nn_network> out;
  const nn_status created = nn_create(out.pointer(), sizes.data(), sizes.size(), options.get());
  require_ok(created, "nn_create");
  return out.take(created);
}

// The dataset that the target itself resumes with, so that a checkpoint fits it.
Dataset make_dataset(size_t cols, size_t outputs) {
  constexpr size_t kRows = 5;
  std::vector<float> inputs(kRows * cols), targets(kRows * outputs);
  for (size_t i = 0; i < inputs.size(); ++i) inputs[i] = static_cast<float>(i % 5) / 4;
  for (size_t row = 0; row < kRows; ++row) targets[row * outputs + row % outputs] = 1;
  fuzz::Out<nn_dataset> out;
  const nn_status created = nn_dataset_create(out.pointer(), inputs.data(), NN_F32, kRows, cols,
                                              targets.data(), NN_F32, outputs);
  return out.take(created);
}

int32_t stop_in_second_epoch(const nn_progress* progress, void*) {
  return progress->epoch == 2 && progress->batch == 2;
}

// Fits until the middle of the second epoch.
void train_some(const Network& network) {
  const size_t last = nn_layer_count(network.get()) - 1;
  const Dataset dataset =
      make_dataset(nn_layer_size(network.get(), 0), nn_layer_size(network.get(), last));
  require_ok(nn_set_int(network.get(), NN_OPTION_BATCH_SIZE, 2), "an option");
  require_ok(nn_set_real(network.get(), NN_OPTION_PROGRESS_INTERVAL, 0), "an option");
  fuzz::require_error(
      nn_fit(network.get(), dataset.get(), dataset.get(), stop_in_second_epoch, nullptr),
      {NN_ERROR_CANCELLED});
}

void write_own_files() {
  write("smallest", save(make_network({1, 1}).get(), FileKind::kModel));
  write("f32", save(make_network({3, 4, 2}).get(), FileKind::kModel));
  write("f64", save(make_network({3, 4, 2}, {{NN_OPTION_TYPE, NN_F64}}).get(), FileKind::kModel));
  write("fits", save(make_network({4, 3, 2}).get(), FileKind::kModel));
  write("deep", save(make_network({2, 1, 3, 2, 1, 2}).get(), FileKind::kModel));
  write("wide", save(make_network({40, 3}).get(), FileKind::kModel));
  write("to_f64", save(make_network({2, 2}).get(), FileKind::kModel), 2);
  write("to_f32", save(make_network({2, 2}, {{NN_OPTION_TYPE, NN_F64}}).get(), FileKind::kModel),
        1);
  write("identity",
        save(make_network({2, 3, 2}, {{NN_OPTION_OUTPUT, NN_OUTPUT_IDENTITY}}).get(),
             FileKind::kModel),
        8);
  const std::vector<uint8_t> softmax = save(make_network({2, 2}).get(), FileKind::kModel);
  write("other_output", softmax, 8);
  write("other_scaling", softmax, 16);
  write("other_options", save(make_network({2, 2}, {{NN_OPTION_SEED, 77},
                                                    {NN_OPTION_WORKERS, 2},
                                                    {NN_OPTION_BATCH_SIZE, 2147483647},
                                                    {NN_OPTION_EPOCHS, 2147483647}})
                                  .get(),
                              FileKind::kModel));

  const Network noted = make_network({1, 2});
  require_ok(nn_set_metadata(noted.get(), "classes", "Äpfel, \"Birnen\"\n\x01"), "metadata");
  require_ok(nn_set_metadata(noted.get(), "Ключ \\", ""), "metadata");
  write("metadata", save(noted.get(), FileKind::kModel));

  for (const int scaling : {NN_SCALING_NONE, NN_SCALING_MIN_MAX, NN_SCALING_STANDARD}) {
    const Network network = make_network({2, 3, 2}, {{NN_OPTION_INPUT_SCALING, double(scaling)}});
    train_some(network);
    const std::string number = std::to_string(scaling);
    write("trained_" + number, save(network.get(), FileKind::kModel));
    write("checkpoint_" + number, save(network.get(), FileKind::kCheckpoint));
  }
  const Network unlike =
      make_network({2, 2}, {{NN_OPTION_OUTPUT, NN_OUTPUT_IDENTITY}, {NN_OPTION_TYPE, NN_F64}});
  train_some(unlike);
  write("checkpoint_identity", save(unlike.get(), FileKind::kCheckpoint));

  std::vector<uint8_t> file = save(make_network({2, 2}).get(), FileKind::kModel);
  const float infinity = std::numeric_limits<float>::infinity();
  std::memcpy(file.data() + file.size() - sizeof infinity, &infinity, sizeof infinity);
  write("not_finite", file);
  write("not_finite_allowed", file, 4);
  write("cut", {file.begin(), file.end() - 1});
  file.push_back(0);
  write("too_long", file);
}

// Networks with layers, optimizers and fits of all kinds, as models and as checkpoints.
void write_kinds() {
  const auto write_both = [](const std::string& name, const Network& network) {
    train_some(network);
    write("kind_" + name, save(network.get(), FileKind::kModel));
    write("kind_" + name + "_checkpoint", save(network.get(), FileKind::kCheckpoint));
  };
  const std::vector<size_t> sizes = {2, 3, 2, 2};
  for (int activation = 0; activation <= NN_ACTIVATION_SOFTPLUS; ++activation) {
    write("activation_" + std::to_string(activation),
          save(make_network({1, 2, 2, 1}, {{NN_OPTION_ACTIVATION, double(activation), 1}}).get(),
               FileKind::kModel));
  }
  write_both("momentum", make_network(sizes, {{NN_OPTION_OPTIMIZER, NN_OPTIMIZER_MOMENTUM},
                                              {NN_OPTION_ACTIVATION, NN_ACTIVATION_LEAKY_RELU},
                                              {NN_OPTION_LEAKY_SLOPE, 0.3}}));
  write_both("rmsprop", make_network(sizes, {{NN_OPTION_OPTIMIZER, NN_OPTIMIZER_RMSPROP},
                                             {NN_OPTION_OUTPUT, NN_OUTPUT_IDENTITY},
                                             {NN_OPTION_LOSS, NN_LOSS_HUBER},
                                             {NN_OPTION_HUBER_DELTA, 0.5}}));
  write_both("adam", make_network({2, 2, 2}, {{NN_OPTION_OPTIMIZER, NN_OPTIMIZER_ADAM},
                                              {NN_OPTION_NORMALISATION, NN_NORMALISATION_BATCH},
                                              {NN_OPTION_NORMALISATION_EPSILON, 1e-3},
                                              {NN_OPTION_DROPOUT, 0.25},
                                              {NN_OPTION_SCHEDULE, NN_SCHEDULE_COSINE}}));
  write_both("rprop", make_network(sizes, {{NN_OPTION_OPTIMIZER, NN_OPTIMIZER_RPROP},
                                           {NN_OPTION_TYPE, NN_F64},
                                           {NN_OPTION_OUTPUT, NN_OUTPUT_SIGMOID},
                                           {NN_OPTION_NORMALISATION, NN_NORMALISATION_LAYER, 1},
                                           {NN_OPTION_INPUT_DROPOUT, 0.5}}));
  write_both("stopping",
             make_network(sizes, {{NN_OPTION_EARLY_STOPPING, 1},
                                  {NN_OPTION_SCHEDULE, NN_SCHEDULE_PLATEAU},
                                  {NN_OPTION_NORMALISATION, NN_NORMALISATION_BATCH, 0}}));
  const Network adam = make_network(sizes, {{NN_OPTION_OPTIMIZER, NN_OPTIMIZER_ADAM}});
  train_some(adam);
  write("other_optimizer", save(adam.get(), FileKind::kCheckpoint), 32);
  write("other_dropout", save(adam.get(), FileKind::kCheckpoint), 64);
  write("other_activation", save(adam.get(), FileKind::kModel), 128);
  write("fits_normalised",
        save(make_network({4, 3, 2}, {{NN_OPTION_NORMALISATION, NN_NORMALISATION_BATCH}}).get(),
             FileKind::kModel));
}

std::vector<uint8_t> file_of(const std::string& header, size_t floats) {
  fuzz::SafetensorsText text{header, std::vector<uint8_t>(floats * sizeof(float))};
  for (size_t i = 0; i < floats; ++i) {
    const float value = static_cast<float>(i) / 8;
    std::memcpy(text.data.data() + i * sizeof value, &value, sizeof value);
  }
  return text.to_bytes();
}

std::string tensor(const std::string& name, const std::string& shape, size_t first, size_t last,
                   const std::string& dtype = "F32") {
  return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":[" + shape +
         "],\"data_offsets\":[" + std::to_string(first) + "," + std::to_string(last) + "]}";
}

// Files of other programs. The target's network has the layers 4, 3, 2.
void write_foreign_files() {
  const std::string first = tensor("0.weight", "3,4", 0, 48) + "," + tensor("0.bias", "3", 48, 60);
  const std::string second =
      tensor("2.weight", "2,3", 60, 84) + "," + tensor("2.bias", "2", 84, 92);
  write("foreign", file_of("{" + first + "," + second + "}", 23));
  write("foreign_blanks", file_of("{ " + first + " ,\n" + second + "}    ", 23));
  write("foreign_metadata",
        file_of("{\"__metadata__\":{\"format\":\"pt\"}," + first + "," + second + "}", 23));
  write("foreign_other_order", file_of("{" + second + "," + first + "}", 23));
  write("foreign_escaped", file_of("{" + tensor("\\u0030.weight", "3,4", 0, 48) + "," +
                                       tensor("\\u0030.bias", "3", 48, 60) + "," + second + "}",
                                   23));
  write("foreign_doubles", file_of("{" + tensor("a10.bias", "2", 0, 16, "F64") + "," +
                                       tensor("a10.weight", "2,3", 16, 64, "F64") + "," +
                                       tensor("a9.bias", "3", 64, 88, "F64") + "," +
                                       tensor("a9.weight", "3,4", 88, 184, "F64") + "}",
                                   46));
  // The same with a BatchNorm1d between them.
  const std::string norm =
      tensor("1.weight", "3", 92, 104) + "," + tensor("1.bias", "3", 104, 116) + "," +
      tensor("1.running_mean", "3", 116, 128) + "," + tensor("1.running_var", "3", 128, 140) + "," +
      tensor("1.num_batches_tracked", "", 140, 148, "I64");
  write("foreign_norm", file_of("{" + first + "," + second + "," + norm + "}", 37));
  write("foreign_half", file_of("{" + tensor("0.weight", "3,4", 0, 24, "F16") + "}", 6));
  write("foreign_twice", file_of("{" + first + "," + first + "}", 15));
  write("foreign_overlap", file_of("{" + first + "," + tensor("2.bias", "2", 56, 64) + "}", 16));
  write("foreign_hole", file_of("{" + first + "," + tensor("2.bias", "2", 64, 72) + "}", 18));
  write("foreign_backwards", file_of("{" + tensor("0.bias", "3", 12, 0) + "}", 3));
  write("foreign_empty_tensor", file_of("{" + tensor("0.weight", "0,4", 0, 0) + "}", 0));
  write("foreign_scalar", file_of("{" + tensor("0.bias", "", 0, 4) + "}", 1));
  write("foreign_overflow",
        file_of("{" + tensor("0.weight", "4294967296,4294967296", 0, 4) + "}", 1));
  write(
      "foreign_extra_key",
      file_of("{\"0.bias\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"x\":1}}", 1));
  write("empty_object", file_of("{}", 0));
  write("nested", file_of("{\"a\":" + std::string(200, '[') + std::string(200, ']') + "}", 0));
  write("array", file_of("[1,2,3]", 0));
  write("empty", {});
  write("huge_length", {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, '{', '}'});
  write("short_length", {1, 0, 0, 0, 0, 0, 0, 0, '{', '}'});
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: make_model_seeds DIRECTORY\n");
    return EXIT_FAILURE;
  }
  try {
    directory = argv[1];
    write_own_files();
    write_kinds();
    write_foreign_files();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return EXIT_FAILURE;
  }
}
