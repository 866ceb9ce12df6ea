// SPDX-License-Identifier: MIT
//
// Fitting from JavaScript on another thread, for a Promise.
'use strict';

const { api, constants, lib } = require('./neuro_library.js');
const { NeuroError } = require('./neuro_error.js');
const { endWithProcess } = require('./neuro_exit.js');
const { prepare } = require('./neuro_fit.js');
const { Owner } = require('./neuro_owner.js');

// The error of a call on another thread. Its message stays with that thread, to which there is no
// way back: koffi's threads are those of a pool that hands out any of them. A mistake in the
// arguments is found before the first step, though, so that the same call fails on this thread as
// well, where its message can be had; and if it does not, the request to stop keeps it from
// training. Otherwise this tells what the status means.
function errorElsewhere(call, handles, status, steps) {
  const network = handles[0];
  const stepsNow = lib.nn_step_count(network);
  if (status === constants.NN_ERROR_INVALID_ARGUMENT && stepsNow === steps) {
    lib.nn_cancel(network, 1);
    const again = call(...handles, null, null);
    const message = lib.nn_last_error();
    lib.nn_cancel(network, 0);
    if (again === status) return new NeuroError(message, status);
  }
  const { values } = api.enumerations.find(({ type }) => type === 'nn_status');
  const { name, doc } = values.find(({ value }) => value === status) ?? {};
  return new NeuroError(`${doc || name || 'an unknown status'} (after step ${stepsNow})`, status);
}

// Calls nn_fit() or nn_resume() on a thread of koffi's. Their callback is called on this thread,
// from the event loop, while the other one waits.
function fitAsync(call, network, train, { signal, ...options }) {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const { handles, objects, report, thrown } = prepare(network, train, options);
    const steps = network.stepCount;
    const abort = () => lib.nn_cancel(handles[0], 1);

    // Between its callbacks nobody else may even look at the network.
    const reportUnlocked = report && ((pointer) => {
      Owner.lock(network, false);
      try {
        return report(pointer);
      } finally {
        Owner.lock(network, true);
      }
    });

    // Also keeps the objects from the collector until then.
    const finish = (error, status) => {
      Owner.lock(network, false);
      Owner.unpin(objects);
      running.end();
      signal?.removeEventListener('abort', abort);
      if (signal?.aborted) lib.nn_cancel(handles[0], 0); // too late, and not meant for the next fit
      if (error) reject(error);
      else if (thrown.length > 0) reject(thrown[0]);
      else if (status === constants.NN_OK) resolve(true);
      else if (status !== constants.NN_ERROR_CANCELLED) {
        reject(errorElsewhere(call, handles, status, steps));
      } else if (signal?.aborted) reject(signal.reason);
      else resolve(false);
    };

    const running = endWithProcess(handles[0], report !== null);
    Owner.pin(objects);
    Owner.lock(network, true);
    signal?.addEventListener('abort', abort);
    try {
      call.async(...handles, reportUnlocked, null, finish);
    } catch (error) { // koffi has no room for another call
      finish(error);
    }
  });
}

module.exports = { fitAsync };
