// SPDX-License-Identifier: MIT
//
// The library's options by name: those of neuro.h in camel case and without NN_OPTION_, such as
// learningRate. Their numbers and the names of their values are in api.json; which of them are
// whole numbers is asked of the library.
'use strict';

const { api, constants, lib } = require('./neuro_library.js');
const { check } = require('./neuro_error.js');
const { camelCase, int64, shown, size } = require('./neuro_values.js');

// 'NN_OPTION_LEARNING_RATE' with the prefix 'NN_OPTION_' becomes 'learning_rate'.
const short = (name, { prefix }) => name.slice(prefix.length).toLowerCase();

const enumeration = (type) => api.enumerations.find((each) => each.type === type);

// The options whose values have names: Maps of these, by the options' names in C.
const choices = new Map();
for (const each of api.enumerations) {
  const values = new Map(each.values.map(({ name, value }) => [short(name, each), value]));
  for (const option of each.options) choices.set(option, values);
}

// { number, kind: 'int' or 'real', choices } by name.
const OPTIONS = new Map();
{
  const all = enumeration('nn_option');
  for (const { name, value: number } of all.values) {
    const isInt = lib.nn_option_bounds_int(number, null, null, null) === constants.NN_OK;
    OPTIONS.set(camelCase(short(name, all)),
                { number, kind: isInt ? 'int' : 'real', choices: choices.get(name) });
  }
}

function find(name) {
  const option = OPTIONS.get(name);
  if (!option) {
    throw new TypeError(`there is no option ${shown(name)}; there are ` +
                        [...OPTIONS.keys()].join(', '));
  }
  return option;
}

// What C takes for a value: names, switches and separators are whole numbers there.
function toNumber(name, { kind, choices: known }, value) {
  if (known && typeof value === 'string') {
    const number = known.get(value.toLowerCase().replaceAll('-', '_'));
    if (number === undefined) {
      throw new RangeError(`${name}: ${shown(value)}, expected one of ` +
                           [...known.keys()].join(', '));
    }
    return number;
  }
  if (typeof value === 'boolean' && kind === 'int') return Number(value);
  if (name === 'csvSeparator' && typeof value === 'string' && value.length === 1) {
    return value.charCodeAt(0);
  }
  if (kind === 'int') return int64(name, value);
  if (typeof value !== 'number') throw new TypeError(`${name}: ${shown(value)}, expected a number`);
  return value;
}

// Calls use(options) with the options in C that an object says: { learningRate: 0.1 }. An array has
// a value for each layer; where it is undefined or null, the layer is left as it is.
function withOptions(chosen, use) {
  const out = [null];
  check(lib.nn_options_create(out));
  const [handle] = out;
  try {
    for (const [name, value] of Object.entries(chosen)) {
      const option = find(name);
      if (Array.isArray(value)) {
        value.forEach((each, layer) => {
          if (each === undefined || each === null) return;
          check(lib[`nn_options_set_layer_${option.kind}`](handle, layer, option.number,
                                                           toNumber(name, option, each)));
        });
      } else if (value !== undefined) {
        check(lib[`nn_options_set_${option.kind}`](handle, option.number,
                                                   toNumber(name, option, value)));
      }
    }
    return use(handle);
  } finally {
    lib.nn_options_destroy(handle);
  }
}

// Whether an option is a real number: a callback may change no others of the network being fitted.
const isReal = (name) => find(name).kind === 'real';

// Sets an option of a network that lives.
function setOption(network, name, value) {
  const option = find(name);
  check(lib[`nn_set_${option.kind}`](network, option.number, toNumber(name, option, value)));
}

// The value that a network has, or a layer of it: a name, a number, or a BigInt if that is too
// large.
function getOption(network, name, layer) {
  const option = find(name);
  const out = [0];
  if (layer === undefined) {
    check(lib[`nn_get_${option.kind}`](network, option.number, out));
  } else {
    check(lib[`nn_get_layer_${option.kind}`](network, size('layer', layer), option.number, out));
  }
  for (const [choice, number] of option.choices ?? []) if (number === out[0]) return choice;
  return out[0];
}

module.exports = { OPTIONS, getOption, isReal, setOption, withOptions };
