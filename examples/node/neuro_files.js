// SPDX-License-Identifier: MIT
//
// Finds the library, and api.json, which describes it.
'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const SOURCE_TREE = path.join(__dirname, '..', '..');

// The path of libneuro: $NEURO_LIBRARY, beside this file, in the source tree that this file lies
// in, or else where the system keeps its libraries.
function findLibrary() {
  if (process.env.NEURO_LIBRARY) return process.env.NEURO_LIBRARY;
  const name = 'libneuro.so.0';
  const places = [path.join(__dirname, name),
                  path.join(SOURCE_TREE, 'build', 'release', 'capi', name)];
  return places.find((place) => fs.existsSync(place)) ?? name;
}

function askPkgConfig() {
  try {
    const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
    return execFileSync('pkg-config', ['--variable=api', 'neuro'], options).trim();
  } catch {
    return '';
  }
}

// The path of api.json: $NEURO_API, beside this file, in the source tree, or as installed, which is
// asked last since it takes another process.
function findDescription() {
  if (process.env.NEURO_API) return process.env.NEURO_API;
  const places = [path.join(__dirname, 'api.json'),
                  path.join(SOURCE_TREE, 'capi', 'doc', 'api.json')];
  const found = places.find((place) => fs.existsSync(place)) ?? askPkgConfig();
  if (!found) throw new Error('there is no api.json (NEURO_API may name its path)');
  return found;
}

function readDescription() {
  const file = findDescription();
  const api = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (api.name !== 'neuro' || api.format !== 1) {
    throw new Error(`${file} is not a description of libneuro in format 1`);
  }
  return api;
}

module.exports = { findLibrary, readDescription };
