// Text that belongs to a network.
#include <neuro.h>

#include <cstring>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "capi/guard.h"
#include "capi/handles.h"
#include "io/header_json.h"
#include "io/json_text.h"

using neuro::Error;
using neuro::Status;
using neuro::capi::guard;
using neuro::capi::require;

namespace {

constexpr std::string_view kReserved = "neuro.";
constexpr size_t kMostKeyBytes = 255;
constexpr size_t kMostValueBytes = neuro::kMaxJsonToken;  // as JSON writes it
constexpr size_t kMostBytes = size_t{16} << 20;           // likewise
constexpr size_t kMostKeys = 4096;

void check_text(std::string_view text, size_t bytes, size_t most, const char* name) {
  if (bytes > most) {
    throw Error(Status::kInvalidArgument, name, ": ", bytes, " bytes; at most ", most,
                " are allowed");
  }
  if (!neuro::is_utf8(text)) throw Error(Status::kInvalidArgument, name, ": is not UTF-8");
}

size_t entry_bytes(std::string_view key, std::string_view value) {
  return neuro::json_string_bytes(key) + neuro::json_string_bytes(value);
}

}  // namespace

nn_status nn_set_metadata(nn_network* network, const char* key, const char* value) noexcept {
  return guard([&] {
    require(network, "network");
    require(key, "key");
    const std::string_view key_text = key;
    check_text(key_text, key_text.size(), kMostKeyBytes, "key");
    if (key_text.empty()) throw Error(Status::kInvalidArgument, "key: is empty");
    if (key_text.starts_with(kReserved)) {
      throw Error(Status::kInvalidArgument, "key: ", neuro::shown_name(key_text).c_str(),
                  ": what begins with \"", kReserved, "\" is the library's");
    }
    neuro::Metadata& metadata = network->metadata;
    const auto found = metadata.find(key_text);
    if (value == nullptr) {
      if (found != metadata.end()) metadata.erase(found);
      return;
    }
    const std::string_view value_text = value;
    check_text(value_text, neuro::json_string_bytes(value_text), kMostValueBytes, "value");
    if (found == metadata.end() && metadata.size() >= kMostKeys) {
      throw Error(Status::kInvalidArgument, "key: the network has ", metadata.size(),
                  " keys; at most ", kMostKeys, " are allowed");
    }
    size_t bytes = entry_bytes(key_text, value_text);
    for (auto i = metadata.begin(); i != metadata.end(); ++i) {
      if (i != found) bytes += entry_bytes(i->first, i->second);
    }
    if (bytes > kMostBytes) {
      throw Error(Status::kInvalidArgument, "value: with it all metadata have ", bytes,
                  " bytes; at most ", kMostBytes, " are allowed");
    }
    std::string text(value_text);
    if (found != metadata.end()) {
      found->second.swap(text);
    } else {
      metadata.emplace(key_text, std::move(text));
    }
  });
}

const char* nn_metadata(const nn_network* network, const char* key) noexcept {
  if (network == nullptr || key == nullptr) return nullptr;
  const auto found = network->metadata.find(std::string_view(key));
  return found == network->metadata.end() ? nullptr : found->second.c_str();
}

size_t nn_metadata_count(const nn_network* network) noexcept {
  return network == nullptr ? 0 : network->metadata.size();
}

const char* nn_metadata_key(const nn_network* network, size_t i) noexcept {
  if (i >= nn_metadata_count(network)) return nullptr;
  return std::next(network->metadata.begin(), static_cast<ptrdiff_t>(i))->first.c_str();
}
