/* SPDX-License-Identifier: MIT
 *
 * A small bitmap font for printable ASCII, drawn for this command. Knows nothing of where letters
 * go.
 */
#ifndef NEURO_CLI_FONT_H
#define NEURO_CLI_FONT_H

/* In pixels; letters stand FONT_ADVANCE apart. */
enum { FONT_WIDTH = 5, FONT_HEIGHT = 8, FONT_ADVANCE = 6 };

/* The rows of a letter from top to bottom, the last one being below the line that letters stand on.
 * Bit FONT_WIDTH - 1 - x of a row says whether pixel x is inked. What has no letter here is a
 * question mark. */
const unsigned char* font_letter(char letter);

#endif
