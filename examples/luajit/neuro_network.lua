-- SPDX-License-Identifier: MIT
--
-- Networks from Lua: creation, files, steps of training, prediction, parameters, metadata. Layers
-- count from 0, as in the library's messages; `sizes` is a Lua list, whose first entry is the
-- inputs.

local ffi = require "ffi"
local abi = require "neuro_abi"
local arrays = require "neuro_arrays"
local options = require "neuro_options"
local owner = require "neuro_owner"
local Dataset = require "neuro_dataset"

local lib, check = abi.lib, abi.check
local TYPES = require("neuro_cdef").types
local Network = owner.class("network", "nn_destroy")
require "neuro_fit"(Network)

local function own(handle)
  local network = Network.own(handle)
  network.sizes = {}
  for i = 1, tonumber(lib.nn_layer_count(handle)) do
    network.sizes[i] = tonumber(lib.nn_layer_size(handle, i - 1))
  end
  network.type = options.get(handle, "type") -- of its arithmetic: "f32" or "f64"
  return network
end

-- A network of dense layers: Network.new({ 784, 64, 10 }, { activation = "gelu", seed = 1 }).
-- sizes: the inputs, then the width of each layer. chosen: options as neuro_options.lua takes them.
function Network.new(sizes, chosen)
  if type(sizes) ~= "table" then abi.refuse("sizes: %s, expected a list", type(sizes)) end
  local widths = ffi.new("size_t[?]", #sizes)
  for i, size in ipairs(sizes) do widths[i - 1] = abi.size("a layer's size", size) end
  local out = ffi.new("nn_network*[1]")
  check(lib.nn_create(out, widths, #sizes, options.create(chosen)))
  return own(out[0])
end

-- A network from a model file or checkpoint; options replace those of the file.
function Network.load(path, chosen)
  local out = ffi.new("nn_network*[1]")
  check(lib.nn_load(out, abi.text("path", path), options.create(chosen)))
  return own(out[0])
end

-- The same from a string that holds such a file.
function Network.load_string(bytes, chosen)
  if type(bytes) ~= "string" then abi.refuse("bytes: %s, expected a string", type(bytes)) end
  local out = ffi.new("nn_network*[1]")
  check(lib.nn_load_buffer(out, bytes, #bytes, options.create(chosen)))
  return own(out[0])
end

-- Saves the network as a model file; or with where training stands, for resume().
function Network:save(path)
  check(lib.nn_save(self:handle(), abi.text("path", path)))
end
function Network:save_checkpoint(path)
  check(lib.nn_save_checkpoint(self:handle(), abi.text("path", path)))
end

local function to_string(save, handle)
  local size = ffi.new("size_t[1]")
  check(save(handle, nil, 0, size))
  local buffer = ffi.new("uint8_t[?]", size[0])
  check(save(handle, buffer, size[0], size))
  return ffi.string(buffer, size[0])
end

-- What save() writes, as a string; what save_checkpoint() writes.
function Network:to_string()
  return to_string(lib.nn_save_buffer, self:handle())
end
function Network:to_checkpoint_string()
  return to_string(lib.nn_save_checkpoint_buffer, self:handle())
end

-- Takes weights and biases from another program's file, such as a PyTorch state_dict.
function Network:load_parameters(path)
  check(lib.nn_load_parameters(self:handle_to_change(), abi.text("path", path)))
end

-- The value of an option; that of a layer; and sets one that may change while a network lives.
function Network:get_option(name)
  return options.get(self:handle(), name)
end
function Network:get_layer_option(layer, name)
  return options.get(self:handle(), name, layer)
end
function Network:set_option(name, value)
  local handle = options.is_real(name) and self:handle() or self:handle_to_change()
  options.set(handle, name, value)
end

-- How many steps have changed the weights.
function Network:step_count()
  return abi.from_int64(lib.nn_step_count(self:handle()))
end

-- Allocates all that steps on up to max_rows rows need.
function Network:reserve(max_rows)
  check(lib.nn_reserve(self:handle_to_change(), abi.size("max_rows", max_rows)))
end

local loss = ffi.new("double[1]") -- one for all steps, which so need no memory

-- One step of training on C arrays; returns the batch's mean loss before it. rows is needed only
-- for pointers, or where fewer rows are meant than an array has.
function Network:train_batch(inputs, targets, rows)
  local input_type, count = arrays.rows("inputs", inputs, arrays.INPUTS, self.sizes[1], rows)
  local target_type = arrays.targets(targets, count, self.sizes[#self.sizes], rows ~= nil)
  check(lib.nn_train_batch(self:handle_to_change(), inputs, input_type, targets, target_type, count,
                           loss))
  return loss[0]
end

-- The outputs for each row, row by row in a new array of the network's type, or in `out`; and the
-- number of rows. inputs: a C array, with rows as in train_batch(), or a dataset.
function Network:predict(inputs, rows, out)
  local handle, outputs = self:handle(), self.sizes[#self.sizes]
  local dataset = owner.is(inputs, Dataset) and inputs
  local input_type, count
  if dataset then
    count = dataset:rows()
  else
    input_type, count = arrays.rows("inputs", inputs, arrays.INPUTS, self.sizes[1], rows)
  end
  out = out or arrays.new(self.type, count * outputs)
  local type = arrays.rows("out", out, arrays.REALS, outputs, count)
  if dataset then
    check(lib.nn_predict_dataset(handle, dataset:handle(), out, type))
  else
    check(lib.nn_predict(handle, inputs, input_type, count, out, type))
  end
  return out, count
end

-- What the network makes of a dataset, as a table: rows, correct, loss, accuracy.
function Network:evaluate(dataset)
  local metrics = ffi.new("nn_metrics", { struct_size = ffi.sizeof("nn_metrics") })
  check(lib.nn_evaluate(self:handle(), owner.handle_of("dataset", dataset, Dataset), metrics))
  return abi.to_table(metrics, { "rows", "correct", "loss", "accuracy" })
end

-- The finished epochs of all fits, each a table with the fields of nn_epoch.
function Network:history()
  local handle, history = self:handle(), {}
  for i = 1, tonumber(lib.nn_history_count(handle)) do
    local epoch = ffi.new("nn_epoch", { struct_size = ffi.sizeof("nn_epoch") })
    check(lib.nn_history(handle, i - 1, epoch))
    history[i] = abi.to_table(epoch, { "rows", "learning_rate", "loss", "accuracy",
                                       "validation_loss", "validation_accuracy" })
  end
  return history
end

-- The inputs and outputs of a layer 0 ... #sizes - 2.
local function layer_shape(self, layer)
  if abi.size("layer", layer) > #self.sizes - 2 then
    abi.refuse("layer: %d, expected 0 ... %d", layer, #self.sizes - 2)
  end
  return self.sizes[layer + 1], self.sizes[layer + 2]
end

-- A copy of weights, [out][in], and bias of a layer, in the network's type or the one named.
function Network:get_parameters(layer, type)
  local inputs, outputs = layer_shape(self, layer)
  type = type or self.type
  if type ~= "f32" and type ~= "f64" then abi.refuse("type: %s, expected f32 or f64", type) end
  local weights, bias = arrays.new(type, inputs * outputs), arrays.new(type, outputs)
  check(lib.nn_get_parameters(self:handle(), layer, weights, bias, TYPES[type]))
  return weights, bias
end

-- Copies weights [out][in] and bias, C arrays of one type, into a layer.
function Network:set_parameters(layer, weights, bias)
  local inputs, outputs = layer_shape(self, layer)
  local type = arrays.rows("weights", weights, arrays.REALS, inputs, outputs)
  if arrays.rows("bias", bias, arrays.REALS, 1, outputs) ~= type then
    abi.refuse("bias: expected the type that the weights have")
  end
  check(lib.nn_set_parameters(self:handle_to_change(), layer, weights, bias, type))
end

-- What is saved with the network, as a table of strings: a copy.
function Network:metadata()
  local handle, metadata = self:handle(), {}
  for i = 1, tonumber(lib.nn_metadata_count(handle)) do
    local key = lib.nn_metadata_key(handle, i - 1)
    metadata[ffi.string(key)] = ffi.string(lib.nn_metadata(handle, key))
  end
  return metadata
end

-- Sets a value of that; nil removes the key.
function Network:set_metadata(key, value)
  check(lib.nn_set_metadata(self:handle_to_change(), abi.text("key", key),
                            value ~= nil and abi.text("value", value) or nil))
end

return Network
