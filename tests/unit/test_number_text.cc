// Lists of numbers and JSON as text: what is written, what is read back, what is refused.
#include "io/number_text.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/random.h"
#include "child_process.h"
#include "comma_locale.h"
#include "io/json_text.h"
#include "model_bytes.h"

namespace neuro {
namespace {

using Numbers = std::vector<double>;
using Wholes = std::vector<uint64_t>;

TEST(NumberText, WritesTheShortestText) {
  EXPECT_EQ(number_list(Numbers{0.5, 1, -3e-7}), "[0.5,1,-3e-07]");
  EXPECT_EQ(number_list(Numbers{}), "[]");
  EXPECT_EQ(number_list(Numbers{0.1, -0.0, 1e300}), "[0.1,-0,1e+300]");
  EXPECT_EQ(number_list(Wholes{0, 18446744073709551615u}), "[0,18446744073709551615]");
  EXPECT_EQ(number_list(Wholes{}), "[]");
}

TEST(NumberText, ReadsBackToTheBit) {
  using Limits = std::numeric_limits<double>;
  Numbers numbers = {
      0.1, -0.0, Limits::max(), Limits::lowest(), Limits::min(), Limits::denorm_min()};
  for (uint64_t i = 0; i < 10000; ++i) {
    const auto number = std::bit_cast<double>(random_bits(1, Purpose::kInitialise, 2, i));
    if (number - number == 0) numbers.push_back(number);
  }
  const auto read = parse_number_list(number_list(numbers));
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), numbers.size());
  for (size_t i = 0; i < numbers.size(); ++i) {
    EXPECT_EQ(std::bit_cast<uint64_t>((*read)[i]), std::bit_cast<uint64_t>(numbers[i]));
  }
  EXPECT_EQ(parse_whole_list("[0,7,18446744073709551615]"), (Wholes{0, 7, 18446744073709551615u}));
  EXPECT_EQ(parse_number_list("[]"), Numbers());
  EXPECT_EQ(parse_whole_list("[]"), Wholes());
  EXPECT_EQ(parse_number_list("[1.0,1E+3,2e2,-0.50]"), (Numbers{1, 1000, 200, -0.5}));
}

TEST(NumberText, RefusesEverythingElse) {
  for (const char* text :
       {"",         "[",        "]",     "[]]",        "[[]",     "[[]]",   "1",
        "1]",       "[1",       "[,]",   "[1,]",       "[,1]",    "[1,,2]", "[ 1]",
        "[1 ]",     "[1, 2]",   " [1]",  "[1] ",       "[1];",    "[+1]",   "[-]",
        "[.5]",     "[5.]",     "[01]",  "[-01]",      "[1e]",    "[1e+]",  "[1.e1]",
        "[inf]",    "[-inf]",   "[nan]", "[infinity]", "[NaN]",   "[0x10]", "[1e999]",
        "[-1e999]", "[1e-999]", "[1;2]", "[1.5.2]",    "[\"1\"]", "[null]", "{}"}) {
    EXPECT_FALSE(parse_number_list(text)) << text;
    EXPECT_FALSE(parse_whole_list(text)) << text;
  }
  EXPECT_FALSE(parse_number_list(std::string_view("[1\0]", 4)));
  for (const char* text : {"[-1]", "[-0]", "[1.0]", "[1e3]", "[18446744073709551616]"}) {
    EXPECT_FALSE(parse_whole_list(text)) << text;
    EXPECT_TRUE(parse_number_list(text)) << text;
  }
}

TEST(NumberText, WritesAndReadsSingleNumbers) {
  EXPECT_EQ(number_text(0.1), "0.1");
  EXPECT_EQ(number_text(uint64_t{18446744073709551615u}), "18446744073709551615");
  EXPECT_EQ(number_text(int64_t{-7}), "-7");
  EXPECT_EQ(parse_number<double>("-1.5e3"), -1500.0);
  EXPECT_EQ(parse_number<uint64_t>("7"), 7u);
  EXPECT_EQ(parse_number<int64_t>("-9223372036854775808"), INT64_MIN);
  for (const char* text : {"", " 1", "1 ", "+1", "null", "nan", "01", "1,2", "[1]", "1e999"}) {
    EXPECT_FALSE(parse_number<double>(text)) << text;
    EXPECT_FALSE(parse_number<int64_t>(text)) << text;
  }
  EXPECT_FALSE(parse_number<uint64_t>("-1"));
  EXPECT_FALSE(parse_number<int64_t>("9223372036854775808"));
}

// JSON has no word for what is not finite: it is null, for those who ask for it.
TEST(NumberText, CallsNull) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(number_text(-kInfinity), "null");
  const std::string text = number_list(Numbers{1, kInfinity, std::nan(""), 2});
  EXPECT_EQ(text, "[1,null,null,2]");
  EXPECT_FALSE(parse_number_list(text));
  const auto read = parse_nullable_list(text);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), 4u);
  EXPECT_EQ(read->front(), 1);
  EXPECT_TRUE(std::isnan((*read)[1]) && std::isnan((*read)[2]));
  EXPECT_EQ(read->back(), 2);
  EXPECT_FALSE(parse_nullable_list("[nul]"));
  EXPECT_FALSE(parse_nullable_list("[null,]"));
}

TEST(NumberText, DoesNotDependOnTheLocale) {
  const TempDir dir;
  EXPECT_EQ(run_in_child([&] {
              set_comma_locale(dir);
              if (number_list(Numbers{0.5, 1e-7}) != "[0.5,1e-07]") return 1;
              if (parse_number_list("[0.5,1.25e3]") != Numbers{0.5, 1250}) return 2;
              return parse_number_list("[0,5]") == Numbers{0, 5} ? 0 : 3;
            }),
            0);
}

TEST(JsonText, KnowsUtf8) {
  for (const char* text :
       {"", "abc", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
        "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "gr\xc3\xbc\xc3\x9f dich"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
  for (const char* text :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2\x41", "\xc2\xc0", "\xe0\x9f\xbf",
        "\xe1\x80", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf0\x90\x80",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "a\xff", "\xe2\x82\xac\x80"}) {
    EXPECT_FALSE(is_utf8(text)) << text;
  }
  EXPECT_TRUE(is_utf8(std::string_view("\0", 1)));
}

TEST(JsonText, EscapesWhatItMust) {
  std::string json;
  append_json_string(json, std::string_view("a\"b\\c/\n\x1f\x7f\0\xc3\xbc", 12));
  EXPECT_EQ(json, "\"a\\\"b\\\\c/\\u000a\\u001f\x7f\\u0000\xc3\xbc\"");
  json.clear();
  append_json_number(json, 18446744073709551615u);
  EXPECT_EQ(json, "18446744073709551615");
}

TEST(JsonText, ShowsNamesSafely) {
  EXPECT_STREQ(shown_name("layers.0.weight").c_str(), "\"layers.0.weight\"");
  EXPECT_STREQ(shown_name("").c_str(), "\"\"");
  EXPECT_STREQ(shown_name("a\nb\x1b[31m\x7f\xff\xc2\x85 gr\xc3\xbcn").c_str(),
               "\"a?b?[31m??? gr\xc3\xbcn\"");
  EXPECT_EQ(shown_name(std::string(80, 'x')).c_str(), joined("\"", std::string(80, 'x'), "\""));
  EXPECT_EQ(shown_name(std::string(81, 'x')).c_str(), joined("\"", std::string(80, 'x'), "...\""));
  // Not cut inside a character.
  EXPECT_EQ(shown_name(std::string(79, 'x') + "\xc3\xbc").c_str(),
            joined("\"", std::string(79, 'x'), "...\""));
}

}  // namespace
}  // namespace neuro
