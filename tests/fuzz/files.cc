// Reading inputs and dictionaries.
#include "files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>

namespace fuzz {
namespace {

Bytes read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  Bytes bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in.is_open() || in.bad()) throw std::runtime_error("cannot read " + path);
  return bytes;
}

Bytes unescape(std::string_view text) {
  Bytes word;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      word.push_back(static_cast<uint8_t>(text[i]));
    } else if (text.substr(i + 1, 1) == "x") {
      word.push_back(
          static_cast<uint8_t>(std::stoi(std::string(text.substr(i + 2, 2)), nullptr, 16)));
      i += 3;
    } else {
      word.push_back(static_cast<uint8_t>(text.at(++i)));
    }
  }
  return word;
}

}  // namespace

void read_inputs(const std::string& path, std::vector<Bytes>& inputs) {
  if (!std::filesystem::is_directory(path)) {
    inputs.push_back(read_file(path));
    return;
  }
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    names.push_back(entry.path().string());
  }
  std::sort(names.begin(), names.end());
  for (const std::string& name : names) inputs.push_back(read_file(name));
}

std::vector<Bytes> read_dictionary(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path);
  std::vector<Bytes> words;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    const size_t first = line.find('"'), last = line.rfind('"');
    if (first == last) throw std::runtime_error(path + ": no word in: " + line);
    words.push_back(unescape(std::string_view(line).substr(first + 1, last - first - 1)));
  }
  return words;
}

}  // namespace fuzz
