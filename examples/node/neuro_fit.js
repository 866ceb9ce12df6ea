// SPDX-License-Identifier: MIT
//
// Fitting from JavaScript, on this thread: what is called back, and exceptions on their way through
// the library. neuro_fit_async.js does it on another thread.
'use strict';

const { constants } = require('./neuro_library.js');
const { check } = require('./neuro_error.js');
const { Dataset } = require('./neuro_dataset.js');
const { Owner, handleOf } = require('./neuro_owner.js');
const { readStruct } = require('./neuro_values.js');

// nn_progress as an object to keep.
function readProgress(pointer) {
  const progress = readStruct('nn_progress', pointer);
  progress.epochEnded = progress.epochEnded !== 0;
  progress.stoppedEarly = progress.stoppedEarly !== 0;
  return progress;
}

// What nn_fit() and nn_resume() are called with; the objects that are in use meanwhile; and what
// onProgress throws. An exception must not pass through the library, and koffi would go on training
// after one: it is kept, the fit is stopped, and it is thrown when that is over.
function prepare(network, train, { validation = null, onProgress = null }) {
  if (onProgress !== null && typeof onProgress !== 'function') {
    throw new TypeError('onProgress: expected a function');
  }
  const handles = [network.handleToChange, handleOf('train', train, Dataset),
                   validation === null ? null : handleOf('validation', validation, Dataset)];
  const thrown = [];

  const report = (pointer) => {
    try {
      const answer = onProgress(readProgress(pointer));
      if (typeof answer?.then === 'function') {
        throw new TypeError('onProgress must not be asynchronous: the fit would not wait for it');
      }
      return answer === true ? 1 : 0;
    } catch (error) {
      thrown.push(error);
      return 1;
    }
  };

  return { handles, objects: [network, train, validation].filter((each) => each !== null),
           report: onProgress && report, thrown };
}

// Calls nn_fit() or nn_resume() on this thread. False if the fit was stopped.
function fit(call, network, train, options) {
  const { handles, objects, report, thrown } = prepare(network, train, options);
  Owner.pin(objects);
  let status;
  try {
    status = call(...handles, report, null);
  } finally {
    Owner.unpin(objects);
  }
  if (thrown.length > 0) throw thrown[0];
  if (status === constants.NN_ERROR_CANCELLED) return false;
  check(status);
  return true;
}

module.exports = { fit, prepare };
