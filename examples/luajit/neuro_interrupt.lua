-- SPDX-License-Identifier: MIT
--
-- Ctrl-C while the library calls back. luajit answers it with a debug hook that throws as soon as
-- Lua runs again, which would be at the first instruction of the callback: out of it and through
-- the library's frames, where no pcall() can stand. So the signal is held back during a fit, the
-- callback asks whether it is waiting, and it is delivered when the library has returned.

local ffi = require "ffi"

local interrupt = {}

if ffi.os ~= "Linux" then -- the constants below are Linux's
  function interrupt.hold() end
  function interrupt.is_pending() return false end
  function interrupt.deliver() end
  return interrupt
end

-- Under names of our own, so that they do not clash with what a program declares itself.
if not pcall(function() return ffi.C.neuro_sigpending end) then
  ffi.cdef [[
    int neuro_sigemptyset(void* set) __asm__("sigemptyset");
    int neuro_sigaddset(void* set, int number) __asm__("sigaddset");
    int neuro_sigismember(const void* set, int number) __asm__("sigismember");
    int neuro_sigpending(void* set) __asm__("sigpending");
    int neuro_sigmask(int how, const void* set, void* old) __asm__("pthread_sigmask");
  ]]
end

local SIGINT, SIG_BLOCK, SIG_SETMASK = 2, 0, 2
local new_set = ffi.typeof("uint64_t[16]") -- a sigset_t has 1024 bits

-- Holds Ctrl-C back, and returns what was held back before.
function interrupt.hold()
  local set, before = new_set(), new_set()
  ffi.C.neuro_sigemptyset(set)
  ffi.C.neuro_sigaddset(set, SIGINT)
  ffi.C.neuro_sigmask(SIG_BLOCK, set, before)
  return before
end

-- Whether somebody has pressed Ctrl-C since then.
function interrupt.is_pending()
  local set = new_set()
  ffi.C.neuro_sigpending(set)
  return ffi.C.neuro_sigismember(set, SIGINT) == 1
end

-- Goes back to what hold() has returned, and with that delivers a Ctrl-C that was held back.
function interrupt.deliver(before)
  ffi.C.neuro_sigmask(SIG_SETMASK, before, nil)
end

return interrupt
