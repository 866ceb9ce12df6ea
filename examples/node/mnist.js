// SPDX-License-Identifier: MIT
//
// Trains a network on the IDX files of MNIST, or of images like it, from Node.js. The counterpart
// of mnist.c: with the same options it learns the very same weights.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');

const { Dataset, Network, NeuroError, cpuTarget, version } = require('./neuro.js');

const USAGE = `usage: node mnist.js [--epochs N] [--batch N] [--rate R] [--seed N] [--workers N]
                     TRAIN_IMAGES TRAIN_LABELS TEST_IMAGES TEST_LABELS`;

function usageError(what) {
  console.error(`mnist.js: ${what}\n${USAGE}`);
  process.exit(2);
}

// A BigInt: a number would round a seed beyond 2^53.
function parseInteger(name, text) {
  if (!/^-?\d+$/.test(text)) usageError(`--${name} needs a whole number`);
  return BigInt(text);
}

function parseReal(name, text) {
  const value = text.trim() === '' ? NaN : Number(text);
  if (Number.isNaN(value)) usageError(`--${name} needs a number`);
  return value;
}

function parseArguments() {
  const known = Object.fromEntries(['epochs', 'batch', 'rate', 'seed', 'workers'].map(
    (name) => [name, { type: 'string' }]));
  let parsed;
  try {
    parsed = parseArgs({ options: known, allowPositionals: true });
  } catch (error) {
    usageError(error.message);
  }
  const { values, positionals: files } = parsed;
  if (files.length !== 4) usageError('needs four IDX files');
  const names = { batch: 'batchSize', rate: 'learningRate' };
  const options = {};
  for (const [name, text] of Object.entries(values)) {
    options[names[name] ?? name] = (name === 'rate' ? parseReal : parseInteger)(name, text);
  }
  return { options, files };
}

// The 64-bit FNV-1a hash of all parameters, as little-endian single precision.
function hashParameters(network) {
  let hash = 0xcbf29ce484222325n;
  for (let layer = 0; layer < network.sizes.length - 1; ++layer) {
    const { weights, bias } = network.getParameters(layer, Float32Array);
    for (const array of [weights, bias]) {
      const view = new DataView(array.buffer);
      for (let i = 0; i < array.length; ++i) {
        const bits = view.getUint32(4 * i, os.endianness() === 'LE');
        for (let shift = 0; shift < 32; shift += 8) {
          hash = BigInt.asUintN(64, (hash ^ BigInt((bits >>> shift) & 0xff)) * 0x100000001b3n);
        }
      }
    }
  }
  return hash.toString(16).padStart(16, '0');
}

// Shows what becomes of a status: a label that is no class is the caller's mistake.
function showRefusal(network) {
  const image = new Float32Array(network.sizes[0]);
  const label = Int32Array.of(network.sizes.at(-1));
  try {
    network.trainBatch(image, label);
  } catch (error) {
    if (!(error instanceof NeuroError)) throw error;
    console.log(`refused       ${error.code}: ${error.message}`);
    return;
  }
  throw new Error('a label beyond the last class was taken');
}

const percent = (part) => `${(100 * part).toFixed(2)}%`;

function showProgress(progress) {
  if (!progress.epochEnded) return;
  console.log(`epoch ${progress.epoch}/${progress.epochs}  loss ${progress.loss.toFixed(4)}  ` +
              `accuracy ${percent(progress.accuracy)}  ` +
              `test ${percent(progress.validationAccuracy)}  ` +
              `${progress.rowsPerSecond.toFixed(0)} rows/s  ` +
              `${progress.secondsLeft.toFixed(1)} s left`);
}

// Trains on another thread, so that the first Ctrl-C can end the training; the second one ends the
// program.
async function train(network, trainSet, testSet) {
  const controller = new AbortController();
  const abort = () => controller.abort();
  process.once('SIGINT', abort);
  try {
    await network.fitAsync(trainSet, { validation: testSet, onProgress: showProgress,
                                       signal: controller.signal });
  } catch (error) {
    if (error !== controller.signal.reason) throw error;
    console.log('stopped: going on with what is learnt');
  } finally {
    process.off('SIGINT', abort);
  }
}

// Saves the network, loads it again, and compares what both predict, bit by bit.
function checkFile(network, test) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'neuro-'));
  try {
    const file = path.join(folder, 'digits.safetensors');
    network.save(file);
    const loaded = Network.load(file);
    const [expected, found] = [network, loaded].map(
      (each) => Buffer.from(each.predict(test).buffer));
    assert(expected.equals(found), 'the loaded network predicts something else');
    loaded.close();
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
  console.log(`model file    saved and loaded: the same bits for ${test.rows} images`);
}

async function main() {
  const { options, files } = parseArguments();
  const trainSet = Dataset.loadIdx(files[0], files[1]);
  const testSet = Dataset.loadIdx(files[2], files[3]);
  const network = new Network([trainSet.cols, 64, 32, 16, trainSet.classes], options);
  console.log(`training set  ${files[0]}: ${trainSet.rows} rows of ${trainSet.cols} columns, ` +
              `${trainSet.classes} classes`);
  console.log(`test set      ${files[2]}: ${testSet.rows} rows`);
  console.log(`network       ${network.sizes.join('-')}, learning rate ` +
              `${network.getOption('learningRate')}, batch ${network.getOption('batchSize')}, ` +
              `seed ${network.getOption('seed')}`);
  console.log(`machine       libneuro ${version}, ${cpuTarget} instructions, ` +
              `${network.getOption('workers')} worker(s)`);
  showRefusal(network);
  console.log();

  await train(network, trainSet, testSet);
  const metrics = network.evaluate(testSet);
  console.log(`\ntest accuracy ${percent(metrics.accuracy)}: ${metrics.correct} of ` +
              `${metrics.rows} images right, loss ${metrics.loss.toFixed(4)}`);
  checkFile(network, testSet);
  console.log(`hash ${hashParameters(network)}`);
  for (const each of [network, trainSet, testSet]) each.close();
}

main().catch((error) => {
  console.error(`mnist.js: ${error.message}`);
  process.exitCode = 1;
});
