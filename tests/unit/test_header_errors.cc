// What is said about each kind of wrong safetensors header: the byte of the file or the tensor.
#include <gtest/gtest.h>

#include <clocale>
#include <cstdint>
#include <string>
#include <vector>

#include "child_process.h"
#include "comma_locale.h"
#include "io/header_json.h"
#include "model_bytes.h"

// Nobody in this program has reason to ask for the decimal point but who reads the locale.
static int locale_reads = 0;
extern "C" struct lconv* localeconv() noexcept {
  static char comma[] = ",";
  static struct lconv conventions = {};
  conventions.decimal_point = comma;
  ++locale_reads;
  return &conventions;
}

namespace neuro {
namespace {

std::string message_of(const std::string& bytes, Status status = Status::kFormat) {
  try {
    read_bytes(bytes);
    return "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.status(), status) << error.what();
    return error.what();
  }
}

// "#" marks the byte of the header that the message must name; it is not part of it.
void expect_at_mark(std::string header, const std::string& message,
                    Status status = Status::kFormat) {
  const size_t mark = header.find('#');
  ASSERT_NE(mark, header.npos) << header;
  header.erase(mark, 1);
  EXPECT_EQ(message_of(container(header, 4), status),
            joined("model: byte ", std::to_string(8 + mark), ": ", message))
      << header;
}

void expect_message(const std::string& header, const std::string& message, size_t data = 4) {
  EXPECT_EQ(message_of(container(header, data)), joined("model: ", message)) << header;
}

TEST(HeaderErrors, Length) {
  EXPECT_EQ(message_of(""), "model: byte 0: the file ends before the length of its header");
  EXPECT_EQ(message_of("\x02\0\0"), "model: byte 1: the file ends before the length of its header");
  EXPECT_EQ(message_of(std::string(7, '\1')),
            "model: byte 7: the file ends before the length of its header");
  EXPECT_EQ(message_of(container("{}", 0, 0)), "model: byte 0: the header is empty");
  EXPECT_EQ(message_of(container("{}", 0, 3)),
            "model: byte 0: a header of 3 bytes, but the file has only 10");
  EXPECT_EQ(message_of(container("{}", 0, 100'000'000)),
            "model: byte 0: a header of 100000000 bytes, but the file has only 10");
  EXPECT_EQ(message_of(container("{}", 0, 100'000'001)),
            "model: byte 0: a header of 100000001 bytes, more than 100000000: "
            "most likely not a safetensors file at all");
  EXPECT_EQ(message_of(container("{}", 0, UINT64_MAX)),
            "model: byte 0: a header of 18446744073709551615 bytes, more than 100000000: "
            "most likely not a safetensors file at all");
}

TEST(HeaderErrors, Beginning) {
  for (const char* header : {" {}", "\n{}", "[]", "\xef\xbb\xbf{}", "\"\"", "1", "null"}) {
    expect_message(header, "byte 8: the header does not begin with '{'");
  }
}

TEST(HeaderErrors, Json) {
  expect_at_mark("{#", "not JSON: unexpected end of input; expected string literal");
  expect_at_mark("{\"a\"#", "not JSON: unexpected end of input; expected ':'");
  expect_at_mark("{\"a#", "not JSON: invalid string: missing closing quote");
  expect_at_mark("{#]", "not JSON: unexpected ']'; expected string literal");
  expect_at_mark("{#1:{}}", "not JSON: unexpected number literal; expected string literal");
  expect_at_mark("{\"a\" #\"b\"}", "not JSON: unexpected string literal; expected ':'");
  expect_at_mark("{\"a\":#}", "not JSON: unexpected '}'; expected '[', '{', or a literal");
  expect_at_mark("{\"a\":{#,}}", "not JSON: unexpected ','; expected string literal");
  expect_at_mark("{\"a\":nul#x}", "not JSON: invalid literal");
  expect_at_mark("{#'a':1}", "not JSON: invalid literal");
  expect_at_mark("{\"a\":{\"shape\":[1 #2]}}", "not JSON: unexpected number literal; expected ']'");
  expect_at_mark("{\"a\":{\"shape\":[1 #2", "not JSON: unexpected number literal; expected ']'");
  expect_at_mark("{\"a\":{\"shape\":[1 #true]}}",
                 "not JSON: unexpected true literal; expected ']'");
  expect_at_mark("{\"a\":{\"shape\":[1,#]}}",
                 "not JSON: unexpected ']'; expected '[', '{', or a literal");
  expect_at_mark("{\"a\":{\"shape\":[-#x]}}", "not JSON: invalid number; expected digit after '-'");
  expect_at_mark("{\"a\":{\"shape\":[1.#]}}", "not JSON: invalid number; expected digit after '.'");
  expect_at_mark("{\"__metadata__\":{},#}", "not JSON: unexpected '}'; expected string literal");
  expect_at_mark("{#/* *//}", "not JSON: invalid literal");
}

TEST(HeaderErrors, Strings) {
  expect_at_mark("{\"a#\xff\":1}", "not JSON: invalid string: ill-formed UTF-8 byte");
  expect_at_mark("{\"\xc3#\"\":1}", "not JSON: invalid string: ill-formed UTF-8 byte");
  expect_at_mark("{\"#\xc0\x80\":1}", "not JSON: invalid string: ill-formed UTF-8 byte");
  expect_at_mark("{\"\xed#\xa0\x80\":1}", "not JSON: invalid string: ill-formed UTF-8 byte");
  expect_at_mark("{\"\\#q\":1}", "not JSON: invalid string: forbidden character after backslash");
  expect_at_mark("{\"\\u12#x4\":1}",
                 "not JSON: invalid string: '\\u' must be followed by 4 hex digits");
  expect_at_mark("{\"\\ud800#x\":1}",
                 "not JSON: invalid string: surrogate U+D800..U+DBFF must be followed by "
                 "U+DC00..U+DFFF");
  expect_at_mark("{\"a#\n\":1}",
                 "not JSON: invalid string: control character U+000A (LF) must be escaped to "
                 "\\u000A or \\n");
  expect_at_mark("{#\"\\u0000\":1}", "the name \"?\" has a zero character");
  expect_at_mark("{\"__metadata__\":{#\"k\\u0000\":\"\"}}", "the name \"k?\" has a zero character");
  expect_at_mark("{\"__metadata__\":{\"k\":#\"\\u0000\"}}", "metadata \"k\": has a zero character");
}

TEST(HeaderErrors, BehindTheHeader) {
  expect_at_mark("{} #x", "not JSON: invalid literal");
  expect_at_mark("{} #{}", "not JSON: unexpected '{'; expected end of input");
  expect_at_mark("{} #}", "not JSON: unexpected '}'; expected end of input");
  expect_at_mark("{} #\"a\"", "not JSON: unexpected string literal; expected end of input");
  expect_at_mark(std::string("{}#\0", 4), "a zero byte");
  expect_at_mark(std::string("{}  #\0{", 7), "a zero byte");
  expect_at_mark(std::string("{#\0}", 4), "a zero byte");
}

TEST(HeaderErrors, PositionsBehindLongStretches) {
  for (const size_t n : {size_t{16375}, size_t{16384}, size_t{100'000}}) {
    expect_at_mark(joined("{", std::string(n, ' '), "#x}"), "not JSON: invalid literal");
    expect_at_mark(joined("{\"__metadata__\":{\"k\":\"", std::string(n, 'v'), "\",#1:1}}"),
                   "not JSON: unexpected number literal; expected string literal");
  }
}

TEST(HeaderErrors, WrongKindOfValue) {
  const char* const kField = "{\"t\":{\"dtype\":";
  expect_at_mark("{\"t\":#1}", "tensor \"t\": is a number, not an object");
  expect_at_mark("{\"t\":#[]}", "tensor \"t\": is an array, not an object");
  expect_at_mark("{\"t\":#\"F32\"}", "tensor \"t\": is a string, not an object");
  expect_at_mark("{\"__metadata__\":#null}", "__metadata__ is null, not an object");
  expect_at_mark("{\"__metadata__\":#[]}", "__metadata__ is an array, not an object");
  expect_at_mark("{\"__metadata__\":{\"k\":#1}}", "metadata \"k\": is a number, not a string");
  expect_at_mark("{\"__metadata__\":{\"k\":#{}}}", "metadata \"k\": is an object, not a string");
  expect_at_mark("{\"__metadata__\":{\"k\":#[]}}", "metadata \"k\": is an array, not a string");
  expect_at_mark("{\"__metadata__\":{\"k\":#false}}", "metadata \"k\": is false, not a string");
  expect_at_mark(std::string(kField) + "#32}}", "tensor \"t\": dtype is a number, not a string");
  expect_at_mark(std::string(kField) + "#[\"F32\"]}}",
                 "tensor \"t\": dtype is an array, not a string");
  expect_at_mark(std::string(kField) + "#{}}}", "tensor \"t\": dtype is an object, not a string");
  expect_at_mark("{\"t\":{\"shape\":#4}}", "tensor \"t\": shape is a number, not an array");
  expect_at_mark("{\"t\":{\"shape\":#\"4\"}}", "tensor \"t\": shape is a string, not an array");
  expect_at_mark("{\"t\":{\"shape\":#{}}}", "tensor \"t\": shape is an object, not an array");
  expect_at_mark("{\"t\":{\"data_offsets\":#true}}",
                 "tensor \"t\": data_offsets is true, not an array");
}

TEST(HeaderErrors, Numbers) {
  const auto expect_refused = [](const std::string& number, const std::string& what) {
    expect_at_mark(joined("{\"t\":{\"shape\":[1,#", number, "]}}"),
                   joined("tensor \"t\": shape holds ", what, ", not whole numbers alone"));
    expect_at_mark(joined("{\"t\":{\"data_offsets\":[0,#", number, "]}}"),
                   joined("tensor \"t\": data_offsets holds ", what, ", not whole numbers alone"));
  };
  for (const char* number : {"-1", "-0", "-9223372036854775808"}) {
    expect_refused(number, "a number with a sign");
  }
  for (const char* number :
       {"1.5", "1.0", "1e3", "1E+3", "1e-3", "-1.5", "1e999", "1e-999", "18446744073709551616",
        "-9223372036854775809", "100000000000000000000000000000000000000000"}) {
    expect_refused(number, "a number with a fraction or an exponent, or above 2^64 - 1");
  }
  expect_refused("[]", "an array");
  expect_refused("{}", "an object");
  expect_refused("\"1\"", "a string");
  expect_refused("null", "null");
}

TEST(HeaderErrors, Fields) {
  expect_at_mark("{#\"t\":{}}", "tensor \"t\": has no dtype");
  expect_at_mark("{#\"t\":{\"dtype\":\"U8\",\"data_offsets\":[0,4]}}",
                 "tensor \"t\": has no shape");
  expect_at_mark("{#\"t\":{\"dtype\":\"U8\",\"shape\":[4]}}", "tensor \"t\": has no data_offsets");
  expect_at_mark("{\"t\":{#\"Dtype\":\"U8\"}}", "tensor \"t\": unknown field \"Dtype\"");
  expect_at_mark(joined("{\"t\":{#\"", std::string(5000, 'f'), "\":1}}"),
                 joined("tensor \"t\": unknown field \"", std::string(80, 'f'), "...\""));
  expect_at_mark("{\"t\":{\"dtype\":\"U8\",#\"dtype\":\"U8\"}}", "tensor \"t\": a second dtype");
  expect_at_mark("{\"t\":{\"shape\":[4],#\"shape\":[4]}}", "tensor \"t\": a second shape");
  expect_at_mark("{\"t\":{\"data_offsets\":[0,4],#\"data_offsets\":[0,4]}}",
                 "tensor \"t\": a second data_offsets");
  expect_at_mark("{\"t\":{\"data_offsets\":[0,1,#2]}}",
                 "tensor \"t\": data_offsets has more than 2 numbers");
  expect_message("{\"t\":{\"data_offsets\":[0]}}",
                 "tensor \"t\": data_offsets has 1 numbers, not 2");
  expect_message("{\"t\":{\"data_offsets\":[]}}",
                 "tensor \"t\": data_offsets has 0 numbers, not 2");
}

TEST(HeaderErrors, Duplicates) {
  expect_at_mark("{\"__metadata__\":{},#\"__metadata__\":{}}", "a second __metadata__");
  expect_at_mark("{\"__metadata__\":{\"k\":\"\",\"l\":\"\",#\"\\u006b\":\"\"}}",
                 "metadata \"k\": a second one");
  expect_message(R"({"t":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},)"
                 R"("u":{"dtype":"U8","shape":[0],"data_offsets":[2,2]},)"
                 R"("\u0074":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}})",
                 "tensor \"t\": there is a second one");
}

std::string tensor(const std::string& name, const std::string& shape, const std::string& offsets,
                   const std::string& dtype = "U8") {
  return joined("\"", name, "\":{\"dtype\":\"", dtype, "\",\"shape\":[", shape,
                "],\"data_offsets\":[", offsets, "]}");
}

TEST(HeaderErrors, Places) {
  const auto expect_refused = [](const std::string& tensors, const std::string& message,
                                 size_t data = 4) {
    expect_message(joined("{", tensors, "}"), message, data);
  };
  expect_refused(tensor("t", "3", "1,4"),
                 "tensor \"t\": begins at byte 1 of the data, the one before ends at 0");
  expect_refused(joined(tensor("t", "2", "0,2"), ",", tensor("u", "1", "3,4")),
                 "tensor \"u\": begins at byte 3 of the data, the one before ends at 2");
  expect_refused(joined(tensor("t", "3", "0,3"), ",", tensor("u", "2", "2,4")),
                 "tensor \"u\": begins at byte 2 of the data, the one before ends at 3");
  expect_refused(joined(tensor("t", "4", "0,4"), ",", tensor("u", "4", "0,4")),
                 "tensor \"u\": begins at byte 0 of the data, the one before ends at 4");
  expect_refused(tensor("t", "4", "4,0"),
                 "tensor \"t\": begins at byte 4 of the data and ends before, at 0");
  expect_refused(tensor("t", "4", "0,3"), "tensor \"t\": its shape has 4 bytes, its data 3");
  expect_refused(tensor("t", "", "0,4"), "tensor \"t\": its shape has 1 bytes, its data 4");
  expect_refused(tensor("t", "2", "0,4", "F32"), "tensor \"t\": its shape has 8 bytes, its data 4");
  expect_refused(tensor("t", "4", "0,4"), "the tensors have 4 bytes, the data 3", 3);
  expect_refused(tensor("t", "4", "0,4"), "the tensors have 4 bytes, the data 5", 5);
  expect_refused("", "the tensors have 0 bytes, the data 4");
  expect_refused(tensor("t", "18446744073709551615", "0,18446744073709551615"),
                 "the tensors have 18446744073709551615 bytes, the data 4");
}

TEST(HeaderErrors, Overflow) {
  for (const char* shape : {"4294967296,4294967296", "18446744073709551615,2",
                            "9223372036854775808,2,0", "4611686018427387904"}) {
    expect_message(joined("{", tensor("t", shape, "0,4", "F32"), "}"),
                   "tensor \"t\": its shape has more than 2^64 bytes");
  }
}

TEST(HeaderErrors, Unsupported) {
  const auto expect_refused = [](const std::string& header, const std::string& message) {
    expect_at_mark(header, message, Status::kUnsupported);
  };
  for (const std::string dtype : {"", "F4", "f32", "F32 ", "C64"}) {
    expect_refused(joined("{\"t\":{\"dtype\":#\"", dtype, "\"}}"),
                   joined("tensor \"t\": unknown dtype \"", dtype, "\""));
  }
  expect_refused("{\"t\":{\"shape\":[1,1,1,1,1,1,1,1,#1]}}",
                 "tensor \"t\": more than 8 dimensions");
  const std::string name(kMaxNameBytes + 1, 'n');
  const std::string shown = joined("\"", name.substr(0, 80), "...\"");
  expect_refused(joined("{#\"", name, "\":1}"),
                 joined("the name ", shown, " has more than 4096 bytes"));
  expect_refused(joined("{\"__metadata__\":{#\"", name, "\":1}}"),
                 joined("the name ", shown, " has more than 4096 bytes"));
  const std::string kLong = "a string or number of more than 1048576 bytes";
  const std::string digits(kMaxJsonToken + 1, '1');
  expect_refused(joined("{\"__metadata__\":{\"k\":#\"", digits, "\"}}"), kLong);
  expect_refused(joined("{\"t\":{\"shape\":[#", digits, "]}}"), kLong);

  std::string many = "{";
  for (size_t i = 0; i < kMaxTensors; ++i) many += tensor(std::to_string(i), "0", "0,0") + ",";
  expect_refused(many + "#\"t\":{}}", "more than 131072 tensors");
  many = "{\"__metadata__\":{";
  for (size_t i = 0; i < kMaxMetadata; ++i) many += joined("\"", std::to_string(i), "\":\"\",");
  expect_refused(many + "#\"k\":\"\"}}", "more than 8192 entries of metadata");
}

TEST(HeaderErrors, LongNamesAreCutAndMadePrintable) {
  expect_at_mark(joined("{\"", std::string(100, 't'), "\":#1}"),
                 joined("tensor \"", std::string(80, 't'), "...\": is a number, not an object"));
  expect_at_mark("{\"\\u001b[31m\\n\":#1}", "tensor \"?[31m?\": is a number, not an object");
}

TEST(HeaderErrors, DoNotDependOnTheLocale) {
  const std::string good = container(joined("{", tensor("t", "4", "0,4"), "}"), 4);
  const std::string bad = container("{\"t\":{\"shape\":[1.5]}}", 4);
  const std::string message = message_of(bad);
  const TempDir dir;
  EXPECT_EQ(run_in_child([&] {
              set_comma_locale(dir);
              locale_reads = 0;
              if (message_of(bad) != message) return 1;
              if (read_bytes(good).tensors.size() != 1) return 2;
              return locale_reads == 0 ? 0 : 3;
            }),
            0);
}

}  // namespace
}  // namespace neuro
