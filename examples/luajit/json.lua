-- SPDX-License-Identifier: MIT
--
-- Reads JSON, for make_cdef.lua and the tests: the module itself needs none at run time.
--
-- null becomes json.null, so that it does not punch holes into arrays. Whole numbers from 2^53 on,
-- which a Lua number would round, become 64-bit integers. A text that is not JSON is an error that
-- names the byte.

local json = { null = {} }

local ESCAPES = { b = "\b", f = "\f", n = "\n", r = "\r", t = "\t", ['"'] = '"', ["\\"] = "\\",
                  ["/"] = "/" }
local WORDS = { ["true"] = true, ["false"] = false, ["null"] = json.null }

local function fail(position, what)
  error(("JSON, byte %d: %s"):format(position, what), 0)
end

local function skip_space(text, position)
  return text:find("[^ \t\r\n]", position) or fail(#text + 1, "the text ends too soon")
end

-- The bytes of a code point in UTF-8.
local function utf8(code)
  if code < 0x80 then return string.char(code) end
  local more = code < 0x800 and 1 or code < 0x10000 and 2 or 3
  local bytes = {}
  for i = more, 1, -1 do
    bytes[i] = string.char(0x80 + code % 0x40)
    code = math.floor(code / 0x40)
  end
  return string.char(({ 0xc0, 0xe0, 0xf0 })[more] + code) .. table.concat(bytes)
end

-- The code point of the \u at a position, which may be two halves, and what lies behind it.
local function read_unicode(text, position)
  local code = tonumber(text:match("^\\u(%x%x%x%x)", position) or "", 16)
  if not code then fail(position, "four hexadecimal digits are missing") end
  local low = tonumber(text:match("^\\u([dD][c-fC-F]%x%x)", position + 6) or "", 16)
  if code < 0xd800 or code > 0xdbff or not low then return code, position + 6 end
  return 0x10000 + (code - 0xd800) * 0x400 + low - 0xdc00, position + 12
end

local function read_string(text, position)
  local parts, from = {}, position + 1
  while true do
    local stop = text:find('["\\]', from) or fail(position, "a string without an end")
    table.insert(parts, text:sub(from, stop - 1))
    local letter = text:sub(stop + 1, stop + 1)
    if text:sub(stop, stop) == '"' then
      return table.concat(parts), stop + 1
    elseif letter == "u" then
      local code
      code, from = read_unicode(text, stop)
      table.insert(parts, utf8(code))
    else
      table.insert(parts, ESCAPES[letter] or fail(stop, "an unknown escape"))
      from = stop + 2
    end
  end
end

local function read_number(text, position)
  local digits = text:match("^-?%d+%.?%d*[eE]?[+-]?%d*", position)
  local value = tonumber(digits) or fail(position, "not a number")
  if digits:find("^-?%d+$") and math.abs(value) >= 2 ^ 53 then
    value = assert(loadstring("return " .. digits .. "LL"))()
  end
  return value, position + #digits
end

local read_value

-- What stands between brackets, from behind the first of them: item(position) reads one thing and
-- returns where it ends.
local function read_items(text, position, close, item)
  position = skip_space(text, position)
  if text:sub(position, position) == close then return position + 1 end
  while true do
    position = skip_space(text, item(position))
    local mark = text:sub(position, position)
    if mark == close then return position + 1 end
    if mark ~= "," then fail(position, "neither a comma nor " .. close) end
    position = skip_space(text, position + 1)
  end
end

local function read_array(text, position)
  local array = {}
  return array, read_items(text, position + 1, "]", function(at)
    array[#array + 1], at = read_value(text, at)
    return at
  end)
end

local function read_object(text, position)
  local object = {}
  return object, read_items(text, position + 1, "}", function(at)
    if text:sub(at, at) ~= '"' then fail(at, "a key is missing") end
    local key, colon = read_string(text, at)
    colon = skip_space(text, colon)
    if text:sub(colon, colon) ~= ":" then fail(colon, "a colon is missing") end
    object[key], at = read_value(text, colon + 1)
    return at
  end)
end

function read_value(text, position)
  position = skip_space(text, position)
  local mark = text:sub(position, position)
  if mark == "{" then return read_object(text, position) end
  if mark == "[" then return read_array(text, position) end
  if mark == '"' then return read_string(text, position) end
  local word = text:match("^%l+", position)
  if word and WORDS[word] ~= nil then return WORDS[word], position + #word end
  return read_number(text, position)
end

-- The value that a JSON text stands for.
function json.read(text)
  local value, position = read_value(text, 1)
  if text:find("[^ \t\r\n]", position) then fail(position, "more text than one value") end
  return value
end

return json
