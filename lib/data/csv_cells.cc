// The cutting of cells: one general path that copes with everything, and one fast path for the runs
// of small whole numbers that image sets consist of.
#include "data/csv_cells.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace neuro {
namespace {

constexpr size_t kBlockBytes = 256 * 1024;

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool ends_cell(char c) { return c == ',' || c == '\n' || c == '\r'; }

}  // namespace

CsvCells::CsvCells(const char* path)
    : bytes_(path), block_(new char[kBlockBytes]), next_(block_.get()), end_(block_.get()) {
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

void CsvCells::end_line(char terminator) { after_cr_ = terminator == '\r'; }

bool CsvCells::next_line() {
  for (;;) {
    if (after_cr_ && available() && *next_ == '\n') ++next_;
    after_cr_ = false;
    if (!available()) return false;
    ++line_;
    column_ = 0;
    skip_blanks();
    if (!available()) return false;
    if (*next_ != '\n' && *next_ != '\r') return true;
    end_line(*next_++);
  }
}

CsvCell CsvCells::next_cell() {
  ++column_;
  skip_blanks();
  size_t length = 0;
  for (;;) {
    const char* stop = std::find_if(next_ + length, end_, ends_cell);
    length = static_cast<size_t>(stop - next_);
    if (stop != end_ || !refill()) break;
  }
  if (length == kBlockBytes) {
    throw cell_error(column_, "a cell of ", kBlockBytes, " bytes or more");
  }
  std::string_view text(next_, length);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  next_ += length;
  if (next_ == end_) return {text, true};  // the last line may lack its end
  const char terminator = *next_++;
  if (terminator == ',') return {text, false};
  end_line(terminator);
  return {text, true};
}

template <class Number>
size_t CsvCells::take_small_numbers(Number* out, size_t n) {
  constexpr bool kBytes = std::is_same_v<Number, unsigned char>;
  const auto digit = [](char c) { return static_cast<unsigned>(c) - '0'; };
  const char* next = next_;
  size_t taken = 0;
  // Three digits and a comma are looked at without asking whether the block goes on.
  while (taken < n && end_ - next >= 4) {
    unsigned number = digit(next[0]);
    if (number > 9) break;
    if (next[1] == ',') {
      next += 2;
    } else {
      if (digit(next[1]) > 9) break;
      number = number * 10 + digit(next[1]);
      if (next[2] == ',') {
        next += 3;
      } else {
        if (digit(next[2]) > 9 || next[3] != ',') break;
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
