-- SPDX-License-Identifier: MIT
--
-- Makes neuro_cdef.lua anew, which lies beside this file, after the header has changed:
--
--     luajit make_cdef.lua [API.json]
--
-- The description of the header is the one of the source tree, unless another is named, such as the
-- one that is installed: `pkg-config --variable=api neuro` says where.

local folder = arg[0]:match("^(.*/)") or "./"
package.path = folder .. "?.lua;" .. package.path
local write_cdef = require "cdef_writer"

local source = assert(io.open(arg[1] or folder .. "../../capi/doc/api.json"))
local text = write_cdef(source:read("*a"))
source:close()

local target = assert(io.open(folder .. "neuro_cdef.lua", "w"))
assert(target:write(text))
assert(target:close())
