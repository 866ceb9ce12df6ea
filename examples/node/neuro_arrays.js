// SPDX-License-Identifier: MIT
//
// What neuro.js asks of typed arrays: types and lengths that the library takes in place.
'use strict';

const { constants } = require('./neuro_library.js');
const { size } = require('./neuro_values.js');

// nn_type by the names of typed arrays. Buffers are Uint8Arrays; a canvas has clamped ones.
const TYPES = {
  Float32Array: constants.NN_F32, Float64Array: constants.NN_F64, Uint8Array: constants.NN_U8,
  Uint8ClampedArray: constants.NN_U8, Int32Array: constants.NN_I32,
  BigInt64Array: constants.NN_I64,
};
const REALS = ['Float32Array', 'Float64Array'];
const INPUTS = [...REALS, 'Uint8Array', 'Uint8ClampedArray'];
const LABELS = ['Uint8Array', 'Uint8ClampedArray', 'Int32Array', 'BigInt64Array'];

// The name of a typed array's type, also of one that comes from another context. (instanceof would
// not know that.)
const kindOf = (array) => (ArrayBuffer.isView(array) ? array[Symbol.toStringTag] : undefined);

// The nn_type of a typed array that is one of those.
function typeOf(name, array, allowed) {
  const kind = kindOf(array);
  if (!allowed.includes(kind)) {
    throw new TypeError(`${name}: expected ${allowed.join(', ')}, not ${kind ?? typeof array}`);
  }
  return TYPES[kind];
}

// The nn_type of a typed array of that length.
function typeOfLength(name, array, allowed, length) {
  const type = typeOf(name, array, allowed);
  if (array.length !== length) {
    throw new RangeError(`${name}: ${array.length} elements, expected ${length}`);
  }
  return type;
}

// How many parts of that length an array has.
function divide(name, array, length) {
  const count = array.length / length;
  if (!Number.isInteger(count) || count === 0) {
    throw new RangeError(`${name}: ${array.length} elements cannot be divided by ${length}`);
  }
  return count;
}

// The nn_type and rows of inputs of so many columns.
function describeInputs(inputs, cols) {
  const type = typeOf('inputs', inputs, INPUTS);
  return { type, rows: divide('inputs', inputs, cols) };
}

// Whether targets are labels, one a row, or else dense rows of numbers.
const areLabels = (targets) => LABELS.includes(kindOf(targets));

// The nn_type of targets for so many rows: labels, or dense rows of so many outputs.
function describeTargets(targets, rows, outputs) {
  return areLabels(targets) ? typeOfLength('labels', targets, LABELS, rows)
    : typeOfLength('targets', targets, REALS, rows * outputs);
}

// The shape of inputs and targets that make a dataset of so many rows (undefined: as many as
// labels).
function describeRows(inputs, targets, count) {
  const inputType = typeOf('inputs', inputs, INPUTS);
  const targetType = typeOf('targets', targets, [...LABELS, ...REALS]);
  if (count === undefined && !areLabels(targets)) {
    throw new TypeError('rows: how many rows there are must be said where targets are not labels');
  }
  const rows = size('rows', count ?? targets.length);
  if (areLabels(targets)) typeOfLength('labels', targets, LABELS, rows);
  const cols = divide('inputs', inputs, rows);
  return { inputType, targetType, rows, cols, targetCols: divide('targets', targets, rows) };
}

// Whoever keeps the address of an array must know that its memory stays: small arrays lie where the
// collector may move them, until their buffer is asked for, and resizable ones may shrink.
function settle(name, array) {
  if (array.buffer.resizable) throw new TypeError(`${name}: the buffer of this array is resizable`);
  return array;
}

module.exports = { REALS, describeInputs, describeRows, describeTargets, settle, typeOfLength };
