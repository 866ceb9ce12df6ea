-- SPDX-License-Identifier: MIT
--
-- Tests neuro.lua without any data: `luajit test_neuro.lua`. The last line is "N passed, N failed".

local folder = arg[0]:match("^(.*/)") or "./"
package.path = folder .. "?.lua;" .. package.path
local ffi = require "ffi"
local json = require "json"
local neuro = require "neuro"

local tests = {}

-- The two exclusive-or problems' rows: C arrays of 4 x 2 inputs and 4 labels.
local X = ffi.new("float[8]", { 0, 0, 0, 1, 1, 0, 1, 1 })
local XOR = ffi.new("uint8_t[4]", { 0, 1, 1, 0 })

local function new_network(options)
  return neuro.network({ 2, 16, 2 }, options)
end

local function equal(found, expected, what)
  if found ~= expected then
    error(("%s: %s, expected %s"):format(what or "value", tostring(found), tostring(expected)), 2)
  end
end

-- Calls a function that must throw an error of the library, and returns that.
local function refused(name, message, call, ...)
  local ok, problem = pcall(call, ...)
  assert(not ok, "nothing was thrown")
  assert(neuro.is_error(problem), tostring(problem))
  equal(problem.name, name, "name")
  assert(problem.message:find(message, 1, true), problem.message)
  return problem
end

local function invalid(message, call, ...)
  return refused("NN_ERROR_INVALID_ARGUMENT", message, call, ...)
end

local function bytes(array)
  return ffi.string(array, ffi.sizeof(array))
end

local function read_file(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

local function description()
  return read_file(os.getenv("NEURO_API") or folder .. "../../capi/doc/api.json")
end

function tests.the_declarations_are_those_of_the_description()
  equal(require("cdef_writer")(description()), read_file(folder .. "neuro_cdef.lua"),
        "neuro_cdef.lua (make_cdef.lua makes it anew)")
end

function tests.structs_lie_in_memory_as_described()
  for _, struct in ipairs(json.read(description()).structs) do
    equal(ffi.sizeof(struct.name), struct.size, struct.name)
    for _, field in ipairs(struct.fields) do
      equal(ffi.offsetof(struct.name, field.name), field.offset, field.name)
    end
  end
end

function tests.json_is_read()
  local value = json.read(' {"a": [1, -2.5e3, true, null, "\\u00e9\\n\\ud83d\\ude00"], "b": {} } ')
  equal(value.a[1] + value.a[2], -2499)
  equal(value.a[4], json.null)
  equal(value.a[5], "\195\169\n\240\159\152\128")
  equal(json.read("9007199254740993"), 9007199254740993LL)
  for _, text in ipairs { "", "[1", '{"a"}', '"\\x"', "1 2", "[1,]" } do
    assert(not pcall(json.read, text), text)
  end
end

function tests.xor_is_learnt()
  local network = new_network()
  local loss
  for _ = 1, 2000 do loss = network:train_batch(X, XOR) end
  assert(loss < 0.05, loss)
  local outputs, rows = network:predict(X)
  equal(rows, 4)
  for row = 0, 3 do
    equal(outputs[2 * row + 1] > 0.5 and 1 or 0, XOR[row], "row " .. row)
  end
  equal(network:step_count(), 2000)
  network:close()
end

function tests.a_dataset_lies_on_the_arrays_and_keeps_them()
  local function make()
    local inputs, labels = ffi.new("double[?]", 800), ffi.new("int64_t[?]", 400)
    for i = 0, 399 do
      inputs[2 * i], inputs[2 * i + 1], labels[i] = i % 2, math.floor(i / 2) % 2, i % 3
    end
    return neuro.dataset(inputs, labels)
  end
  local dataset = make()
  for _ = 1, 20 do -- whatever is not kept is now used for something else
    collectgarbage()
    ffi.fill(ffi.new("double[?]", 800), 6400, 0xff)
  end
  equal(dataset:rows() * dataset:cols(), 800)
  equal(dataset:classes(), 3)
  local inputs, labels = dataset:inputs(398), dataset:targets(398)
  equal(inputs[0] + inputs[1] + inputs[2] + inputs[3], 3)
  equal(labels[1], 399LL % 3)
  local first, second = dataset:split(0.25, 9007199254740993LL)
  dataset:close()
  equal(first:rows() + second:rows(), 400)
  equal(second:select({ 0, 0, 1 }):rows(), 3)
end

function tests.dense_targets_and_pointers_need_their_shape()
  local dense = ffi.new("float[8]", { 1, 0, 0, 1, 0, 1, 1, 0 })
  invalid("rows", neuro.dataset, X, dense)
  local dataset = neuro.dataset(X, dense, { rows = 4, copy = true })
  equal(dataset:target_cols(), 2)
  equal(dataset:classes(), 0)
  invalid("pointer", neuro.dataset, ffi.cast("float*", X), XOR)
  equal(neuro.dataset(ffi.cast("const float*", X), XOR, { cols = 2 }):rows(), 4)
  invalid("whole", new_network().train_batch, new_network(), ffi.new("float[7]"), XOR)
  invalid("elements", new_network().train_batch, new_network(), X, ffi.new("uint8_t[5]"))
  invalid("uint8_t[?], int32_t[?]", neuro.dataset, X, ffi.new("int16_t[4]"))
  invalid("table, expected", neuro.dataset, { 0, 1 }, XOR)
end

function tests.errors_are_values()
  local network = new_network()
  local problem = invalid("label 2", network.train_batch, network, X,
                          ffi.new("uint8_t[4]", { 0, 1, 2, 0 }))
  equal(problem.status, -1)
  equal(tostring(problem), problem.name .. ": " .. problem.message)
  refused("NN_ERROR_IO", "/nowhere", neuro.load, "/nowhere/model")
  refused("NN_ERROR_FORMAT", "", neuro.load_string, ("x"):rep(100))
  invalid("zero bytes", neuro.load, "a\0b")
  invalid("expected a dataset", network.fit, network, network)
  invalid("expected a dataset", network.evaluate, network, nil)
  invalid("layer", network.get_parameters, network, 2)
end

function tests.options_go_by_name()
  local network = neuro.network({ 2, 8, 8, 2 }, {
    optimizer = "adam", learning_rate = 0.25, seed = 0x7fffffffffffffffLL, shuffle = false,
    activation = { "gelu", "leaky-relu" }, dropout = { false, 0.5 }, type = "f64" })
  equal(network:get_option("optimizer"), "adam")
  equal(network:get_option("learning_rate"), 0.25)
  equal(network:get_option("seed"), 0x7fffffffffffffffLL)
  equal(network:get_option("shuffle"), 0)
  equal(network:get_layer_option(0, "activation"), "gelu")
  equal(network:get_layer_option(1, "activation"), "leaky_relu")
  equal(network:get_layer_option(0, "dropout"), 0)
  equal(network:get_layer_option(1, "dropout"), 0.5)
  equal(network.type, "f64")
  network:set_option("epochs", 17)
  equal(network:get_option("epochs"), 17)
  invalid("there is no option", new_network, { speed = 1 })
  invalid("expected one of", new_network, { optimizer = "magic" })
  invalid("whole number", new_network, { seed = 1.5 })
  invalid("whole number", new_network, { seed = 2 ^ 60 }) -- which bits were meant is unknown
  invalid("whole number", new_network, { seed = 0x8000000000000000ULL })
  invalid("expected a number", new_network, { learning_rate = "0.1" })
  invalid("NN_OPTION_EPOCHS", new_network, { epochs = 0 })
  invalid("whole number from 0 up", neuro.network, { -2, 2 })
end

function tests.parameters_go_in_and_out()
  local network, other = new_network({ seed = 1 }), new_network({ seed = 2 })
  for layer = 0, 1 do other:set_parameters(layer, network:get_parameters(layer)) end
  equal(bytes(network:predict(X)), bytes(other:predict(X)))
  local weights, bias = network:get_parameters(0, "f64")
  equal(ffi.sizeof(weights) + ffi.sizeof(bias), (32 + 16) * 8)
  invalid("type", network.set_parameters, network, 0, weights, ffi.new("float[16]"))
  invalid("rows", network.set_parameters, network, 0, bias, bias)
end

function tests.a_network_goes_through_a_string_and_a_file()
  local network = new_network({ seed = 3, workers = 1 })
  network:train_batch(X, XOR)
  network:set_metadata("classes", "same other")
  local saved = network:to_string()
  local loaded = neuro.load_string(saved)
  equal(bytes(loaded:predict(X)), bytes(network:predict(X)))
  equal(loaded:to_string(), saved)
  equal(loaded:metadata().classes, "same other")
  loaded:set_metadata("classes", nil)
  equal(next(loaded:metadata()), nil)
  local path = os.tmpname()
  network:save(path)
  equal(read_file(path), saved)
  network:save_checkpoint(path)
  equal(read_file(path), network:to_checkpoint_string())
  loaded:load_parameters(path)
  os.remove(path)
  refused("NN_ERROR_FORMAT", "", neuro.load_string, saved:sub(1, -2))
end

function tests.a_fit_tells_how_far_it_is()
  local network = new_network({ epochs = 3, batch_size = 2, progress_interval = 0 })
  local dataset, seen = neuro.dataset(X, XOR), {}
  equal(network:fit(dataset, dataset, function(progress) table.insert(seen, progress) end), true)
  equal(#seen, 6)
  equal(seen[6].epoch_ended, true)
  equal(seen[5].epoch_ended, false)
  equal(seen[6].steps, 6)
  assert(seen[5].validation_loss ~= seen[5].validation_loss, "not a number within an epoch")
  local metrics = network:evaluate(dataset)
  equal(metrics.rows, 4)
  equal(metrics.loss, seen[6].validation_loss)
  equal(network:history()[3].validation_loss, metrics.loss)
end

-- A dataset, and a network that would be fitted to it for a million epochs.
local function endless()
  return new_network({ epochs = 1000000, progress_interval = 0 }), neuro.dataset(X, XOR)
end

function tests.a_callback_stops_a_fit_that_can_be_resumed()
  local network, dataset = endless()
  local calls = 0
  equal(network:fit(dataset, nil, function()
    calls = calls + 1
    return calls == 10
  end), false)
  equal(network:step_count(), 10)
  network:set_option("epochs", 12)
  equal(network:resume(dataset), true)
  equal(network:step_count(), 12)
end

function tests.an_error_in_a_callback_comes_out_of_fit()
  local network, dataset = endless()
  local marker = {}
  for _, problem in ipairs { marker, "text", false } do
    local ok, found = pcall(network.fit, network, dataset, nil, function() error(problem, 0) end)
    equal(ok, false)
    equal(found, problem)
  end
  local ok, found = pcall(network.fit, network, dataset, nil, function(progress)
    return progress.no_such_field.at_all
  end)
  assert(not ok and found:find("no_such_field", 1, true), found)
  invalid("closed", network.fit, network, dataset, nil, function()
    local other = new_network()
    other:close()
    other:step_count()
  end)
  equal(network:step_count(), 5)
end

function tests.a_callback_may_look_but_not_change()
  local network, dataset = endless()
  equal(network:fit(dataset, dataset, function(progress)
    assert(#network:to_string() > 0 and network:evaluate(dataset).rows == 4)
    equal(network:step_count(), progress.steps)
    network:set_option("learning_rate", 0.01)
    for _, object in ipairs { network, dataset } do invalid("in use", object.close, object) end
    invalid("in use", network.train_batch, network, X, XOR)
    invalid("in use", network.set_option, network, "epochs", 1)
    invalid("in use", network.fit, network, dataset)
    local other = new_network({ epochs = 2 })
    equal(other:fit(dataset, nil, function() end), true)
    return true
  end), false)
  equal(network:get_option("learning_rate"), 0.01)
  network:close()
  dataset:close()
end

function tests.a_fit_is_cancelled()
  local network, dataset = endless()
  network:cancel()
  equal(network:fit(dataset), false)
  equal(network:step_count(), 0)
  network:cancel()
  network:cancel(false)
  equal(network:fit(dataset, nil, function() network:cancel() end), false)
  equal(network:step_count(), 1)
end

function tests.many_fits_in_a_hot_loop_and_in_coroutines()
  local network, dataset = new_network({ epochs = 1 }), neuro.dataset(X, XOR)
  local calls = 0
  local function count() calls = calls + 1 end
  for _ = 1, 3000 do network:fit(dataset, nil, count) end -- callbacks are few: they must be freed
  coroutine.wrap(function() network:fit(dataset, nil, count) end)()
  equal(calls, 3001)
  local ok, problem = coroutine.resume(coroutine.create(function()
    network:fit(dataset, nil, coroutine.yield)
  end))
  equal(ok, false)
  assert(tostring(problem):find("yield", 1, true), problem)
end

function tests.ctrl_c_stops_a_fit()
  if ffi.os ~= "Linux" then return end
  ffi.cdef "int neuro_raise(int number) __asm__(\"raise\");"
  local network, dataset = endless()
  local ok, problem = pcall(network.fit, network, dataset, nil, function() ffi.C.neuro_raise(2) end)
  equal(ok, false)
  assert(tostring(problem):find("interrupted", 1, true), tostring(problem))
  equal(network:step_count(), 2) -- what the callback has raised, the next one notices
  network:train_batch(X, XOR)
end

function tests.what_is_closed_is_refused()
  local network, dataset = new_network(), neuro.dataset(X, XOR)
  network:close()
  network:close()
  invalid("this network is closed", network.predict, network, X)
  invalid("this network is closed", network.train_batch, network, X, XOR)
  invalid("this network is closed", network.fit, network, dataset)
  dataset:close()
  invalid("this dataset is closed", dataset.rows, dataset)
  invalid("this dataset is closed", network.fit, new_network(), dataset)
end

function tests.a_csv_file_has_names()
  local path = os.tmpname()
  local file = assert(io.open(path, "w"))
  file:write("length;width;species\n1;2;rose\n3;;iris\n5;6;rose\n")
  file:close()
  refused("NN_ERROR_FORMAT", "", neuro.load_csv, path, -1, { csv_separator = ";" })
  local flowers = neuro.load_csv(path, -1, { csv_separator = ";", csv_missing = "mean" })
  equal(neuro.load_csv(path, -1, { csv_separator = ";", csv_missing = "zero" }, flowers):rows(), 3)
  os.remove(path)
  equal(flowers:class_name(0) .. " " .. flowers:class_name(1), "iris rose")
  equal(flowers:class_name(2), nil)
  equal(flowers:column_name(1), "width")
  equal(flowers:inputs(1)[1], 4)
end

local names, failed = {}, 0
for name in pairs(tests) do table.insert(names, name) end
table.sort(names)
for _, name in ipairs(names) do
  local ok, trace = xpcall(tests[name], function(problem)
    return debug.traceback(tostring(problem), 2)
  end)
  print((ok and "passed  " or "FAILED  ") .. name .. (ok and "" or "\n" .. trace))
  if not ok then failed = failed + 1 end
end
print(("%d passed, %d failed"):format(#names - failed, failed))
os.exit(failed == 0 and 0 or 1, true)
