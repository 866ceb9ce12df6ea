-- SPDX-License-Identifier: MIT
--
-- Fitting from Lua: what is called back, and errors on their way through the library.

local ffi = require "ffi"
local abi = require "neuro_abi"
local interrupt = require "neuro_interrupt"
local owner = require "neuro_owner"
local Dataset = require "neuro_dataset"

local lib = abi.lib

local FIELDS = { "epoch", "epochs", "batch", "batches", "rows", "rows_per_epoch", "loss",
                 "accuracy", "validation_loss", "validation_accuracy", "seconds", "seconds_left",
                 "rows_per_second", "learning_rate", "steps" }

-- nn_progress as a table to keep: the struct is gone after the callback.
local function progress_table(struct)
  local progress = abi.to_table(struct, FIELDS)
  progress.epoch_ended = struct.epoch_ended ~= 0
  progress.stopped_early = struct.stopped_early ~= 0
  return progress
end

-- What the library calls, and a table for what the callback throws. An error must not leave this
-- function: between it and whoever would catch it lie frames of C++, which Lua cannot unwind. It is
-- kept, the fit is stopped, and fit() throws it again.
local function make_report(callback)
  local thrown = {}

  local function tell(struct)
    return callback(progress_table(struct))
  end

  return ffi.cast("nn_progress_fn", function(struct)
    if interrupt.is_pending() then return 1 end
    if not callback then return 0 end
    local ok, result = pcall(tell, struct)
    if not ok then thrown[1] = { result } end
    return (not ok or result) and 1 or 0
  end), thrown
end

-- nn_fit() and nn_resume() are alike.
local function fit(call, self, train, validation, callback)
  local network = self:handle_to_change()
  local train_handle = owner.handle_of("train", train, Dataset)
  local validation_handle = validation and owner.handle_of("validation", validation, Dataset) or nil
  if callback ~= nil and type(callback) ~= "function" then
    abi.refuse("callback: %s, expected a function", type(callback))
  end

  local report, thrown = make_report(callback)
  local held = interrupt.hold()
  owner.pin(1, self, train, validation)
  local status = call(network, train_handle, validation_handle, report, nil)
  owner.pin(-1, self, train, validation)
  -- LuaJIT has room for some hundred callbacks, and its collector does not know when the library is
  -- done with one.
  report:free()

  local ok, problem = true, nil
  if thrown[1] then
    ok, problem = false, thrown[1][1]
  elseif status ~= lib.NN_ERROR_CANCELLED then
    ok, problem = pcall(abi.check, status) -- at once: the message is that of the last failure
  end
  interrupt.deliver(held) -- if Ctrl-C was pressed, luajit throws its error here
  if not ok then error(problem, 0) end
  return status == lib.NN_OK
end

-- Compiled code must not call what calls back: while it runs, Lua's state lies in registers, and
-- LuaJIT ends the process with "bad callback". It leaves a function of C alone once it has seen it
-- call back, but that is too late for a loop of fits of which the first hundred are refused. What
-- else is in the way of compiling fit() today is chance, so LuaJIT is told to interpret it.
jit.off(fit)

return function(Network)
  -- Trains on a dataset for `epochs` epochs; false if it was stopped before the end. validation: a
  -- dataset that is evaluated after each epoch, or nil. callback(progress), or nil, gets a table
  -- with the fields of nn_progress, and stops the fit by returning something true. It may use the
  -- network to predict, evaluate and save, and may set its real options. An error in it stops the
  -- fit, keeps what is learnt and is thrown from here as it is; Ctrl-C likewise, even without a
  -- callback.
  function Network:fit(train, validation, callback)
    return fit(lib.nn_fit, self, train, validation, callback)
  end

  -- Goes on with the last fit, where it was stopped or saved as a checkpoint.
  function Network:resume(train, validation, callback)
    return fit(lib.nn_resume, self, train, validation, callback)
  end

  -- Asks the fit that is running, or else the next one, to stop; false takes the request back.
  function Network:cancel(request)
    lib.nn_cancel(self:handle(), request == false and 0 or 1)
  end
end
