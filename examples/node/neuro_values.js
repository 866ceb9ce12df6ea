// SPDX-License-Identifier: MIT
//
// What neuro.js asks of numbers and strings before koffi turns them into C's, which it does without
// complaint: it cuts off what does not fit.
'use strict';

const koffi = require('koffi');
const { api, types } = require('./neuro_library.js');

const shown = (value) => (typeof value === 'string' ? JSON.stringify(value) : String(value));

// A whole number for an int64_t: a number, or a BigInt where a number would lose bits.
function int64(name, value) {
  if (typeof value === 'bigint') {
    if (BigInt.asIntN(64, value) !== value) {
      throw new RangeError(`${name} is out of range: ${value}`);
    }
  } else if (!Number.isSafeInteger(value)) {
    throw new TypeError(`${name}: ${shown(value)}, expected a whole number ` +
                        '(beyond 2^53 a BigInt, such as 123n)');
  }
  return value;
}

// The same for a size_t. Sizes stay below 2^53, and so they are numbers.
function size(name, value) {
  const number = Number(int64(name, value));
  if (number < 0 || !Number.isSafeInteger(number)) {
    throw new RangeError(`${name} is out of range: ${value}`);
  }
  return number;
}

// A string that C sees whole.
function text(name, value) {
  if (typeof value !== 'string' || value.includes('\0')) {
    throw new TypeError(`${name}: ${shown(value)}, expected a string without zero characters`);
  }
  return value;
}

// 'rows_per_epoch' is called rowsPerEpoch in JavaScript.
const camelCase = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());

const fieldNames = new Map(api.structs.map(({ name, fields }) => [
  name, fields.slice(1).map((field) => [field.name, camelCase(field.name)])])); // not its size

// A struct as an object, at an address or in a buffer.
function readStruct(name, place) {
  const struct = koffi.decode(place, types.get(name));
  return Object.fromEntries(fieldNames.get(name).map(([inC, here]) => [here, struct[inC]]));
}

// Calls a function that fills a struct, and returns that as an object. Such a function wants to
// know beforehand how large the struct is.
function fillStruct(name, fill) {
  const buffer = Buffer.alloc(koffi.sizeof(types.get(name)));
  koffi.encode(buffer, 'size_t', buffer.length);
  fill(buffer);
  return readStruct(name, buffer);
}

module.exports = { camelCase, fillStruct, int64, readStruct, shown, size, text };
