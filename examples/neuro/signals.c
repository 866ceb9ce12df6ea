/* SPDX-License-Identifier: MIT */
#include "signals.h"

#include <signal.h>
#include <stddef.h>

static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
enum { COUNT = sizeof numbers / sizeof *numbers };

static volatile sig_atomic_t caught;

static void set_handlers(void (*handler)(int)) {
  for (int i = 0; i < COUNT; ++i) {
    struct sigaction action, before;
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    if (sigaction(numbers[i], NULL, &before) != 0 || before.sa_handler == SIG_IGN) continue;
    sigaction(numbers[i], &action, NULL);
  }
}

static void remember(int number) {
  caught = number;
  set_handlers(SIG_DFL);
}

void catch_signals(void) { set_handlers(remember); }

int caught_signal(void) { return caught; }
