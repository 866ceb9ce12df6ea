-- SPDX-License-Identifier: MIT
--
-- Who owns the objects of the library: Lua objects that destroy them once, when they are closed or
-- when nothing refers to them any more.

local ffi = require "ffi"
local abi = require "neuro_abi"

local owner = {}

-- A class of such objects. kind is what it is called in messages, destroy the name of the library's
-- function.
function owner.class(kind, destroy)
  local class = { kind = kind }
  class.__index = class

  -- Makes an object of a handle. What is in `keep` stays alive until the handle is destroyed: the
  -- collector would be free to take it first, so the finaliser holds on to it, and to the library.
  function class.own(handle, keep)
    local object = setmetatable({ pins = 0, keep = keep }, class)
    object.pointer = ffi.gc(handle, function(pointer)
      abi.lib[destroy](pointer)
      keep = nil
    end)
    return object
  end

  -- Frees the object at once; it cannot be used afterwards. May be called twice.
  function class:close()
    if self.pins > 0 then abi.refuse("this %s cannot be closed while it is in use", kind) end
    local pointer = self.pointer
    if pointer then
      self.pointer, self.keep = nil, nil
      abi.lib[destroy](ffi.gc(pointer, nil))
    end
  end

  -- The handle, for functions of the library that only read.
  function class:handle()
    return self.pointer or abi.refuse("this %s is closed", kind)
  end

  -- The handle, for what changes the object: not from a callback of a call that is using it.
  function class:handle_to_change()
    if self.pins > 0 then abi.refuse("this %s cannot be changed while it is in use", kind) end
    return self:handle()
  end

  return class
end

-- Whether a value is an object of that class.
function owner.is(value, class)
  return getmetatable(value) == class
end

-- The handle of an argument that has to be an object of that class.
function owner.handle_of(name, value, class)
  if not owner.is(value, class) then
    abi.refuse("%s: %s, expected a %s", name, type(value), class.kind)
  end
  return value:handle()
end

-- Marks objects as in use by a call that runs Lua in between, and takes that back.
function owner.pin(count, ...)
  for i = 1, select("#", ...) do
    local object = select(i, ...)
    if object then object.pins = object.pins + count end
  end
end

return owner
