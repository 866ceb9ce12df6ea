// The cutting of cells: one general path that copes with everything (and leaves it for another
// where a cell begins with a quote), and one fast path for the runs of small whole numbers that
// image sets consist of.
#include "data/csv_cells.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace neuro {
namespace {

constexpr size_t kBlockBytes = 256 * 1024;

}  // namespace

CsvCells::CsvCells(const char* path, char separator)
    : bytes_(path),
      separator_(separator),
      block_(new char[kBlockBytes]),
      next_(block_.get()),
      end_(block_.get()) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  refill();
  if (std::string_view(next_, static_cast<size_t>(end_ - next_)).starts_with(kByteOrderMark)) {
    next_ += kByteOrderMark.size();
  }
}

bool CsvCells::available() { return next_ < end_ || refill(); }

// Moves what has not been read yet to the front of the block and reads on behind it. false if
// nothing was added: at the end of the file, or because the block is full.
bool CsvCells::refill() {
  const auto kept = static_cast<size_t>(end_ - next_);
  std::memmove(block_.get(), next_, kept);
  const size_t added = bytes_.read(block_.get() + kept, kBlockBytes - kept);
  next_ = block_.get();
  end_ = next_ + kept + added;
  return added > 0;
}

void CsvCells::skip_blanks() {
  while (available() && is_blank(*next_)) ++next_;
}

bool CsvCells::next_line() {
  for (;;) {
    if (after_cr_ && available() && *next_ == '\n') ++next_;
    after_cr_ = false;
    if (!available()) return false;
    line_ = ++lines_;
    column_ = 0;
    skip_blanks();
    if (!available()) return false;
    if (*next_ != '\n' && *next_ != '\r') return true;
    after_cr_ = *next_++ == '\r';
  }
}

CsvCell CsvCells::next_cell() {
  ++column_;
  cell_line_ = lines_;
  skip_blanks();
  if (available() && *next_ == '"') return next_quoted_cell();
  const auto ends_cell = [separator = separator_](char c) {
    return c == separator || c == '\n' || c == '\r';
  };
  size_t length = 0;
  for (;;) {
    const char* stop = std::find_if(next_ + length, end_, ends_cell);
    length = static_cast<size_t>(stop - next_);
    if (stop != end_ || !refill()) break;
  }
  if (length == kBlockBytes) {
    throw cell_error(place(), "a cell of ", kBlockBytes, " bytes or more");
  }
  std::string_view text(next_, length);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  next_ += length;
  return end_cell(text);
}

// Goes past what is behind a cell; the last line may lack its end. Leaves the block as it is.
CsvCell CsvCells::end_cell(std::string_view text) {
  if (next_ == end_) return {text, true};
  const char terminator = *next_++;
  if (terminator == separator_) return {text, false};
  after_cr_ = terminator == '\r';
  return {text, true};
}

// From the first quote on. Two quotes in a row stand for one, a single one ends the cell.
CsvCell CsvCells::next_quoted_cell() {
  quoted_.clear();
  do {
    ++next_;
    while (available()) {
      const char* stop = std::find(next_, end_, '"');
      take_quoted(stop);
      if (stop != end_) break;
    }
    if (!available()) throw cell_error(place(), "its quote is never closed");
    ++next_;
    if (available() && *next_ == '"') quoted_ += '"';
  } while (available() && *next_ == '"');
  skip_blanks();
  if (available() && *next_ != separator_ && *next_ != '\n' && *next_ != '\r') {
    throw cell_error(place(), "text behind the closing quote");
  }
  return end_cell(quoted_);
}

// Takes what is there up to stop, and counts the lines that begin in it.
void CsvCells::take_quoted(const char* stop) {
  const auto length = static_cast<size_t>(stop - next_);
  if (length >= kBlockBytes - std::min(quoted_.size(), kBlockBytes)) {
    throw cell_error(place(), "a cell of ", kBlockBytes, " bytes or more");
  }
  char before = quoted_.empty() ? '\0' : quoted_.back();
  for (const char* c = next_; c != stop; before = *c++) {
    if (*c == '\r' || (*c == '\n' && before != '\r')) ++lines_;
  }
  quoted_.append(next_, stop);
  next_ = stop;
}

template <class Number>
size_t CsvCells::take_small_numbers(Number* out, size_t n) {
  constexpr bool kBytes = std::is_same_v<Number, unsigned char>;
  // Not through `this`, which `out` might point into for all the compiler knows.
  const char separator = separator_;
  const char* const end = end_;
  const auto digit = [](char c) { return static_cast<unsigned>(c) - '0'; };
  const char* next = next_;
  size_t taken = 0;
  // Three digits and a separator are looked at without asking whether the block goes on.
  while (taken < n && end - next >= 4) {
    unsigned number = digit(next[0]);
    if (number > 9) break;
    if (next[1] == separator) {
      next += 2;
    } else {
      if (digit(next[1]) > 9) break;
      number = number * 10 + digit(next[1]);
      if (next[2] == separator) {
        next += 3;
      } else {
        if (digit(next[2]) > 9 || next[3] != separator) break;
        number = number * 10 + digit(next[2]);
        if (kBytes && number > 255) break;
        next += 4;
      }
    }
    out[taken++] = static_cast<Number>(number);
  }
  next_ = next;
  column_ += taken;
  return taken;
}

template size_t CsvCells::take_small_numbers(unsigned char*, size_t);
template size_t CsvCells::take_small_numbers(double*, size_t);

}  // namespace neuro
