/* SPDX-License-Identifier: MIT
 *
 * Writes JSON to standard output, on one line. Knows nothing of networks.
 */
#ifndef NEURO_CLI_JSON_H
#define NEURO_CLI_JSON_H

#include <neuro.h>

/* Opens or closes an object ('{', '}') or an array ('[', ']'). The key is NULL in an array and for
 * the outermost object, whose end also ends the line. */
void json_open(const char* key, char bracket);
void json_close(char bracket);

/* Values. Bytes that are not UTF-8 become U+FFFD; a number that is not finite becomes null. */
void json_string(const char* key, const char* value);
void json_integer(const char* key, int64_t value);
void json_real(const char* key, double value, nn_type type);
void json_boolean(const char* key, int value);
void json_null(const char* key);

#endif
