/* SPDX-License-Identifier: MIT
 *
 * The commands. Each takes its own command line, argv[0] being its name, and returns the program's
 * exit status.
 */
#ifndef NEURO_CLI_COMMAND_H
#define NEURO_CLI_COMMAND_H

int command_train(int argc, char** argv);
int command_predict(int argc, char** argv);
int command_evaluate(int argc, char** argv);
int command_info(int argc, char** argv);

#endif
