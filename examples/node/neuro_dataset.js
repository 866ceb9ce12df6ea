// SPDX-License-Identifier: MIT
//
// Datasets from JavaScript: typed arrays in place, files, selections and splits.
'use strict';

const { constants, lib } = require('./neuro_library.js');
const { check, refuse } = require('./neuro_error.js');
const { describeRows, settle } = require('./neuro_arrays.js');
const { withOptions } = require('./neuro_options.js');
const { Owner, handleOf } = require('./neuro_owner.js');
const { int64, size, text } = require('./neuro_values.js');

const OWN = Symbol('own'); // hands a handle to the constructor

// Inputs with their targets, on the caller's arrays: nothing is copied.
//
// inputs: Float32Array, Float64Array or Uint8Array (pixels, taken as v/255), row by row. targets:
// labels, one a row, in a Uint8Array, Int32Array or BigInt64Array, or dense rows in a Float32Array
// or Float64Array; for these, rows says how many there are. The arrays are kept alive. They must
// not be changed, nor their buffers be transferred, while the dataset or a selection from it lives;
// copy: true copies them instead.
class Dataset extends Owner {
  #arrays; // those that it lies on, and their lengths

  constructor(inputs, targets, { rows, copy = false } = {}) {
    if (inputs === OWN) {
      const { handle, arrays } = targets;
      super(handle, lib.nn_dataset_destroy, arrays);
      this.#arrays = arrays;
      return;
    }
    const shape = describeRows(inputs, targets, rows);
    const arrays = copy ? [] : [settle('inputs', inputs), settle('targets', targets)];
    const create = copy ? lib.nn_dataset_create : lib.nn_dataset_wrap;
    const out = [null];
    check(create(out, inputs, shape.inputType, shape.rows, shape.cols, targets, shape.targetType,
                 shape.targetCols));
    super(out[0], lib.nn_dataset_destroy, arrays);
    this.#arrays = arrays.map((array) => ({ array, length: array.length }));
  }

  static #own(handle, arrays = []) {
    return new Dataset(OWN, { handle, arrays });
  }

  // Reads a pair of IDX files, plain or gzip, as MNIST comes.
  static loadIdx(images, labels) {
    const out = [null];
    check(lib.nn_dataset_load_idx(out, text('images', images), text('labels', labels)));
    return Dataset.#own(out[0]);
  }

  // Reads a CSV file, plain or gzip. labelColumn counts from 0, or from the end if negative; null:
  // there is none. like: a Dataset whose classes it has, and what fills its empty cells; the other
  // options are csvSeparator, csvMissing and csvTarget.
  static loadCsv(path, { labelColumn = 0, like = null, ...options } = {}) {
    const column = labelColumn === null ? constants.NN_NO_LABEL : int64('labelColumn', labelColumn);
    const likeHandle = like === null ? null : handleOf('like', like, Dataset);
    const out = [null];
    withOptions(options, (chosen) => check(lib.nn_dataset_load_csv_with(
      out, text('path', path), column, chosen, likeHandle)));
    return Dataset.#own(out[0]);
  }

  // What the library's functions take. An array whose buffer was transferred has no memory any
  // more.
  get handle() {
    if (this.#arrays.some(({ array, length }) => array.length !== length)) {
      refuse('the arrays of this Dataset have been transferred');
    }
    return super.handle;
  }

  // A Dataset of some rows by their numbers, in that order. It shares the memory of this one, which
  // may be closed before it.
  select(rows) {
    const numbers = BigInt64Array.from(rows, (row) => BigInt(int64('a row', row)));
    const out = [null];
    check(lib.nn_dataset_select(out, this.handle, numbers, numbers.length));
    return Dataset.#own(out[0], this.#arrays);
  }

  // Two Datasets: the second one has that part of the rows, drawn at random, and of each class the
  // same part.
  split(part, seed = 0) {
    const first = [null];
    const second = [null];
    check(lib.nn_dataset_split(first, second, this.handle, part, int64('seed', seed)));
    return [first, second].map(([handle]) => Dataset.#own(handle, this.#arrays));
  }

  get rows() { return lib.nn_dataset_rows(this.handle); }
  get cols() { return lib.nn_dataset_cols(this.handle); }
  get targetCols() { return lib.nn_dataset_target_cols(this.handle); } // 1 for labels
  get classes() { return lib.nn_dataset_classes(this.handle); } // 0 for dense targets

  // The names of classes, and of the input columns; null where a file has none.
  get classNames() {
    return names(lib.nn_dataset_class_name, this.handle, this.classes);
  }
  get columnNames() {
    return names(lib.nn_dataset_column_name, this.handle, this.cols);
  }

  // A copy of rows of inputs, in single precision, as a network takes them: pixels as v/255.
  inputs(first = 0, rows = this.rows - first) {
    const copy = new Float32Array(size('rows', rows) * this.cols);
    check(lib.nn_dataset_get_inputs(this.handle, size('first', first), rows, copy,
                                    constants.NN_F32));
    return copy;
  }

  // A copy of rows of targets: labels in an Int32Array, or dense rows in a Float64Array.
  targets(first = 0, rows = this.rows - first) {
    const length = size('rows', rows) * this.targetCols;
    const copy = this.classes > 0 ? new Int32Array(length) : new Float64Array(length);
    check(lib.nn_dataset_get_targets(this.handle, size('first', first), rows, copy,
                                     this.classes > 0 ? constants.NN_I32 : constants.NN_F64));
    return copy;
  }
}

function names(nameOf, handle, count) {
  const found = Array.from({ length: count }, (_, i) => nameOf(handle, i));
  return count === 0 || found.includes(null) ? null : found;
}

module.exports = { Dataset };
