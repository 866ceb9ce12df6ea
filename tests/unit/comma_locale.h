// A locale with a decimal comma, compiled for the occasion, since few machines have one installed.
#ifndef NEURO_TESTS_UNIT_COMMA_LOCALE_H_
#define NEURO_TESTS_UNIT_COMMA_LOCALE_H_

#include <stdlib.h>

#include <clocale>
#include <stdexcept>
#include <string>
#include <string_view>

#include "temp_file.h"

namespace neuro {

// Sets it for the whole process, which should therefore be a child (child_process.h).
inline void set_comma_locale(const TempDir& dir) {
  const std::string command =
      "localedef --no-archive -i de_DE -f UTF-8 '" + dir.path("de_DE.UTF-8") + "'";
  if (std::system(command.c_str()) != 0) throw std::runtime_error("localedef");
  setenv("LOCPATH", dir.path().c_str(), 1);
  if (std::setlocale(LC_ALL, "de_DE.UTF-8") == nullptr) throw std::runtime_error("setlocale");
  if (std::string_view(std::localeconv()->decimal_point) != ",") throw std::runtime_error("comma");
}

}  // namespace neuro

#endif  // NEURO_TESTS_UNIT_COMMA_LOCALE_H_
