-- SPDX-License-Identifier: MIT
--
-- Writes neuro_cdef.lua: what api.json says about the header, as LuaJIT's ffi wants to have it.

local json = require "json"

local WIDTH = 100

-- "NN_OPTION_LEARNING_RATE" with the prefix "NN_OPTION_" is called learning_rate in Lua.
local function short(name, prefix)
  return name:sub(#prefix + 1):lower()
end

-- A constant: one that a Lua number would round is a 64-bit integer.
local function number(value)
  if type(value) == "number" then return ("%d"):format(value) end
  return (tostring(value)) -- such as 1234LL
end

-- Appends words to lines that are no longer than WIDTH, those after the first indented.
local function wrap(lines, indent, begin, words, finish)
  local line = begin
  for i, word in ipairs(words) do
    local more = i < #words and word .. "," or word .. finish
    if #line + 1 + #more > WIDTH then
      table.insert(lines, line)
      line = indent .. more
    else
      line = line .. (i == 1 and "" or " ") .. more
    end
  end
  table.insert(lines, line)
end

local function parameters(list)
  local words = {}
  for i, parameter in ipairs(list) do words[i] = parameter.type .. " " .. parameter.name end
  return #words > 0 and words or { "void" }
end

-- The names first, so that structs, callbacks and functions may mention each other in any order.
local function write_types(lines, api)
  for _, integer in ipairs(api.integers) do
    table.insert(lines, ("typedef %s %s;"):format(integer.type, integer.name))
  end
  for _, kind in ipairs { api.handles, api.structs } do
    for _, struct in ipairs(kind) do
      table.insert(lines, ("typedef struct %s %s;"):format(struct.name, struct.name))
    end
  end
  for _, callback in ipairs(api.callbacks) do
    wrap(lines, "  ", ("typedef %s (*%s)("):format(callback.result.type, callback.name),
         parameters(callback.parameters), ");")
  end
  for _, struct in ipairs(api.structs) do
    table.insert(lines, ("struct %s {"):format(struct.name))
    for _, field in ipairs(struct.fields) do
      table.insert(lines, ("  %s %s;"):format(field.type, field.name))
    end
    table.insert(lines, "};")
  end
end

local function write_enumerations(lines, api)
  for _, enumeration in ipairs(api.enumerations) do
    local words = {}
    for i, value in ipairs(enumeration.values) do
      words[i] = value.name .. " = " .. number(value.value)
    end
    wrap(lines, "  ", "enum { ", words, " };")
  end
end

local function write_functions(lines, api)
  for _, call in ipairs(api.functions) do
    wrap(lines, "  ", ("%s %s("):format(call.result.type, call.name), parameters(call.parameters),
         ");")
  end
end

-- A table of names in lower case and their numbers.
local function write_names(lines, indent, key, enumeration)
  local words = {}
  for i, value in ipairs(enumeration.values) do
    words[i] = short(value.name, enumeration.prefix) .. " = " .. number(value.value)
  end
  wrap(lines, indent .. "  ", indent .. key .. " = { ", words, " },")
end

local function write_tables(lines, api)
  for _, enumeration in ipairs(api.enumerations) do
    local key = ({ nn_type = "types", nn_option = "options" })[enumeration.type]
    if key then write_names(lines, "  ", key, enumeration) end
  end
  table.insert(lines, "  choices = { -- of those options whose values have names")
  for _, enumeration in ipairs(api.enumerations) do
    for _, option in ipairs(enumeration.options) do
      write_names(lines, "    ", short(option, "NN_OPTION_"), enumeration)
    end
  end
  table.insert(lines, "  },")
end

-- The text of neuro_cdef.lua, from that of api.json.
return function(text)
  local api = json.read(text)
  local major, minor, patch = api.version:match("^(%d+)%.(%d+)%.(%d+)$")
  local lines = {
    "-- SPDX-License-Identifier: MIT",
    "--",
    "-- What neuro.h declares, for LuaJIT's ffi, and its constants by name. Made from api.json,",
    "-- not to be changed by hand: `luajit make_cdef.lua` makes it anew.",
    "",
    "return {",
    ("  version = %q,"):format(api.version),
    ("  version_number = %d,"):format(major * 1000000 + minor * 1000 + patch),
  }
  for _, macro in ipairs(api.macros) do
    if not macro.name:find("^NN_VERSION_") then
      table.insert(lines, ("  %s = %s,"):format(short(macro.name, "NN_"), number(macro.value)))
    end
  end
  write_tables(lines, api)
  table.insert(lines, "  declarations = [[")
  write_types(lines, api)
  write_enumerations(lines, api)
  write_functions(lines, api)
  table.insert(lines, "]],")
  table.insert(lines, "}")
  return table.concat(lines, "\n") .. "\n"
end
