-- SPDX-License-Identifier: MIT
--
-- libneuro from LuaJIT: fully connected networks, trained on CPUs, on C arrays in place.
--
--     local neuro = require "neuro"
--     local network = neuro.network({ 784, 64, 32, 16, 10 }, { optimizer = "adam", seed = 1 })
--     local train, test = neuro.load_csv("digits.csv", -1):split(0.2)
--     network:fit(train, test, function(progress) print(progress.epoch, progress.loss) end)
--     network:save("digits.safetensors")
--
-- This file and the neuro_*.lua beside it, on LuaJIT's ffi alone. Arrays are C arrays, such as
-- ffi.new("float[?]", 784), and never copied on their way into the library. neuro.h describes what
-- the calls do; these modules only say where Lua differs. What is made here is freed by the
-- collector, which does not know how large it is: close() frees it at once.
--
-- Whatever fails throws an error value: a table with status, name ("NN_ERROR_FORMAT") and message,
-- which pcall() catches and tostring() shows.

local ffi = require "ffi"
local abi = require "neuro_abi"
local Dataset = require "neuro_dataset"
local Network = require "neuro_network"

return {
  network = Network.new,
  load = Network.load,
  load_string = Network.load_string,
  dataset = Dataset.new,
  load_idx = Dataset.load_idx,
  load_csv = Dataset.load_csv,
  is_error = abi.is_error,
  version = ffi.string(abi.lib.nn_version_string()),
  cpu_target = ffi.string(abi.lib.nn_cpu_target()), -- the instruction set in use, such as "avx2"
  lib = abi.lib, -- all functions of neuro.h, for what has no method here
}
