/* SPDX-License-Identifier: MIT
 *
 * neuro: trains, runs and shows networks from the command line, on the public header alone. Here is
 * what all commands share: which one it is, and standard streams that can be relied on.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../c/usage.h"
#include "command.h"
#include "report.h"

static const char usage[] =
    "usage: neuro COMMAND ...\n"
    "\n"
    "Trains and runs fully connected neural networks.\n"
    "\n"
    "  neuro train DATA... --save MODEL    train a network on a CSV file, or on IDX files\n"
    "  neuro predict MODEL FILE            what a model says to the rows of a CSV file, or to an\n"
    "                                      image (PNG or JPEG)\n"
    "  neuro evaluate MODEL DATA...        how often a model is right\n"
    "  neuro info MODEL                    what a model is and how it was trained\n"
    "  neuro COMMAND --help                more about a command\n"
    "  neuro --version                     versions\n"
    "\n"
    "Exit status: 0 all is well, 1 something failed, 2 the command line is wrong, 3 a model or "
    "data\n"
    "file cannot be read, is damaged or does not fit, 130 interrupted (Ctrl-C; 128 + the "
    "signal).\n";

static const struct {
  const char* name;
  int (*run)(int argc, char** argv);
} commands[] = {{"train", command_train},
                {"predict", command_predict},
                {"evaluate", command_evaluate},
                {"info", command_info}};

/* Without these three, the first files that are opened would take their places: what is printed
 * would go into a model. Opened the wrong way round, so that using one is an error. */
static void occupy_standard_streams(void) {
  static const int modes[] = {O_WRONLY, O_RDONLY, O_RDONLY};
  for (int i = 0; i < 3; ++i)
    if (fcntl(i, F_GETFD) == -1) (void)open("/dev/null", modes[i]);
}

static int print_version(void) {
  printf("neuro %d.%d.%d, libneuro %s, %s instructions\n", NN_VERSION_MAJOR, NN_VERSION_MINOR,
         NN_VERSION_PATCH, nn_version_string(), nn_cpu_target());
  check_output();
  return EXIT_FINE;
}

static int print_usage(void) {
  fputs(usage, stdout);
  check_output();
  return EXIT_FINE;
}

int main(int argc, char** argv) {
  occupy_standard_streams();
  signal(SIGPIPE, SIG_IGN); /* a reader that goes away is an error of writing */
  usage_begin("neuro", "neuro");
  if (argc < 2) usage_error(NULL, "needs a command: train, predict, evaluate or info");
  const char* name = argv[1];
  if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0)
    return print_usage();
  if (strcmp(name, "--version") == 0) return print_version();
  for (size_t i = 0; i < sizeof commands / sizeof *commands; ++i) {
    if (strcmp(name, commands[i].name) != 0) continue;
    char program[] = "neuro"; /* what getopt_long() begins its messages with */
    argv[1] = program;
    if (strcmp(nn_cpu_target(), "unavailable") == 0)
      fail(EXIT_FAILED, "NEURO_TARGET: this machine or build does not have that instruction set");
    return commands[i].run(argc - 1, argv + 1);
  }
  usage_error(name, "is not a command: train, predict, evaluate and info are");
  return EXIT_USAGE;
}
