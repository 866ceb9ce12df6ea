// Values that are put into the metadata of a file under keys, and taken out again. Knows how
// numbers, lists and words are written, not which keys there are.
#ifndef NEURO_LIB_IO_METADATA_FIELDS_H_
#define NEURO_LIB_IO_METADATA_FIELDS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/size.h"
#include "io/header_json.h"
#include "io/json_text.h"
#include "io/number_text.h"
#include "io/safetensors.h"

namespace neuro {

// How many items an entry holds, so that none gets longer than a file's strings may be: a number
// takes 25 characters at most, a word 48 with its quotation marks as JSON writes them. A longer
// list goes on under KEY.1, then KEY.2.
inline constexpr size_t kNumbersPerEntry = 32768, kWordsPerEntry = 16384;
static_assert(25 * kNumbersPerEntry < kMaxJsonToken && 48 * kWordsPerEntry < kMaxJsonToken);

// The entry with part i of a list: "key", "key.1", "key.2", ...
std::string part_key(std::string_view key, size_t i);

template <class Number>
void put_list(std::span<const Number> numbers, std::string_view key, Metadata& to) {
  for (size_t first = 0; first < numbers.size(); first += kNumbersPerEntry) {
    const size_t n = std::min(kNumbersPerEntry, numbers.size() - first);
    to[part_key(key, first / kNumbersPerEntry)] = number_list(numbers.subspan(first, n));
  }
  // What others have called like the next part would be read as one.
  to.erase(part_key(key, ceil_div(numbers.size(), kNumbersPerEntry)));
}

// Words are without quotation marks, backslashes and control characters.
void put_words(std::span<const std::string> words, std::string_view key, Metadata& to);

// Takes the values out of metadata one by one; what nobody asks for is left. All throw
// Error(kFormat) with the key for a value that is not there or not as it should be.
class MetadataFields {
 public:
  // file: what messages call it.
  MetadataFields(Metadata&& texts, const char* file) : texts_(std::move(texts)), file_(file) {}

  const char* file() const { return file_; }
  bool has(std::string_view key) const { return texts_.find(key) != texts_.end(); }
  bool has_any(std::span<const char* const> keys) const;
  bool starts_with(std::string_view key, char first) const {
    const auto found = texts_.find(key);
    return found != texts_.end() && found->second.starts_with(first);
  }

  std::string take(std::string_view key);
  uint64_t take_count(std::string_view key, uint64_t most = UINT64_MAX);
  double take_number(std::string_view key);
  // A sum of finite numbers: "null" where it is too large for a number.
  double take_sum(std::string_view key);

  // parse: one of number_text.h's parsers of lists. most: how many numbers there may be; no more
  // than a part above it is ever in memory.
  template <class List>
  List take_list(std::string_view key, size_t most,
                 std::optional<List> (*parse)(std::string_view)) {
    List list;
    for (size_t i = 0; i == 0 || has(part_key(key, i)); ++i) {
      const std::string part = part_key(key, i);
      const std::optional<List> numbers = parse(take(part));
      if (!numbers) fail(part, "is not a list of numbers in their range");
      if (numbers->size() > most - list.size()) fail(part, "has too many numbers");
      list.insert(list.end(), numbers->begin(), numbers->end());
    }
    return list;
  }

  // Calls per_word(i, word) for each of exactly so many words.
  template <class PerWord>
  void take_words(std::string_view key, size_t count, const PerWord& per_word) {
    size_t i = 0;
    for (size_t part = 0; part == 0 || has(part_key(key, part)); ++part) {
      const std::string name = part_key(key, part);
      const std::string text = take(name);
      WordReader words(text);
      while (const auto word = words.next()) {
        if (i == count) fail(name, "has too many words");
        per_word(i++, *word);
      }
      if (!words.at_end()) fail(name, "is not a list of words");
    }
    if (i < count) fail(key, "has too few words");
  }

  // The position of the value in `names`. Throws Error(kUnsupported) if it is none of them.
  size_t take_name(std::string_view key, std::span<const std::string_view> names);

  // All keys with a prefix, which the result leaves out.
  Metadata take_all(std::string_view prefix);

  Metadata rest() && { return std::move(texts_); }

  [[noreturn]] void fail(std::string_view key, const char* what) const;
  // A word that a later version may know.
  [[noreturn]] void fail_unknown(std::string_view key, std::string_view word) const;

 private:
  // The words of a JSON array of strings without white space and escapes.
  class WordReader {
   public:
    explicit WordReader(std::string_view text) : rest_(text) {}
    // Nothing behind the last one, or where the text is no such list.
    std::optional<std::string_view> next();
    // Whether all of the text has been a list.
    bool at_end() const { return at_end_; }

   private:
    std::string_view rest_;
    bool begun_ = false, at_end_ = false;
  };

  Metadata texts_;
  const char* file_;
};

}  // namespace neuro

#endif  // NEURO_LIB_IO_METADATA_FIELDS_H_
