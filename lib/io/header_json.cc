// nlohmann-json's event interface behind our own, fed from a source in chunks. Its tree of values
// is not used: it hides duplicate keys and takes many times the text's memory.
#include "io/header_json.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <memory>
#include <string>

#include "base/error.h"

// The library ends no process, not in a debug build either: the parser's own assertions are left
// out, as its documentation allows.
#define JSON_ASSERT(condition) static_cast<void>(0)
#include <nlohmann/json.hpp>

namespace neuro {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_punctuation(char c) { return std::string_view("{}[],:").find(c) != std::string_view::npos; }

using Traits = std::char_traits<char>;

// The bytes on their way to the parser. It keeps all it has read since the last string or number
// (for messages that are not ours) and stops at a zero byte as if the text ended there. So runs of
// white space are cut to one, long tokens and zero bytes are refused here, before it sees them. And
// since it counts only what it has got, here is where positions in the source are known.
class HeaderBytes {
 public:
  HeaderBytes(const ByteSource& source, uint64_t begin, uint64_t end)
      : source_(source),
        next_(begin),
        end_(end),
        chunk_begin_(begin),
        chunk_end_(begin),
        chunk_(std::make_unique<char[]>(kChunkBytes)) {}

  Traits::int_type get() {
    if (in_space_) {
      while (next_ < end_ && is_space(peek())) ++next_;
    }
    ran_out_ = next_ == end_;
    if (ran_out_) return Traits::eof();
    const char c = peek();
    last_ = next_++;
    if (in_string_) {
      follow_string(c);
    } else {
      follow(c);
    }
    return Traits::to_int_type(c);
  }

  // Where the last byte is that the parser got, and where what contains it began. A number is known
  // to have ended only at the byte behind it; its own beginning is still the last word's then.
  uint64_t last() const { return last_; }
  uint64_t string_begin() const { return string_begin_; }
  uint64_t word_begin() const { return word_begin_; }
  uint64_t end() const { return end_; }
  // Whether the parser has asked for more than there is.
  bool ran_out() const { return ran_out_; }

  template <class... Piece>
  [[noreturn]] void fail(Status status, uint64_t at, const Piece&... pieces) const {
    throw Error(status, source_.name(), ": byte ", at, ": ", pieces...);
  }

 private:
  static constexpr size_t kChunkBytes = 16 * 1024;

  // The next byte; there must be one.
  char peek() {
    if (next_ == chunk_end_) {
      const auto n = static_cast<size_t>(std::min<uint64_t>(kChunkBytes, end_ - next_));
      source_.read(next_, chunk_.get(), n);
      chunk_begin_ = next_;
      chunk_end_ = next_ + n;
    }
    return chunk_[static_cast<size_t>(next_ - chunk_begin_)];
  }

  void follow(char c) {
    const bool was_in_word = in_word_;
    in_space_ = is_space(c);
    in_string_ = c == '"';
    in_word_ = !in_space_ && !in_string_ && !is_punctuation(c);
    if (c == '\0') fail(Status::kFormat, last_, "a zero byte");
    if (in_string_) {
      string_begin_ = last_;
      length_ = 0;
    } else if (in_word_) {
      if (!was_in_word) {
        word_begin_ = last_;
        length_ = 0;
      }
      count(word_begin_);
    }
  }

  void follow_string(char c) {
    count(string_begin_);
    in_string_ = escaped_ || c != '"';
    escaped_ = !escaped_ && c == '\\';
  }

  void count(uint64_t begin) {
    if (++length_ > kMaxJsonToken) {
      fail(Status::kUnsupported, begin, "a string or number of more than ", kMaxJsonToken,
           " bytes");
    }
  }

  const ByteSource& source_;
  uint64_t next_, end_;               // still to come
  uint64_t chunk_begin_, chunk_end_;  // what of the source is in chunk_
  std::unique_ptr<char[]> chunk_;
  uint64_t last_ = 0, string_begin_ = 0, word_begin_ = 0;
  size_t length_ = 0;  // of the string or word so far
  bool in_string_ = false, escaped_ = false, in_word_ = false, in_space_ = false;
  bool ran_out_ = false;
};

// How the parser asks for the next byte. (It is the parser that fixes the names.)
class HeaderInput {
 public:
  using char_type = char;

  explicit HeaderInput(HeaderBytes* bytes) : bytes_(bytes) {}
  Traits::int_type get_character() { return bytes_->get(); }

 private:
  HeaderBytes* bytes_;
};

// From the parser's events to ours; their names and types are the parser's as well.
class Listener {
 public:
  using json = nlohmann::json;

  Listener(HeaderBytes& bytes, JsonEvents& events) : bytes_(bytes), events_(events) {}

  bool start_object(size_t) { return events_.begin_object(bytes_.last()), true; }
  bool end_object() { return events_.end_object(), true; }
  bool start_array(size_t) { return events_.begin_array(bytes_.last()), true; }
  bool end_array() { return events_.end_array(), true; }
  bool key(std::string& key) { return events_.key(bytes_.string_begin(), key), true; }
  bool string(std::string& value) { return events_.string(bytes_.string_begin(), value), true; }
  bool number_unsigned(uint64_t value) { return events_.number(bytes_.word_begin(), value), true; }
  bool number_integer(int64_t) { return other("a number with a sign"); }
  bool number_float(double, const std::string&) {
    return other("a number with a fraction or an exponent, or above 2^64 - 1");
  }
  bool null() { return other("null"); }
  bool boolean(bool value) { return other(value ? "true" : "false"); }
  bool binary(json::binary_t&) { return other("binary"); }

  // The parser's text is "[id] position: syntax error while parsing WHAT - REASON; last read: ..."
  // with a position that is not the source's.
  bool parse_error(size_t, const std::string&, const json::exception& error) {
    std::string_view reason = error.what();
    if (const size_t dash = reason.find(" - "); dash != reason.npos) reason.remove_prefix(dash + 3);
    const size_t read = reason.find("; last read");
    bytes_.fail(Status::kFormat, position(reason), "not JSON: ", reason.substr(0, read));
  }

 private:
  bool other(const char* what) { return events_.other(bytes_.word_begin(), what), true; }

  // Where what is wrong begins: an unexpected token, or a byte that is in none.
  uint64_t position(std::string_view reason) const {
    if (reason.starts_with("unexpected end")) return bytes_.end();
    if (reason.starts_with("unexpected '")) return bytes_.last();
    if (reason.starts_with("unexpected string")) return bytes_.string_begin();
    if (reason.starts_with("unexpected ")) return bytes_.word_begin();
    return bytes_.ran_out() ? bytes_.end() : bytes_.last();
  }

  HeaderBytes& bytes_;
  JsonEvents& events_;
};

// Not json::sax_parse(), which brings parsers of several binary formats along.
using Parser = nlohmann::detail::parser<nlohmann::json, HeaderInput>;
using Lexer = nlohmann::detail::lexer<nlohmann::json, HeaderInput>;

}  // namespace
}  // namespace neuro

// The parser asks the host's locale for the decimal point, and gives numbers with one to strtod(),
// which asks as well. The library does not read the locale: another thread may be setting it. There
// is no switch for this, but members of a template may be specialised for one's own arguments, so
// these two are, for this file's lexer alone. Should they no longer compile: nlohmann-json has been
// reorganised since 3.12, and whatever reads the locale now must be found and kept from it. (The
// library's imports are a test.)
template <>
char neuro::Lexer::get_decimal_point() noexcept {
  return '.';
}

template <>
[[gnu::nonnull]] void neuro::Lexer::strtof(double& value, const char* text, char** end) noexcept {
  const size_t n = std::strlen(text);
  value = 0;
  std::from_chars(text, text + n, value);
  *end = const_cast<char*>(text) + n;  // the lexer has checked the number's form
}

namespace neuro {

void read_json(const ByteSource& source, uint64_t begin, uint64_t end, JsonEvents& events) {
  HeaderBytes bytes(source, begin, end);
  Listener listener(bytes, events);
  Parser(HeaderInput(&bytes)).sax_parse(&listener);
}

}  // namespace neuro
