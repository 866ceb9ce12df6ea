-- SPDX-License-Identifier: MIT
--
-- What neuro.lua asks of arrays: C arrays of a type and size that the library takes in place.

local ffi = require "ffi"
local abi = require "neuro_abi"

local TYPES = require("neuro_cdef").types

local arrays = {
  INPUTS = { "f32", "f64", "u8" },
  LABELS = { "u8", "i32", "i64" },
  REALS = { "f32", "f64" },
  TARGETS = { "u8", "i32", "i64", "f32", "f64" },
}

local C_NAMES = { f32 = "float", f64 = "double", u8 = "uint8_t", i32 = "int32_t", i64 = "int64_t" }
local MAKERS, SHOWN = {}, {} -- constructors, and elements by the names that ctypes show
for element, name in pairs(C_NAMES) do
  MAKERS[element] = ffi.typeof(name .. "[?]")
  SHOWN[tostring(ffi.typeof(name)):match("<(.*)>")] = element
end

local function includes(list, value)
  for _, each in ipairs(list) do
    if each == value then return true end
  end
  return false
end

-- Elements by ctype: to ask a ctype for its name costs more than a small step of training.
local known = {}

-- The element of a ctype of arrays, and whether it is a pointer, which has no size of its own.
local function inspect(ctype)
  local id = tonumber(ctype)
  if known[id] == nil then
    local shown = tostring(ctype):gsub("const ", ""):gsub(" %(&%)", " ")
    local name, shape = shown:match("^ctype<(.-) ?([%[%*].*)>$")
    local is_array = shape and shape:find("^[%[%]%d%?]+$")
    known[id] = SHOWN[name] and (is_array or shape == "*")
      and { element = SHOWN[name], is_pointer = not is_array } or false
  end
  return known[id]
end

-- A new array: arrays.new("f32", 10).
function arrays.new(element, count)
  return MAKERS[element](count)
end

-- The element of a C array that is one of `allowed`, and how many there are; nil for a pointer.
local function describe(name, array, allowed)
  local found = type(array) == "cdata" and inspect(ffi.typeof(array))
  if not found or not includes(allowed, found.element) then
    local names = {}
    for i, element in ipairs(allowed) do names[i] = C_NAMES[element] .. "[?]" end
    abi.refuse("%s: %s, expected a C array: %s", name,
               type(array) == "cdata" and tostring(ffi.typeof(array)) or type(array),
               table.concat(names, ", "))
  end
  if found.is_pointer then return found.element end
  return found.element, ffi.sizeof(array) / ffi.sizeof(C_NAMES[found.element])
end

-- The nn_type of an array of rows x cols, and rows. Where rows are not given they are what the
-- array has; where they are, it may have more.
function arrays.rows(name, array, allowed, cols, rows)
  local element, count = describe(name, array, allowed)
  rows = rows and abi.size("rows", rows) or count and count / cols
  if not rows then abi.refuse("%s: a pointer, which does not say how many rows it has", name) end
  if rows % 1 ~= 0 or rows < 1 or count and count < rows * cols then
    abi.refuse("%s: %s elements are not %s rows of %d", name, tostring(count or "these"),
               rows % 1 == 0 and ("%d"):format(rows) or "whole", cols)
  end
  return TYPES[element], rows
end

-- The nn_type and columns of an array of so many rows.
function arrays.cols(name, array, allowed, rows, cols)
  local _, count = describe(name, array, allowed)
  cols = cols and abi.size(name .. ", columns", cols) or count and count / rows
  if not cols or cols % 1 ~= 0 then
    abi.refuse("%s: %s elements are not %d rows", name, tostring(count or "a pointer's"), rows)
  end
  return arrays.rows(name, array, allowed, cols, rows), cols
end

-- Whether targets are labels, one a row; how many elements an array has (nil: a pointer).
function arrays.are_labels(targets)
  local element, count = describe("targets", targets, arrays.TARGETS)
  return includes(arrays.LABELS, element), count
end

-- The nn_type of targets for so many rows, labels or dense rows of so many outputs. is_part: there
-- may be more of them.
function arrays.targets(targets, rows, outputs, is_part)
  local are_labels, count = arrays.are_labels(targets)
  local cols = are_labels and 1 or outputs
  if count and not is_part and count ~= rows * cols then
    abi.refuse("targets: %d elements, expected %d rows of %d", count, rows, cols)
  end
  return (arrays.rows("targets", targets, arrays.TARGETS, cols, rows))
end

return arrays
