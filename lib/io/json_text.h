// Writing JSON, and judging text that goes into it or comes from it. Our own, since nlohmann-json
// reads the locale when it writes.
#ifndef NEURO_LIB_IO_JSON_TEXT_H_
#define NEURO_LIB_IO_JSON_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/text.h"

namespace neuro {

// Whether text is UTF-8 as Unicode defines it: no overlong forms, no surrogates.
bool is_utf8(std::string_view text);

// Appends text, which must be UTF-8, as a JSON string: in quotation marks, with escapes where JSON
// asks for them and nowhere else.
void append_json_string(std::string& out, std::string_view text);

// How many bytes that appends.
size_t json_string_bytes(std::string_view text);

void append_json_number(std::string& out, uint64_t number);

// A name from a file as messages show it: in quotation marks, cut to 80 bytes, with '?' for control
// characters and for bytes that are not UTF-8.
Text<100> shown_name(std::string_view name);

}  // namespace neuro

#endif  // NEURO_LIB_IO_JSON_TEXT_H_
