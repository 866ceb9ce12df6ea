// SPDX-License-Identifier: MIT
//
// libneuro from Node.js: fully connected networks, trained on CPUs, on typed arrays in place.
//
//     const { Dataset, Network } = require('./neuro.js');
//     const network = new Network([784, 64, 32, 16, 10], { optimizer: 'adam', seed: 1 });
//     const [train, test] = Dataset.loadCsv('digits.csv', { labelColumn: -1 }).split(0.2);
//     network.fit(train, { validation: test, onProgress: ({ loss }) => console.log(loss) });
//     network.save('digits.safetensors');
//
// This file and the neuro_*.js beside it, on koffi alone. Typed arrays are never copied on their
// way into the library. neuro.h describes what the calls do; these modules only say where
// JavaScript differs. What is made here is freed by the collector, which does not know how large it
// is, and may do so late: close() frees it at once.
'use strict';

const { constants, lib } = require('./neuro_library.js');
const { NeuroError } = require('./neuro_error.js');
const { Dataset } = require('./neuro_dataset.js');
const { Network } = require('./neuro_network.js');
const { OPTIONS } = require('./neuro_options.js');

module.exports = {
  Dataset,
  Network,
  NeuroError,
  optionNames: [...OPTIONS.keys()],
  version: lib.nn_version_string(),
  cpuTarget: lib.nn_cpu_target(), // the instruction set in use, such as 'avx2'
  lib, // all functions of neuro.h, for what has no method here
  constants, // and all its constants
};
