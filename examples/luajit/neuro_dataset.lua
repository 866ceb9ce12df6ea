-- SPDX-License-Identifier: MIT
--
-- Datasets from Lua: C arrays in place, files, selections and splits. Rows, columns and classes
-- count from 0, as in the library's messages and in C arrays.

local ffi = require "ffi"
local abi = require "neuro_abi"
local arrays = require "neuro_arrays"
local options = require "neuro_options"
local owner = require "neuro_owner"

local lib, check = abi.lib, abi.check
local TYPES = require("neuro_cdef").types
local Dataset = owner.class("dataset", "nn_dataset_destroy")

-- A dataset on the caller's arrays: nothing is copied. inputs: float, double or uint8_t (pixels,
-- taken as v/255). targets: labels of uint8_t, int32_t or int64_t, or dense rows of float or
-- double.
--
-- shape.rows is needed where targets are dense or pointers, shape.cols and shape.target_cols only
-- where arrays are pointers. The arrays are kept alive, and must not be changed while the dataset
-- or a selection from it lives; shape.copy copies them instead. What a pointer, or a reference to a
-- row of a larger array, points into is for the caller to keep.
function Dataset.new(inputs, targets, shape)
  shape = shape or {}
  local are_labels, label_count = arrays.are_labels(targets)
  local rows = shape.rows or are_labels and label_count
  if not rows then abi.refuse("shape.rows: how many rows there are must be said") end
  rows = abi.size("shape.rows", rows)
  if rows == 0 then abi.refuse("shape.rows: there are no rows") end
  local input_type, cols = arrays.cols("inputs", inputs, arrays.INPUTS, rows, shape.cols)
  local target_type, target_cols = arrays.cols("targets", targets, arrays.TARGETS, rows,
                                               are_labels and 1 or shape.target_cols)
  local create = shape.copy and lib.nn_dataset_create or lib.nn_dataset_wrap
  local out = ffi.new("nn_dataset*[1]")
  check(create(out, inputs, input_type, rows, cols, targets, target_type, target_cols))
  return Dataset.own(out[0], not shape.copy and { inputs, targets } or nil)
end

-- Reads a pair of IDX files, plain or gzip, as MNIST comes.
function Dataset.load_idx(images, labels)
  local out = ffi.new("nn_dataset*[1]")
  check(lib.nn_dataset_load_idx(out, abi.text("images", images), abi.text("labels", labels)))
  return Dataset.own(out[0])
end

-- Reads a CSV file, plain or gzip. label_column counts from 0, or from the end if negative; false:
-- there is none. chosen: the options csv_separator, csv_missing and csv_target. like: a dataset
-- whose classes it has, and what fills its empty cells.
function Dataset.load_csv(path, label_column, chosen, like)
  local column = abi.int64("label_column", label_column or 0)
  if label_column == false then column = require("neuro_cdef").no_label end
  local out = ffi.new("nn_dataset*[1]")
  check(lib.nn_dataset_load_csv_with(out, abi.text("path", path), column, options.create(chosen),
                                     like and owner.handle_of("like", like, Dataset)))
  return Dataset.own(out[0])
end

-- A dataset of some rows by their numbers, in that order, such as { 0, 2, 4 }. It shares the memory
-- of this one, which may be closed before it.
function Dataset:select(rows)
  local numbers = ffi.new("int64_t[?]", #rows)
  for i, row in ipairs(rows) do numbers[i - 1] = abi.int64("a row", row) end
  local out = ffi.new("nn_dataset*[1]")
  check(lib.nn_dataset_select(out, self:handle(), numbers, #rows))
  return Dataset.own(out[0], self.keep)
end

-- Two datasets: the second one has that part of the rows, drawn at random, and of each class the
-- same part.
function Dataset:split(part, seed)
  local first, second = ffi.new("nn_dataset*[1]"), ffi.new("nn_dataset*[1]")
  check(lib.nn_dataset_split(first, second, self:handle(), part, abi.int64("seed", seed or 0)))
  return Dataset.own(first[0], self.keep), Dataset.own(second[0], self.keep)
end

-- The number of rows; of input columns; of target columns (1 for labels, 0 without targets); of
-- classes (the largest label + 1, 0 for dense targets).
function Dataset:rows() return tonumber(lib.nn_dataset_rows(self:handle())) end
function Dataset:cols() return tonumber(lib.nn_dataset_cols(self:handle())) end
function Dataset:target_cols() return tonumber(lib.nn_dataset_target_cols(self:handle())) end
function Dataset:classes() return tonumber(lib.nn_dataset_classes(self:handle())) end

local function name(text)
  return text ~= nil and ffi.string(text) or nil
end

-- The name of a class, or of an input column; nil where a file has none.
function Dataset:class_name(class)
  return name(lib.nn_dataset_class_name(self:handle(), abi.size("class", class)))
end
function Dataset:column_name(column)
  return name(lib.nn_dataset_column_name(self:handle(), abi.size("column", column)))
end

-- Rows `first` and so many from there on; all by default.
local function range(self, first, rows)
  first = abi.size("first", first or 0)
  return first, abi.size("rows", rows or math.max(self:rows() - first, 0))
end

-- A copy of rows of inputs, in single precision, as a network takes them: pixels as v/255.
function Dataset:inputs(first, rows)
  first, rows = range(self, first, rows)
  local copy = arrays.new("f32", rows * self:cols())
  check(lib.nn_dataset_get_inputs(self:handle(), first, rows, copy, TYPES.f32))
  return copy
end

-- A copy of rows of targets: labels as int64_t, or dense rows as double.
function Dataset:targets(first, rows)
  first, rows = range(self, first, rows)
  local element = self:classes() > 0 and "i64" or "f64"
  local copy = arrays.new(element, rows * self:target_cols())
  check(lib.nn_dataset_get_targets(self:handle(), first, rows, copy, TYPES[element]))
  return copy
end

return Dataset
