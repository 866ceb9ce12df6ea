#include "io/metadata_fields.h"

#include <limits>
#include <utility>

namespace neuro {

std::string part_key(std::string_view key, size_t i) {
  std::string name(key);
  if (i > 0) name.append(1, '.').append(number_text(uint64_t{i}));
  return name;
}

void put_words(std::span<const std::string> words, std::string_view key, Metadata& to) {
  for (size_t first = 0; first < words.size(); first += kWordsPerEntry) {
    std::string text = "[";
    for (size_t i = first; i < std::min(words.size(), first + kWordsPerEntry); ++i) {
      if (i > first) text += ',';
      append_json_string(text, words[i]);
    }
    text += ']';
    to[part_key(key, first / kWordsPerEntry)] = std::move(text);
  }
  to.erase(part_key(key, ceil_div(words.size(), kWordsPerEntry)));
}

std::optional<std::string_view> MetadataFields::WordReader::next() {
  if (at_end_) return std::nullopt;
  if (!begun_) {
    begun_ = true;
    at_end_ = rest_ == "[]";
    if (at_end_ || !rest_.starts_with('[')) return std::nullopt;
  }
  rest_.remove_prefix(1);  // the bracket or the comma
  if (!rest_.starts_with('"')) return std::nullopt;
  const size_t end = rest_.find('"', 1);
  if (end == rest_.npos) return std::nullopt;
  const std::string_view word = rest_.substr(1, end - 1);
  if (word.find('\\') != word.npos) return std::nullopt;
  rest_.remove_prefix(end + 1);
  at_end_ = rest_ == "]";
  if (!at_end_ && !rest_.starts_with(',')) return std::nullopt;
  return word;
}

bool MetadataFields::has_any(std::span<const char* const> keys) const {
  return std::any_of(keys.begin(), keys.end(), [&](const char* key) { return has(key); });
}

std::string MetadataFields::take(std::string_view key) {
  const auto found = texts_.find(key);
  if (found == texts_.end()) {
    throw Error(Status::kFormat, file_, ": its metadata have no \"", key, "\"");
  }
  std::string text = std::move(found->second);
  texts_.erase(found);
  return text;
}

uint64_t MetadataFields::take_count(std::string_view key, uint64_t most) {
  const std::string text = take(key);
  const auto number = parse_number<uint64_t>(text);
  if (!number || *number > most) fail(key, "is not a whole number in its range");
  return *number;
}

double MetadataFields::take_number(std::string_view key) {
  const std::string text = take(key);
  const auto number = parse_number<double>(text);
  if (!number) fail(key, "is not a number");
  return *number;
}

double MetadataFields::take_sum(std::string_view key) {
  const auto found = texts_.find(key);
  if (found == texts_.end() || found->second != "null") return take_number(key);
  texts_.erase(found);
  return std::numeric_limits<double>::infinity();
}

size_t MetadataFields::take_name(std::string_view key, std::span<const std::string_view> names) {
  const std::string text = take(key);
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) fail_unknown(key, text);
  return static_cast<size_t>(found - names.begin());
}

Metadata MetadataFields::take_all(std::string_view prefix) {
  Metadata taken;
  for (auto i = texts_.lower_bound(prefix); i != texts_.end() && i->first.starts_with(prefix);) {
    taken.emplace(i->first.substr(prefix.size()), std::move(i->second));
    i = texts_.erase(i);
  }
  return taken;
}

void MetadataFields::fail(std::string_view key, const char* what) const {
  throw Error(Status::kFormat, file_, ": metadata \"", key, "\": ", what);
}

void MetadataFields::fail_unknown(std::string_view key, std::string_view word) const {
  throw Error(Status::kUnsupported, file_, ": metadata \"", key, "\": ", shown_name(word).c_str(),
              " is not known to this version of the library");
}

}  // namespace neuro
