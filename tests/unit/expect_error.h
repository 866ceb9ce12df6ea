// Checks that a call fails the way it promises to: with this status, and with a message that holds
// these parts. Knows the engine's Error and nothing else of it.
#ifndef NEURO_TESTS_UNIT_EXPECT_ERROR_H_
#define NEURO_TESTS_UNIT_EXPECT_ERROR_H_

#include <gtest/gtest.h>

#include <initializer_list>
#include <string_view>

#include "base/error.h"

namespace neuro {

template <class Call>
void expect_error(Status status, std::initializer_list<std::string_view> parts, const Call& call) {
  try {
    call();
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.status(), status) << error.what();
    const std::string_view message = error.what();
    for (const std::string_view part : parts) {
      EXPECT_NE(message.find(part), message.npos) << "'" << part << "' not in: " << message;
    }
  }
}

}  // namespace neuro

#endif  // NEURO_TESTS_UNIT_EXPECT_ERROR_H_
