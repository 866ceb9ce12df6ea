-- SPDX-License-Identifier: MIT
--
-- The C side of neuro.lua: the library itself, its statuses as Lua errors, its whole numbers and
-- strings.

local ffi = require "ffi"
local cdef = require "neuro_cdef"

-- A second copy of this module in one program must not declare everything again.
if not pcall(ffi.typeof, "nn_network") then ffi.cdef(cdef.declarations) end

local abi = {}

local function exists(path)
  local file = io.open(path, "rb")
  if file then file:close() end
  return file ~= nil
end

-- Loads the library from the first place where there is one.
local function open()
  local named = os.getenv("NEURO_LIBRARY")
  local path = named ~= "" and named or nil
  local folder = debug.getinfo(1, "S").source:match("^@(.*/)") or "./"
  for _, place in ipairs { "", "../../build/release/capi/" } do
    local file = folder .. place .. "libneuro.so.0"
    if not path and exists(file) then path = file end
  end
  local ok, library = pcall(ffi.load, path or "libneuro.so.0")
  if not ok then error(library .. " (NEURO_LIBRARY may name the path of libneuro)", 0) end
  if library.nn_version() < cdef.version_number then -- its structs may be smaller than declared
    error(("libneuro %s is older than neuro_cdef.lua, which is of %s"):format(
      ffi.string(library.nn_version_string()), cdef.version), 0)
  end
  return library
end

local lib = open()
abi.lib = lib

-- What all failures are thrown as, the library's and those that are found here: status is one of
-- the NN_ERROR_ numbers, name its name, message a sentence for people.
local Error = {}
Error.__index = Error

function Error:__tostring()
  return self.name .. ": " .. self.message
end

function abi.is_error(value)
  return getmetatable(value) == Error
end

local function throw(status, message)
  local name = ffi.string(lib.nn_status_name(status))
  error(setmetatable({ status = status, name = name, message = message }, Error), 0)
end

-- Turns an nn_status into an error.
function abi.check(status)
  if status ~= lib.NN_OK then throw(status, ffi.string(lib.nn_last_error())) end
end

-- Reports the caller's mistake, as the library does.
function abi.refuse(message, ...)
  throw(lib.NN_ERROR_INVALID_ARGUMENT, message:format(...))
end

-- A string that C sees whole.
function abi.text(name, value)
  if type(value) ~= "string" or value:find("\0", 1, true) then
    abi.refuse("%s: expected a string without zero bytes", name)
  end
  return value
end

-- How far whole numbers go that a Lua number holds without rounding.
local EXACT = 2 ^ 53

-- A whole number for an int64_t: a Lua number, or a 64-bit integer such as 123LL where a Lua number
-- would lose bits. LuaJIT would cut off fractions and wrap what does not fit, so both are refused.
function abi.int64(name, value)
  local is_number = type(value) == "number" and value % 1 == 0 and math.abs(value) <= EXACT
  local is_unsigned = ffi.istype("uint64_t", value) and value <= 0x7fffffffffffffffULL
  if not (is_number or is_unsigned or ffi.istype("int64_t", value)) then
    abi.refuse("%s: %s, expected a whole number (beyond 2^53 a 64-bit one, such as 123LL)", name,
               tostring(value))
  end
  return value
end

-- The same for a size_t. Sizes stay below 2^53, and so a Lua number comes back.
function abi.size(name, value)
  value = tonumber(abi.int64(name, value))
  if value < 0 or value > EXACT then
    abi.refuse("%s: %s, expected a whole number from 0 up", name, tostring(value))
  end
  return value
end

-- What an int64_t says: a Lua number where that is exact, else the 64-bit integer itself.
function abi.from_int64(value)
  local number = tonumber(value)
  return math.abs(number) <= EXACT and number or value
end

-- The fields of a struct as a table, without its size.
function abi.to_table(struct, fields)
  local result = {}
  for _, name in ipairs(fields) do
    local value = struct[name]
    result[name] = type(value) == "number" and value or abi.from_int64(value)
  end
  return result
end

return abi
