#include "io/safetensors.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/error.h"
#include "base/size.h"
#include "base/text.h"
#include "io/header_grammar.h"
#include "io/header_json.h"
#include "io/json_text.h"

namespace neuro {
namespace {

constexpr size_t kLengthBytes = 8;
constexpr size_t kAlignment = 8;

uint64_t read_length(const ByteSource& source) {
  if (source.size() < kLengthBytes) {
    throw Error(Status::kFormat, source.name(), ": byte ", source.size(),
                ": the file ends before the length of its header");
  }
  unsigned char bytes[kLengthBytes];
  source.read(0, bytes, sizeof bytes);
  uint64_t length = 0;
  for (size_t i = kLengthBytes; i-- > 0;) length = length << 8 | bytes[i];
  if (length == 0) throw Error(Status::kFormat, source.name(), ": byte 0: the header is empty");
  if (length > kMaxHeaderBytes) {
    throw Error(Status::kFormat, source.name(), ": byte 0: a header of ", length,
                " bytes, more than ", kMaxHeaderBytes,
                ": most likely not a safetensors file at all");
  }
  if (length > source.size() - kLengthBytes) {
    throw Error(Status::kFormat, source.name(), ": byte 0: a header of ", length,
                " bytes, but the file has only ", source.size());
  }
  return length;
}

// What is wrong with a name of a tensor or of metadata; null if nothing is.
const char* name_problem(std::string_view name) {
  if (name.size() > kMaxNameBytes) return ": the name is too long";
  if (name.find('\0') != name.npos) return ": the name has a zero character";
  if (!is_utf8(name)) return ": the name is not UTF-8";
  return nullptr;
}

void append_metadata(std::string& json, const Metadata& metadata) {
  if (metadata.size() > kMaxMetadata) {
    throw Error(Status::kUnsupported, "more than ", kMaxMetadata, " entries of metadata");
  }
  append_json_string(json, kMetadataName);
  json += ":{";
  bool first = true;
  for (const auto& [key, value] : metadata) {
    const auto fail = [&key = key](const char* problem) {
      throw Error(Status::kInvalidArgument, "metadata ", shown_name(key).c_str(), problem);
    };
    if (const char* problem = name_problem(key)) fail(problem);
    if (value.find('\0') != value.npos) fail(": the value has a zero character");
    if (!is_utf8(value)) fail(": the value is not UTF-8");
    if (!first) json += ',';
    first = false;
    append_json_string(json, key);
    json += ':';
    const size_t begin = json.size();
    append_json_string(json, value);
    if (json.size() - begin > kMaxJsonToken) fail(": the value is too long");
  }
  json += '}';
}

void append_tensor(std::string& json, const TensorInfo& tensor) {
  append_json_string(json, tensor.name);
  json += ":{\"dtype\":";
  append_json_string(json, tensor.dtype);
  json += ",\"shape\":[";
  for (size_t i = 0; i < tensor.shape.size(); ++i) {
    if (i > 0) json += ',';
    append_json_number(json, tensor.shape[i]);
  }
  json += "],\"data_offsets\":[";
  append_json_number(json, tensor.begin);
  json += ',';
  append_json_number(json, tensor.end);
  json += "]}";
}

}  // namespace

SafetensorsHeader read_header(const ByteSource& source) {
  const uint64_t length = read_length(source);
  const uint64_t data_offset = kLengthBytes + length;
  Text<520> where;
  where.add(source.name());
  where.add(": ");

  char first = 0;
  source.read(kLengthBytes, &first, 1);
  if (first != '{') {  // JSON itself would take a byte order mark or white space
    throw Error(Status::kFormat, where.c_str(), "byte 8: the header does not begin with '{'");
  }
  HeaderGrammar grammar(where.c_str());
  read_json(source, kLengthBytes, data_offset, grammar);

  SafetensorsHeader header{std::move(grammar.tensors()), std::move(grammar.metadata()),
                           data_offset};
  header.tensors.shrink_to_fit();
  std::sort(header.tensors.begin(), header.tensors.end(),
            [](const TensorInfo& a, const TensorInfo& b) {
              return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
            });
  check_tensors(Status::kFormat, where.c_str(), header.tensors, source.size() - data_offset);
  return header;
}

void write_header(ByteSink& sink, const std::vector<TensorInfo>& tensors,
                  const Metadata& metadata) {
  check_tensors(Status::kInternal, "", tensors, tensors.empty() ? 0 : tensors.back().end);
  std::string text(kLengthBytes, '\0');
  text += '{';
  if (!metadata.empty()) append_metadata(text, metadata);
  for (const TensorInfo& tensor : tensors) {
    const char* problem = name_problem(tensor.name);
    if (tensor.name == kMetadataName) problem = ": the name is not a tensor's";
    if (problem != nullptr) {
      throw Error(Status::kInternal, "tensor ", shown_name(tensor.name).c_str(), problem);
    }
    check_tensor(Status::kInternal, "", tensor);
    if (text.size() > kLengthBytes + 1) text += ',';
    append_tensor(text, tensor);
  }
  text += '}';
  text.append(round_up(text.size(), kAlignment) - text.size(), ' ');

  const uint64_t length = text.size() - kLengthBytes;
  if (length > kMaxHeaderBytes) {
    throw Error(Status::kUnsupported, "more than ", kMaxHeaderBytes,
                " bytes of text (metadata, input scaling, history)");
  }
  for (size_t i = 0; i < kLengthBytes; ++i) {
    text[i] = static_cast<char>(static_cast<unsigned char>(length >> (8 * i)));
  }
  sink.write(text.data(), text.size());
}

}  // namespace neuro
