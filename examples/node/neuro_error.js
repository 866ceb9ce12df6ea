// SPDX-License-Identifier: MIT
//
// The library's statuses as exceptions.
'use strict';

const { constants, lib } = require('./neuro_library.js');

// A call of the library failed: its message, `status`, one of the NN_ERROR_ numbers, and `code`,
// the name of that, such as 'NN_ERROR_FORMAT'.
class NeuroError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
    this.code = lib.nn_status_name(status);
  }
}
// On the prototype, as with the errors of JavaScript itself, so that it is not listed with each.
Object.defineProperty(NeuroError.prototype, 'name', { value: 'NeuroError', configurable: true });

// Turns an nn_status into an exception.
function check(status) {
  if (status !== constants.NN_OK) throw new NeuroError(lib.nn_last_error(), status);
}

// What is wrong with the state of an object rather than with a value's type: the caller's mistake,
// in the words of the library.
function refuse(message) {
  throw new NeuroError(message, constants.NN_ERROR_INVALID_ARGUMENT);
}

module.exports = { NeuroError, check, refuse };
