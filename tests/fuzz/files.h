// What the driver reads: the inputs it starts from, and a dictionary in libFuzzer's format.
#ifndef NEURO_TESTS_FUZZ_FILES_H_
#define NEURO_TESTS_FUZZ_FILES_H_

#include <cstdint>
#include <string>
#include <vector>

namespace fuzz {

using Bytes = std::vector<uint8_t>;

// Appends the content of a file, or of every file in a directory in the order of their names.
// Throws std::runtime_error if something cannot be read.
void read_inputs(const std::string& path, std::vector<Bytes>& inputs);

// The words of a dictionary: lines name="value", with \xNN, \\ and \" in the value; lines that are
// empty or begin with # are skipped. Throws std::runtime_error.
std::vector<Bytes> read_dictionary(const std::string& path);

}  // namespace fuzz

#endif  // NEURO_TESTS_FUZZ_FILES_H_
