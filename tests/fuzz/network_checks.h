// What must hold for every network, however it came to be: shared by the targets that have one.
#ifndef NEURO_TESTS_FUZZ_NETWORK_CHECKS_H_
#define NEURO_TESTS_FUZZ_NETWORK_CHECKS_H_

#include <neuro.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace fuzz {

enum class FileKind { kModel, kCheckpoint };

// The network as a file in memory.
std::vector<uint8_t> save(const nn_network* network, FileKind kind);

// Saving to memory with buffers of all kinds: none, one that is too small, one that just will do.
void check_save(const nn_network* network, FileKind kind);

// All parameters, layer by layer, weights before bias.
std::vector<double> parameters(const nn_network* network);
size_t parameter_count(const nn_network* network);

std::vector<std::pair<std::string, std::string>> metadata(const nn_network* network);

// Two rows of inputs that depend on nothing but the number of columns, predicted.
// Nothing where input scaling makes too large numbers of them.
std::vector<double> predict(const nn_network* network);

// Whether two results are the same bits, any NaN being as good as another.
bool same_numbers(const std::vector<double>& a, const std::vector<double>& b);

// Goes through every getter and holds the answers against the header.
void check_getters(const nn_network* network);

// Holds a report on progress against the header.
void check_progress(const nn_progress& progress);

}  // namespace fuzz

#endif  // NEURO_TESTS_FUZZ_NETWORK_CHECKS_H_
