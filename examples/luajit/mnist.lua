-- SPDX-License-Identifier: MIT
--
-- Trains a network on the IDX files of MNIST, or of images like it, from LuaJIT. The counterpart of
-- mnist.c: with the same options it learns the very same weights.

package.path = (arg[0]:match("^(.*/)") or "./") .. "?.lua;" .. package.path
local bit = require "bit"
local ffi = require "ffi"
local neuro = require "neuro"

local USAGE = [[
usage: luajit mnist.lua [--epochs N] [--batch N] [--rate R] [--seed N] [--workers N]
                        TRAIN_IMAGES TRAIN_LABELS TEST_IMAGES TEST_LABELS
]]

ffi.cdef "int64_t neuro_strtoll(const char* text, char** stop, int base) __asm__(\"strtoll\");"

local function usage_error(what)
  io.stderr:write("mnist.lua: ", what, "\n", USAGE)
  os.exit(2)
end

-- A whole number of up to 64 bits: tonumber() would round a seed beyond 2^53.
local function parse_integer(name, text)
  ffi.errno(0)
  local value = text:match("^[+-]?%d+$") and ffi.C.neuro_strtoll(text, nil, 10)
  if not value or ffi.errno() ~= 0 then usage_error(name .. " needs a whole number") end
  return value
end

local function parse_arguments(arguments)
  local known = { ["--epochs"] = "epochs", ["--batch"] = "batch_size", ["--rate"] = "learning_rate",
                  ["--seed"] = "seed", ["--workers"] = "workers" }
  local options, files, i = {}, {}, 1
  while i <= #arguments do
    local text, name = arguments[i], known[arguments[i]]
    if name then
      i = i + 1
      local value = arguments[i] or usage_error(text .. " needs a value")
      options[name] = name ~= "learning_rate" and parse_integer(text, value) or tonumber(value)
        or usage_error(text .. " needs a number")
    elseif text:find("^%-") then
      usage_error("there is no " .. text)
    else
      table.insert(files, text)
    end
    i = i + 1
  end
  if #files ~= 4 then usage_error("needs four IDX files") end
  return options, files
end

-- The 64-bit FNV-1a hash of all parameters, as little-endian single precision.
local function hash_parameters(network)
  local hash = 0xcbf29ce484222325ULL
  for layer = 0, #network.sizes - 2 do
    for _, array in ipairs { network:get_parameters(layer, "f32") } do
      local words = ffi.cast("const uint32_t*", array)
      for i = 0, ffi.sizeof(array) / 4 - 1 do
        for shift = 0, 24, 8 do
          local byte = bit.band(bit.rshift(words[i], shift), 0xff)
          hash = bit.bxor(hash, byte) * 0x100000001b3ULL
        end
      end
    end
  end
  return bit.tohex(hash, 16)
end

-- Shows what becomes of a status: a label that is no class is the caller's mistake.
local function show_refusal(network)
  local image = ffi.new("float[?]", network.sizes[1])
  local label = ffi.new("int32_t[1]", network.sizes[#network.sizes])
  local ok, problem = pcall(network.train_batch, network, image, label)
  assert(not ok and neuro.is_error(problem), "a label beyond the last class was taken")
  print(("refused       %s: %s"):format(problem.name, problem.message))
end

local function show_progress(progress)
  if not progress.epoch_ended then return end
  print(("epoch %d/%d  loss %.4f  accuracy %.2f%%  test %.2f%%  %.0f rows/s  %.1f s left"):format(
    progress.epoch, progress.epochs, progress.loss, 100 * progress.accuracy,
    100 * progress.validation_accuracy, progress.rows_per_second, progress.seconds_left))
  io.flush()
end

-- Saves the network, loads it again, and compares what both predict, bit by bit.
local function check_file(network, test)
  local path = os.tmpname()
  network:save(path)
  local loaded = neuro.load(path)
  os.remove(path)
  local expected, found = network:predict(test), loaded:predict(test)
  assert(ffi.sizeof(expected) == ffi.sizeof(found) and
         ffi.string(expected, ffi.sizeof(expected)) == ffi.string(found, ffi.sizeof(found)),
         "the loaded network predicts something else")
  loaded:close()
  print(("model file    saved and loaded: the same bits for %d images"):format(test:rows()))
end

local function main()
  local options, files = parse_arguments(arg)
  local train = neuro.load_idx(files[1], files[2])
  local test = neuro.load_idx(files[3], files[4])
  local network = neuro.network({ train:cols(), 64, 32, 16, train:classes() }, options)
  print(("training set  %s: %d rows of %d columns, %d classes"):format(
    files[1], train:rows(), train:cols(), train:classes()))
  print(("test set      %s: %d rows"):format(files[3], test:rows()))
  print(("network       %s, learning rate %g, batch %d, seed %s"):format(
    table.concat(network.sizes, "-"), network:get_option("learning_rate"),
    network:get_option("batch_size"), (tostring(network:get_option("seed")):gsub("LL$", ""))))
  print(("machine       libneuro %s, %s instructions, %d worker(s)"):format(
    neuro.version, neuro.cpu_target, network:get_option("workers")))
  show_refusal(network)
  print()

  network:fit(train, test, show_progress)
  local metrics = network:evaluate(test)
  print(("\ntest accuracy %.2f%%: %d of %d images right, loss %.4f"):format(
    100 * metrics.accuracy, metrics.correct, metrics.rows, metrics.loss))
  check_file(network, test)
  print("hash " .. hash_parameters(network))
end

local ok, problem = pcall(main)
if not ok then
  io.stderr:write("mnist.lua: ", tostring(problem), "\n")
  os.exit(1)
end
