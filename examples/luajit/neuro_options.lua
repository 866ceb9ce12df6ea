-- SPDX-License-Identifier: MIT
--
-- The library's options by name: those of neuro.h in lower case and without NN_OPTION_. Which of
-- them are whole numbers is asked of the library.

local ffi = require "ffi"
local abi = require "neuro_abi"
local cdef = require "neuro_cdef"

local lib, check = abi.lib, abi.check
local options = {}

-- The options whose values have names. Those of `type` are the types of arrays, too.
local CHOICES = setmetatable({ type = cdef.types }, { __index = cdef.choices })

local CALLS = { -- by kind
  int = { set = "nn_set_int", get = "nn_get_int", get_layer = "nn_get_layer_int",
          choose = "nn_options_set_int", choose_layer = "nn_options_set_layer_int",
          out = ffi.typeof("int64_t[1]") },
  real = { set = "nn_set_real", get = "nn_get_real", get_layer = "nn_get_layer_real",
           choose = "nn_options_set_real", choose_layer = "nn_options_set_layer_real",
           out = ffi.typeof("double[1]") },
}

local function sorted_names(list)
  local names = {}
  for name in pairs(list) do table.insert(names, name) end
  table.sort(names)
  return table.concat(names, ", ")
end

local kinds = {} -- "int" or "real", by name

-- An option's number, and its kind.
local function find(name)
  local number = cdef.options[name]
  if not number then
    abi.refuse("there is no option %s; there are %s", tostring(name), sorted_names(cdef.options))
  end
  if not kinds[name] then
    local is_int = lib.nn_option_bounds_int(number, nil, nil, nil) == lib.NN_OK
    kinds[name] = is_int and "int" or "real"
  end
  return number, kinds[name]
end

-- What C takes for a value: names, switches and separators are whole numbers there.
local function to_number(name, kind, value)
  local choices = CHOICES[name]
  if choices and type(value) == "string" then
    return choices[value:lower():gsub("-", "_")] or
      abi.refuse("%s: %q, expected one of %s", name, value, sorted_names(choices))
  end
  if type(value) == "boolean" and kind == "int" then return value and 1 or 0 end
  local is_string = type(value) == "string"
  if name == "csv_separator" and is_string and #value == 1 then return value:byte() end
  if kind == "int" then return abi.int64(name, value) end
  if is_string or not tonumber(value) then -- a string is no number, even if it looks like one
    abi.refuse("%s: %s, expected a number", name, tostring(value))
  end
  return tonumber(value)
end

local function from_number(name, value)
  value = abi.from_int64(value)
  for choice, number in pairs(CHOICES[name] or {}) do
    if number == value then return choice end
  end
  return value
end

-- Options in C with what a table says: { learning_rate = 0.1, optimizer = "adam" }. A list has a
-- value for each layer; layers for which it has none, or false, are left as they are.
function options.create(chosen)
  local out = ffi.new("nn_options*[1]")
  check(lib.nn_options_create(out))
  local handle = ffi.gc(out[0], function(pointer) lib.nn_options_destroy(pointer) end)
  for name, value in pairs(chosen or {}) do
    local number, kind = find(name)
    if type(value) == "table" then
      for i, each in pairs(value) do
        if each then
          check(lib[CALLS[kind].choose_layer](handle, abi.size(name, i) - 1, number,
                                              to_number(name, kind, each)))
        end
      end
    else
      check(lib[CALLS[kind].choose](handle, number, to_number(name, kind, value)))
    end
  end
  return handle
end

-- Sets an option of a network that lives.
function options.set(network, name, value)
  local number, kind = find(name)
  check(lib[CALLS[kind].set](network, number, to_number(name, kind, value)))
end

-- Whether an option is a real number: a callback may change no others of the network being fitted.
function options.is_real(name)
  local _, kind = find(name)
  return kind == "real"
end

-- The value that a network has, or a layer of it, counted from 0.
function options.get(network, name, layer)
  local number, kind = find(name)
  local value = CALLS[kind].out()
  if layer then
    check(lib[CALLS[kind].get_layer](network, abi.size("layer", layer), number, value))
  else
    check(lib[CALLS[kind].get](network, number, value))
  end
  return kind == "int" and from_number(name, value[0]) or value[0]
end

return options
