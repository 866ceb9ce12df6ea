// Saving and loading between the networks of a session.
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "api_session.h"
#include "memory_file.h"
#include "network_checks.h"
#include "require.h"

namespace fuzz {
namespace {

// Where files are really written: in memory if there is such a directory.
std::string scratch_path() {
  const std::string name = "/neuro-fuzz-" + std::to_string(getpid());
  const std::filesystem::path memory = "/dev/shm";
  const bool there = access(memory.c_str(), W_OK) == 0;
  return (there ? memory : std::filesystem::temp_directory_path()).string() + name;
}

std::vector<uint8_t> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// A file on the disk has the bytes that one in memory has.
void check_saved_file(const nn_network* network, FileKind kind) {
  const std::string path = scratch_path();
  const auto call = kind == FileKind::kModel ? nn_save : nn_save_checkpoint;
  require_ok(call(network, path.c_str()), "a file is written");
  require(read_file(path) == save(network, kind), "a file is what memory is");
  unlink(path.c_str());
  require_error(call(network, (path + "/not/there").c_str()), {NN_ERROR_IO});
}

}  // namespace

void ApiSession::save_and_load() {
  const nn_network* const network = network_slot().get();
  if (network == nullptr) {
    size_t size = 0;
    require_error(nn_save_buffer(network, nullptr, 0, &size), {NN_ERROR_INVALID_ARGUMENT});
    return;
  }
  const FileKind kind = input_.flag() ? FileKind::kModel : FileKind::kCheckpoint;
  if (input_.below(8) == 0) check_saved_file(network, kind);
  check_save(network, kind);
  const std::vector<uint8_t> file = save(network, kind);
  const nn_options* const options = input_.flag() ? options_.get() : nullptr;
  Out<nn_network> out;
  const nn_status status = nn_load_buffer(out.pointer(), file.data(), file.size(), options);
  Network loaded = out.take(status);
  if (!loaded) {
    // FORMAT: training has left parameters that are not finite, or they are not as floats.
    require_error(status, {NN_ERROR_INVALID_ARGUMENT, NN_ERROR_FORMAT});
    require(status == NN_ERROR_FORMAT || options != nullptr, "the options are at fault");
    return;
  }
  check_getters(loaded.get());
  if (options == nullptr) {
    require(save(loaded.get(), kind) == file, "what was loaded saves to the same bytes");
    require(same_numbers(parameters(loaded.get()), parameters(network)), "the same parameters");
    require(same_numbers(fuzz::predict(loaded.get()), fuzz::predict(network)), "the same results");
    require(metadata(loaded.get()) == metadata(network), "the same metadata");
  }
  network_slot() = std::move(loaded);
}

void ApiSession::load_parameters() {
  const nn_network* const from = network_slot().get();
  nn_network* const to = network_slot().get();
  if (from == nullptr) return;
  static MemoryFile file;
  const std::vector<uint8_t> bytes = save(from, FileKind::kModel);
  file.write(bytes.data(), bytes.size());
  const Before before(to);
  const nn_status status = nn_load_parameters(to, file.path());
  before.check(status, {NN_ERROR_INVALID_ARGUMENT, NN_ERROR_FORMAT});
}

}  // namespace fuzz
