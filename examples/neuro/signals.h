/* SPDX-License-Identifier: MIT
 *
 * Ctrl-C and its relatives: the first one asks the program to stop, the second one ends it.
 */
#ifndef NEURO_CLI_SIGNALS_H
#define NEURO_CLI_SIGNALS_H

/* From here on the first SIGINT, SIGTERM or SIGHUP is only remembered; signals that are ignored
 * stay so. */
void catch_signals(void);

/* The signal that asked to stop, or 0. */
int caught_signal(void);

#endif
