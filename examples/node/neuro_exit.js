// SPDX-License-Identifier: MIT
//
// The end of the process while a fit runs on another thread. Node waits at exit for the threads of
// its pool, from which koffi takes them: it would wait for the whole fit, and for ever if that
// thread is waiting in turn for a callback on this one.
'use strict';

const koffi = require('koffi');
const { inspect } = require('node:util');
const { isMainThread } = require('node:worker_threads');

const { lib } = require('./neuro_library.js');

const running = new Set(); // { handle, hasCallback }
let uncaught = null; // { error } that is about to end the process, unless somebody handles it

function noteUncaught(error) {
  uncaught = { error };
  setImmediate(() => { uncaught = null; }).unref();
}

// Fits without a callback are cancelled, and Node waits for no more than a batch. With a callback
// there is no other way than to end the process here and now; what has ended it is then still to be
// said, for Node would do that only after this.
function atExit(code) {
  for (const { handle } of running) lib.nn_cancel(handle, 1);
  const isStuck = isMainThread && process.platform !== 'win32' &&
    [...running].some(({ hasCallback }) => hasCallback);
  if (!isStuck) return;
  if (uncaught) process.stderr.write(`Uncaught:\n${inspect(uncaught.error)}\n`);
  koffi.load(null).func('_exit', 'void', ['int'])(code);
}

// Notes that a network is being fitted on another thread, until end() is called.
function endWithProcess(handle, hasCallback) {
  const entry = { handle, hasCallback };
  if (running.size === 0) { // as late as possible, since what listens after it may not be called
    process.on('exit', atExit);
    process.on('uncaughtExceptionMonitor', noteUncaught);
  }
  running.add(entry);
  return {
    end() {
      running.delete(entry);
      if (running.size > 0) return;
      process.off('exit', atExit);
      process.off('uncaughtExceptionMonitor', noteUncaught);
    },
  };
}

module.exports = { endWithProcess };
