// SPDX-License-Identifier: MIT
//
// Networks from JavaScript: creation, files, steps of training, prediction, parameters, metadata.
'use strict';

const { lib } = require('./neuro_library.js');
const { check } = require('./neuro_error.js');
const { REALS, describeInputs, describeTargets, typeOfLength } = require('./neuro_arrays.js');
const { Dataset } = require('./neuro_dataset.js');
const { fit } = require('./neuro_fit.js');
const { fitAsync } = require('./neuro_fit_async.js');
const { getOption, isReal, setOption, withOptions } = require('./neuro_options.js');
const { Owner, handleOf } = require('./neuro_owner.js');
const { fillStruct, size, text } = require('./neuro_values.js');

const OWN = Symbol('own'); // hands a handle to the constructor

function create(make, options) {
  const out = [null];
  withOptions(options, (chosen) => check(make(out, chosen)));
  return out[0];
}

function createOfSizes(sizes, options) {
  const widths = BigUint64Array.from(sizes, (each) => BigInt(size("a layer's size", each)));
  return create((out, chosen) => lib.nn_create(out, widths, widths.length, chosen), options);
}

// A network of dense layers: new Network([784, 64, 10], { activation: 'gelu', optimizer: 'adam' }).
// sizes: the inputs, then the width of each layer. Options are those of neuro.h in camel case; one
// that may differ from layer to layer may be an array.
class Network extends Owner {
  constructor(sizes, options = {}) {
    const handle = sizes === OWN ? options : createOfSizes(sizes, options);
    super(handle, lib.nn_destroy);
    this.sizes = Object.freeze(Array.from({ length: lib.nn_layer_count(handle) },
                                          (_, i) => lib.nn_layer_size(handle, i)));
    // What its numbers lie in, unless it is told otherwise: Float32Array or Float64Array.
    this.ArrayType = this.getOption('type') === 'f64' ? Float64Array : Float32Array;
  }

  // A network from a model file or checkpoint; options replace those of the file.
  static load(path, options = {}) {
    const name = text('path', path);
    return new Network(OWN, create((out, chosen) => lib.nn_load(out, name, chosen), options));
  }

  // The same from the bytes of such a file.
  static fromBytes(bytes, options = {}) {
    typeOfLength('bytes', bytes, ['Uint8Array'], bytes?.length);
    return new Network(OWN, create(
      (out, chosen) => lib.nn_load_buffer(out, bytes, bytes.length, chosen), options));
  }

  // Saves the network as a model file; or with where training stands, for resume().
  save(path) {
    check(lib.nn_save(this.handle, text('path', path)));
  }
  saveCheckpoint(path) {
    check(lib.nn_save_checkpoint(this.handle, text('path', path)));
  }

  // What save() or saveCheckpoint() writes, in a Buffer.
  toBytes({ checkpoint = false } = {}) {
    const save = checkpoint ? lib.nn_save_checkpoint_buffer : lib.nn_save_buffer;
    const length = [0];
    check(save(this.handle, null, 0, length));
    const bytes = Buffer.alloc(length[0]);
    check(save(this.handle, bytes, bytes.length, length));
    return bytes;
  }

  // Takes weights and biases from another program's file, as a PyTorch state_dict.
  loadParameters(path) {
    check(lib.nn_load_parameters(this.handleToChange, text('path', path)));
  }

  // The value of any option; that which a layer 0 ... sizes.length - 2 has of an option of layers;
  // and sets one that may change while a network lives ("living" in neuro.h).
  getOption(name) {
    return getOption(this.handle, name);
  }
  getLayerOption(layer, name) {
    return getOption(this.handle, name, layer);
  }
  setOption(name, value) {
    setOption(isReal(name) ? this.handle : this.handleToChange, name, value);
  }

  // How many steps have changed the weights.
  get stepCount() {
    return lib.nn_step_count(this.handle);
  }

  // Allocates all that steps on up to maxRows rows need.
  reserve(maxRows) {
    check(lib.nn_reserve(this.handleToChange, size('maxRows', maxRows)));
  }

  // One step of training; returns the batch's mean loss before it.
  trainBatch(inputs, targets) {
    const { type, rows } = describeInputs(inputs, this.sizes[0]);
    const targetType = describeTargets(targets, rows, this.sizes.at(-1));
    const loss = [0];
    check(lib.nn_train_batch(this.handleToChange, inputs, type, targets, targetType, rows, loss));
    return loss[0];
  }

  // The outputs for each row, row by row in a new array of the network's type, or in `out`. inputs:
  // a typed array or a Dataset.
  predict(inputs, out) {
    const isDataset = inputs instanceof Dataset;
    const { type, rows } = isDataset ? inputs : describeInputs(inputs, this.sizes[0]);
    const length = rows * this.sizes.at(-1);
    const outputs = out ?? new this.ArrayType(length);
    const outputType = typeOfLength('out', outputs, REALS, length);
    check(isDataset ? lib.nn_predict_dataset(this.handle, inputs.handle, outputs, outputType)
      : lib.nn_predict(this.handle, inputs, type, rows, outputs, outputType));
    return outputs;
  }

  // What the network makes of a Dataset: { rows, correct, loss, accuracy }.
  evaluate(dataset) {
    const handle = handleOf('dataset', dataset, Dataset);
    return fillStruct('nn_metrics', (to) => check(lib.nn_evaluate(this.handle, handle, to)));
  }

  // Trains on a Dataset for `epochs` epochs; false if it was stopped before the end. validation: a
  // Dataset that is evaluated after each epoch. onProgress(progress) gets the fields of nn_progress
  // in camel case, and stops the fit by returning true. It may use the network to predict, evaluate
  // and save, and may set its real options. An exception in it stops the fit, keeps what is learnt,
  // and comes out of here.
  fit(train, { validation, onProgress } = {}) {
    return fit(lib.nn_fit, this, train, { validation, onProgress });
  }

  // Goes on with the last fit, where it was stopped or saved as a checkpoint.
  resume(train, { validation, onProgress } = {}) {
    return fit(lib.nn_resume, this, train, { validation, onProgress });
  }

  // The same on another thread, for a Promise. signal: an AbortSignal that stops the fit, with
  // which the Promise is rejected for the signal's reason, unless it was over before. What is
  // learnt is kept. Until then the network can be used only in onProgress, which is called on this
  // thread, and for which the other one waits.
  fitAsync(train, { validation, onProgress, signal } = {}) {
    return fitAsync(lib.nn_fit, this, train, { validation, onProgress, signal });
  }
  resumeAsync(train, { validation, onProgress, signal } = {}) {
    return fitAsync(lib.nn_resume, this, train, { validation, onProgress, signal });
  }

  // Asks the fit that is running, on whatever thread, or else the next one, to stop; false takes
  // the request back.
  cancel(request = true) {
    lib.nn_cancel(Owner.handleOf(this), request ? 1 : 0);
  }

  // The finished epochs of all fits, each with the fields of nn_epoch in camel case.
  get history() {
    return Array.from({ length: lib.nn_history_count(this.handle) }, (_, i) => fillStruct(
      'nn_epoch', (to) => check(lib.nn_history(this.handle, i, to))));
  }

  // The inputs and outputs of a layer.
  #layerShape(layer) {
    if (size('layer', layer) > this.sizes.length - 2) {
      throw new RangeError(`layer: ${layer}, expected 0 ... ${this.sizes.length - 2}`);
    }
    return [this.sizes[layer], this.sizes[layer + 1]];
  }

  // Copies of weights, [out][in], and bias of a layer 0 ... sizes.length - 2, in the network's type
  // or another.
  getParameters(layer, ArrayType = this.ArrayType) {
    const [inputs, outputs] = this.#layerShape(layer);
    const weights = new ArrayType(inputs * outputs);
    const bias = new ArrayType(outputs);
    check(lib.nn_get_parameters(this.handle, layer, weights, bias,
                                typeOfLength('weights', weights, REALS, weights.length)));
    return { weights, bias };
  }

  // Copies weights [out][in] and bias, arrays of one type, into a layer.
  setParameters(layer, { weights, bias }) {
    const [inputs, outputs] = this.#layerShape(layer);
    const type = typeOfLength('weights', weights, REALS, inputs * outputs);
    if (typeOfLength('bias', bias, REALS, outputs) !== type) {
      throw new TypeError('bias: expected the type that the weights have');
    }
    check(lib.nn_set_parameters(this.handleToChange, layer, weights, bias, type));
  }

  // What is saved with the network: an object of strings, a copy.
  get metadata() {
    return Object.fromEntries(Array.from({ length: lib.nn_metadata_count(this.handle) }, (_, i) => {
      const key = lib.nn_metadata_key(this.handle, i);
      return [key, lib.nn_metadata(this.handle, key)];
    }));
  }

  // Sets a value of that; null removes the key.
  setMetadata(key, value) {
    check(lib.nn_set_metadata(this.handleToChange, text('key', key),
                              value === null ? null : text('value', value)));
  }
}

module.exports = { Network };
