// SPDX-License-Identifier: MIT
//
// Tests neuro.js without any data: `node --test`.
'use strict';

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');

const { Dataset, Network, NeuroError, constants, lib, optionNames } = require('./neuro.js');

// The rows of exclusive or.
const X = Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1);
const XOR = Uint8Array.of(0, 1, 1, 0);

const newNetwork = (options) => new Network([2, 16, 2], options);
const newDataset = () => new Dataset(X, XOR);

// A network that would be trained for a million epochs and reports every batch.
const endless = () => newNetwork({ epochs: 1000000, progressInterval: 0 });

// What assert.throws() and assert.rejects() ask of a NeuroError.
const invalid = (message) => ({ name: 'NeuroError', code: 'NN_ERROR_INVALID_ARGUMENT', message });

// Calls a function with the path of a file in a folder that is removed afterwards.
function withFile(use) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'neuro-'));
  try {
    return use(path.join(folder, 'file'));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

test('everything that api.json describes is there', () => {
  assert(Object.keys(lib).length > 90);
  assert(optionNames.includes('learningRate') && optionNames.includes('beta1'));
  assert.equal(constants.NN_NO_LABEL, -(2n ** 63n));
  for (let i = 1; i <= optionNames.length; ++i) assert(lib.nn_option_name(i));
});

test('xor is learnt', () => {
  const network = newNetwork();
  let loss;
  for (let i = 0; i < 2000; ++i) loss = network.trainBatch(X, XOR);
  assert(loss < 0.05);
  const outputs = network.predict(X);
  assert.equal(outputs.length, 8);
  XOR.forEach((answer, row) => assert.equal(outputs[2 * row + 1] > 0.5, answer === 1));
  assert.equal(network.stepCount, 2000);
  network.close();
});

test('errors are NeuroErrors', () => {
  const network = newNetwork();
  assert.throws(() => network.trainBatch(X, Uint8Array.of(0, 1, 2, 0)), (error) => {
    assert(error instanceof NeuroError && error instanceof Error);
    assert.equal(error.status, constants.NN_ERROR_INVALID_ARGUMENT);
    assert.equal(error.code, 'NN_ERROR_INVALID_ARGUMENT');
    assert.match(error.message, /row 2: label 2/);
    return true;
  });
  assert.throws(() => Network.load('/nowhere/model'), { code: 'NN_ERROR_IO', message: /nowhere/ });
  assert.throws(() => Network.fromBytes(Buffer.alloc(100)), { code: 'NN_ERROR_FORMAT' });
  assert.throws(() => Network.load('a\0b'), TypeError);
  assert.throws(() => network.fit(network), TypeError);
  assert.throws(() => network.getParameters(2), RangeError);
  assert.throws(() => network.trainBatch(X.subarray(1), XOR), RangeError);
  assert.throws(() => network.trainBatch(X, XOR.subarray(1)), RangeError);
  assert.throws(() => network.trainBatch([...X], XOR), TypeError);
});

test('options go by name', () => {
  const network = new Network([2, 8, 8, 2], {
    optimizer: 'adam', learningRate: 0.25, seed: 2n ** 63n - 1n, shuffle: false, type: 'f64',
    activation: ['gelu', 'leaky-relu'], dropout: [undefined, 0.5] });
  assert.equal(network.getOption('optimizer'), 'adam');
  assert.equal(network.getOption('learningRate'), 0.25);
  assert.equal(network.getOption('seed'), 2n ** 63n - 1n);
  assert.equal(network.getOption('shuffle'), 0);
  assert.equal(network.getLayerOption(1, 'activation'), 'leaky_relu');
  assert.equal(network.getLayerOption(0, 'dropout'), 0);
  assert.equal(network.getLayerOption(1, 'dropout'), 0.5);
  assert(network.predict(X) instanceof Float64Array);
  network.setOption('epochs', 17n);
  assert.equal(network.getOption('epochs'), 17);
  assert.throws(() => newNetwork({ speed: 1 }), TypeError);
  assert.throws(() => newNetwork({ optimizer: 'magic' }), RangeError);
  assert.throws(() => newNetwork({ seed: 1.5 }), TypeError);
  assert.throws(() => newNetwork({ seed: 2 ** 60 }), TypeError); // which bits were meant is unknown
  assert.throws(() => newNetwork({ seed: 2n ** 63n }), RangeError);
  assert.throws(() => newNetwork({ learningRate: '0.1' }), TypeError);
  assert.throws(() => newNetwork({ epochs: 0 }), invalid(/NN_OPTION_EPOCHS/));
  assert.throws(() => new Network([-2, 2]), RangeError);
});

test('a dataset lies on its arrays', () => {
  const inputs = Float64Array.from({ length: 800 }, (_, i) => i % 7);
  const labels = BigInt64Array.from({ length: 400 }, (_, i) => BigInt(i % 3));
  const dataset = new Dataset(inputs, labels);
  assert.deepEqual([dataset.rows, dataset.cols, dataset.targetCols, dataset.classes],
                   [400, 2, 1, 3]);
  assert.deepEqual([...dataset.targets(398)], [2, 0]);
  assert.deepEqual([...dataset.inputs(399)], [0, 1]);
  const [first, second] = dataset.split(0.25, 2n ** 60n);
  dataset.close();
  assert.equal(first.rows + second.rows, 400);
  assert.equal(second.select([0, 0, 1]).rows, 3);

  const dense = Float32Array.of(1, 0, 0, 1, 0, 1, 1, 0);
  assert.throws(() => new Dataset(X, dense), TypeError);
  assert.equal(new Dataset(X, dense, { rows: 4, copy: true }).targetCols, 2);
  assert.throws(() => new Dataset(X, new Int16Array(4)), TypeError);
  const growing = new Float32Array(new ArrayBuffer(32, { maxByteLength: 64 }));
  assert.throws(() => new Dataset(growing, XOR), TypeError);
  const moving = new Dataset(new Float32Array(8), XOR);
  const transferred = new Dataset(inputs, labels);
  structuredClone(inputs, { transfer: [inputs.buffer] });
  assert.throws(() => transferred.rows, invalid(/transferred/));
  assert.equal(moving.rows, 4);
});

test('parameters go in and out', () => {
  const network = newNetwork({ seed: 1 });
  const other = newNetwork({ seed: 2 });
  for (const layer of [0, 1]) other.setParameters(layer, network.getParameters(layer));
  assert.deepEqual(other.predict(X), network.predict(X));
  const { weights, bias } = network.getParameters(0, Float64Array);
  assert.deepEqual([weights.length, bias.length], [32, 16]);
  assert.throws(() => other.setParameters(0, { weights, bias: new Float32Array(16) }), TypeError);
  assert.throws(() => other.setParameters(0, { weights: bias, bias }), RangeError);
});

test('a network goes through bytes and a file', () => {
  const network = newNetwork({ seed: 3, workers: 1 });
  network.trainBatch(X, XOR);
  network.setMetadata('classes', 'same other');
  const bytes = network.toBytes();
  const loaded = Network.fromBytes(bytes);
  assert.deepEqual(loaded.predict(X), network.predict(X));
  assert.deepEqual(loaded.toBytes(), bytes);
  assert.deepEqual(loaded.metadata, { classes: 'same other' });
  loaded.setMetadata('classes', null);
  assert.deepEqual(loaded.metadata, {});
  withFile((file) => {
    network.save(file);
    assert.deepEqual(fs.readFileSync(file), bytes);
    network.saveCheckpoint(file);
    assert.deepEqual(fs.readFileSync(file), network.toBytes({ checkpoint: true }));
    loaded.loadParameters(file);
    assert.deepEqual(Network.load(file, { epochs: 9 }).predict(X), network.predict(X));
  });
  assert.throws(() => Network.fromBytes(bytes.subarray(1)), { code: 'NN_ERROR_FORMAT' });
});

test('a CSV file has names', () => withFile((file) => {
  fs.writeFileSync(file, 'length;width;species\n1;2;rose\n3;;iris\n5;6;rose\n');
  const options = { labelColumn: -1, csvSeparator: ';' };
  assert.throws(() => Dataset.loadCsv(file, options), { code: 'NN_ERROR_FORMAT' });
  const flowers = Dataset.loadCsv(file, { ...options, csvMissing: 'mean' });
  assert.deepEqual(flowers.classNames, ['iris', 'rose']);
  assert.deepEqual(flowers.columnNames, ['length', 'width']);
  assert.equal(flowers.inputs(1, 1)[1], 4);
  assert.equal(Dataset.loadCsv(file, { ...options, csvMissing: 'zero', like: flowers }).rows, 3);
  assert.equal(newDataset().classNames, null);
}));

test('a fit tells how far it is', () => {
  const network = newNetwork({ epochs: 3, batchSize: 2, progressInterval: 0 });
  const dataset = newDataset();
  const seen = [];
  const onProgress = (progress) => seen.push(progress); // its number does not stop the fit
  assert.equal(network.fit(dataset, { validation: dataset, onProgress }), true);
  assert.equal(seen.length, 6);
  assert.deepEqual(seen.map(({ epochEnded }) => epochEnded),
                   [false, true, false, true, false, true]);
  assert.equal(seen[5].steps, 6);
  assert(Number.isNaN(seen[4].validationLoss));
  const metrics = network.evaluate(dataset);
  assert.deepEqual(metrics, { rows: 4, correct: metrics.correct, loss: seen[5].validationLoss,
                              accuracy: metrics.correct / 4 });
  assert.equal(network.history[2].validationLoss, metrics.loss);
});

test('a callback stops a fit that can be resumed', () => {
  const network = endless();
  const dataset = newDataset();
  assert.equal(network.fit(dataset, { onProgress: ({ steps }) => steps === 10 }), false);
  assert.equal(network.stepCount, 10);
  network.setOption('epochs', 12);
  assert.equal(network.resume(dataset), true);
  assert.equal(network.stepCount, 12);
});

test('an exception in a callback comes out of the fit', async () => {
  const network = endless();
  const dataset = newDataset();
  for (const problem of [new Error('mine'), 'text', undefined]) {
    const onProgress = () => { throw problem; };
    const isIt = (error) => error === problem;
    assert.throws(() => network.fit(dataset, { onProgress }), isIt);
    await assert.rejects(network.fitAsync(dataset, { onProgress }), isIt);
  }
  assert.equal(network.stepCount, 6);
  assert.throws(() => network.fit(dataset, { onProgress: async () => {} }), TypeError);
});

test('a callback may look but not change', async () => {
  const network = endless();
  const dataset = newDataset();
  const onProgress = ({ steps }) => {
    assert.equal(network.stepCount, steps);
    assert.equal(network.evaluate(dataset).rows, 4);
    assert(network.toBytes().length > 0);
    network.setOption('learningRate', 0.01);
    for (const object of [network, dataset]) assert.throws(() => object.close(), invalid(/in use/));
    assert.throws(() => network.trainBatch(X, XOR), invalid(/in use/));
    assert.throws(() => network.setOption('epochs', 1), invalid(/in use/));
    assert.throws(() => network.fit(dataset), invalid(/in use/));
    assert.equal(newNetwork({ epochs: 2 }).fit(dataset, { onProgress: () => {} }), true);
    return true;
  };
  assert.equal(network.fit(dataset, { onProgress }), false);
  assert.equal(await network.fitAsync(dataset, { onProgress }), false);
  assert.equal(network.getOption('learningRate'), 0.01);
  network.close();
  dataset.close();
});

test('a fit on another thread gives the same bits', async () => {
  const options = { epochs: 50, batchSize: 3, optimizer: 'adam', seed: 5, progressInterval: 0 };
  const [here, there] = [newNetwork(options), newNetwork(options)];
  const dataset = newDataset();
  assert.equal(here.fit(dataset), true);
  let isOver = false;
  let turns = 0; // of the event loop, which goes on meanwhile
  const turn = () => { ++turns; if (!isOver) setImmediate(turn); };
  turn();
  let calls = 0;
  const onProgress = () => { ++calls; };
  const promise = there.fitAsync(dataset, { validation: dataset, onProgress });
  assert.throws(() => there.predict(X), invalid(/another thread/));
  assert.throws(() => there.close(), invalid(/in use/));
  assert.equal(await promise, true);
  isOver = true;
  assert.equal(calls, 100);
  assert(turns > 1);
  assert.deepEqual(there.predict(X), here.predict(X));
});

test('an AbortSignal stops a fit on another thread', async () => {
  const network = endless();
  const dataset = newDataset();
  await assert.rejects(network.fitAsync(dataset, { signal: AbortSignal.abort() }),
                       { name: 'AbortError' });
  assert.equal(network.stepCount, 0);
  await assert.rejects(network.fitAsync(dataset, { signal: AbortSignal.timeout(50) }),
                       { name: 'TimeoutError' });
  assert(network.stepCount > 0);
  const controller = new AbortController();
  const reason = new Error('enough');
  const onProgress = () => controller.abort(reason);
  await assert.rejects(network.fitAsync(dataset, { signal: controller.signal, onProgress }),
                       (error) => error === reason);
  network.setOption('epochs', 1);
  assert.equal(network.fit(dataset), true); // the request was used up
});

test('a fit is cancelled', async () => {
  const network = endless();
  const dataset = newDataset();
  network.cancel();
  assert.equal(network.fit(dataset), false);
  assert.equal(network.stepCount, 0);
  network.cancel();
  network.cancel(false);
  assert.equal(network.fit(dataset, { onProgress: () => network.cancel() }), false);
  assert.equal(network.stepCount, 1);
  const promise = network.fitAsync(dataset);
  setTimeout(() => network.cancel(), 20);
  assert.equal(await promise, false);
});

test('a fit on another thread says what was wrong', async () => {
  const dataset = newDataset();
  const wrong = new Dataset(X, Uint8Array.of(0, 0, 0, 3));
  for (const [network, train, validation] of [
    [new Network([3, 2]), dataset], [newNetwork(), wrong], [newNetwork(), dataset, wrong],
    [newNetwork({ validationSplit: 0.5 }), dataset.select([1])]]) {
    let problem;
    assert.throws(() => network.fit(train, { validation }), (error) => {
      problem = error;
      return error instanceof NeuroError;
    });
    await assert.rejects(network.fitAsync(train, { validation }), problem);
    assert.equal(network.stepCount, 0);
  }
  await assert.rejects(newNetwork().fitAsync(null), TypeError);

  const network = new Network([2, 2], { output: 'identity', learningRate: 1e6, epochs: 1000 });
  const targets = new Dataset(X, new Float64Array(8).fill(1e6), { rows: 4 });
  await assert.rejects(network.fitAsync(targets), {
    code: 'NN_ERROR_NOT_FINITE', message: /no longer be finite \(after step \d+\)/ });
});

test('what is closed is refused', () => {
  const network = newNetwork();
  network.close();
  network.close();
  assert.throws(() => network.predict(X), invalid(/this Network is closed/));
  assert.throws(() => network.fit(newDataset()), invalid(/this Network is closed/));
  const dataset = newDataset();
  if (Symbol.dispose) dataset[Symbol.dispose]();
  else dataset.close();
  assert.throws(() => dataset.rows, invalid(/this Dataset is closed/));
  assert.throws(() => newNetwork().fit(dataset), invalid(/this Dataset is closed/));
});

// A process of its own: what it prints, and its status.
function run(script, ...flags) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [...flags, '-e', script], {
    cwd: __dirname, encoding: 'utf8', timeout: 60000 });
  return { stdout, stderr, status };
}

test('the collector frees what is forgotten, and nothing is in the way of the end', () => {
  const { stdout, stderr, status } = run(`
    const { Network, Dataset } = require('./neuro.js');
    const rss = () => process.memoryUsage().rss / 2 ** 20;
    let i = 0;
    const step = () => {
      new Network([1000, 1000]).reserve(64); // 4 MB and more
      new Dataset(new Float32Array(100000), new Uint8Array(100)).rows;
      gc();
      if (++i < 100) setImmediate(step);
      else console.log(rss() < 400);
    };
    step();`, '--expose-gc');
  assert.deepEqual({ stdout, stderr, status }, { stdout: 'true\n', stderr: '', status: 0 });
});

test('the process ends while a fit is running on another thread', () => {
  const begin = `
    const { Network, Dataset } = require('./neuro.js');
    const dataset = new Dataset(new Float32Array(2000), new Uint8Array(1000));
    const network = new Network([2, 64, 2], { epochs: 2 ** 31 - 1, progressInterval: 0 });
    let calls = 0;`;
  assert.equal(run(`${begin} network.fitAsync(dataset);
    setTimeout(process.exit, 50, 3);`).status, 3);
  assert.equal(run(`${begin} network.fitAsync(dataset, { onProgress() {
    if (++calls === 9) process.exit(4); } });`).status, 4);
  const { stderr, status } = run(`${begin} network.fitAsync(dataset, { onProgress() {} });
    setTimeout(() => { throw new Error('on its own'); }, 50);`);
  assert.equal(status, 1);
  assert.match(stderr, /on its own/);
});
