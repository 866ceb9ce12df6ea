// SPDX-License-Identifier: MIT
//
// The C side of neuro.js: the library, with everything that api.json describes declared to koffi.
'use strict';

const koffi = require('koffi');
const { findLibrary, readDescription } = require('./neuro_files.js');

const api = readDescription();

// Types by the names that they have in C. To koffi they have no names, of which it would allow only
// one each in a process: a second copy of this module could not be loaded.
const types = new Map(api.integers.map(({ name, type }) => [name, type]));
for (const { name } of [...api.handles, ...api.structs]) types.set(name, koffi.opaque());

function typeOf({ base, pointers }) {
  if (base === 'char' && pointers === 1) return 'str';
  const type = types.get(base) ?? base;
  return pointers === 0 ? type : koffi.pointer(type, pointers);
}

// What koffi is to copy back after a call: single values and handles that come out in an array of
// one. Untyped memory, and structs, are given as buffers and typed arrays, which C writes to in
// place.
function parameterType(parameter) {
  const isMemory = parameter.base === 'void' && parameter.pointers === 1;
  if (parameter.direction !== 'out' || isMemory) return typeOf(parameter);
  return koffi.out(typeOf(parameter));
}

for (const { name, result, parameters } of api.callbacks) {
  types.set(name, koffi.pointer(koffi.proto(typeOf(result), parameters.map(typeOf))));
}

// Structs last: until here the callbacks knew only their names, and now one of them has a callback.
for (const { name, size, fields } of api.structs) {
  const type = koffi.struct(types.get(name),
                            Object.fromEntries(fields.map((field) => [field.name, typeOf(field)])));
  const fits = koffi.sizeof(type) === size &&
    fields.every((field) => koffi.offsetof(type, field.name) === field.offset);
  if (!fits) throw new Error(`${name} does not lie in memory here as api.json says`);
}

// All constants by the names that they have in C.
const constants = {};
const enumerators = api.enumerations.flatMap(({ values }) => values);
for (const { name, value } of [...api.macros, ...enumerators]) {
  constants[name] = Number.isSafeInteger(value) ? value : BigInt(value);
}

function open() {
  const path = findLibrary();
  try {
    return { path, library: koffi.load(path) };
  } catch (error) {
    throw new Error(`${error.message} (NEURO_LIBRARY may name the path of libneuro)`);
  }
}

// Keeps the library in memory to the end of the process. koffi unloads it before, at exit, when
// there may be networks that nobody has closed, with threads that wait within it: they would crash.
function neverUnload(path) {
  const flags = { linux: 0x1002, darwin: 0x82 }[process.platform]; // RTLD_NOW | RTLD_NODELETE
  if (flags) koffi.load(null).func('dlopen', 'void *', ['str', 'int'])(path, flags);
}

// All functions by the names that they have in C.
function declare() {
  const { path, library } = open();
  neverUnload(path);
  const lib = {};
  for (const { name, result, parameters } of api.functions) {
    lib[name] = library.func(name, typeOf(result), parameters.map(parameterType));
  }
  const { NN_VERSION_MAJOR: major, NN_VERSION_MINOR: minor, NN_VERSION_PATCH: patch } = constants;
  if (lib.nn_version() < major * 1000000 + minor * 1000 + patch) { // its structs may be smaller
    throw new Error(`libneuro ${lib.nn_version_string()} is older than api.json, ${api.version}`);
  }
  return lib;
}

module.exports = { api, constants, lib: declare(), types };
