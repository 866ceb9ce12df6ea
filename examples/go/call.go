// SPDX-License-Identifier: MIT
//
// What every call of the library goes through: the message of an error, and strings on their way.

package neuro

// #cgo pkg-config: neuro
// #include <neuro.h>
import "C"

import (
	"fmt"
	"runtime"
	"strings"
)

// call makes a call that answers a status, and turns that into an error. The message is that of the
// thread, and a goroutine may wake up on another one after a call of C: both calls are made on one.
// That is cheaper than a wrapper in C for each function, which would have to copy the message.
func call(function func() C.nn_status) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if status := function(); status != C.NN_OK {
		return &Error{Status: Status(status), Message: C.GoString(C.nn_last_error())}
	}
	return nil
}

// cString copies a string, for C.free to free. C would take one with a zero byte for a shorter one.
func cString(what, text string) (*C.char, error) {
	if i := strings.IndexByte(text, 0); i >= 0 {
		return nil, invalid("%s: byte %d is zero", what, i)
	}
	return C.CString(text), nil
}

// goString is a string of the library, and whether there is one.
func goString(text *C.char) (string, bool) {
	if text == nil {
		return "", false
	}
	return C.GoString(text), true
}

// invalid is the error for what this package refuses by itself, because the library has to trust
// it: that arrays are as long as it is told.
func invalid(format string, arguments ...any) error {
	return &Error{Status: StatusInvalidArgument, Message: fmt.Sprintf(format, arguments...)}
}

// Version is that of the library at run time, such as "0.1.0".
func Version() string {
	return C.GoString(C.nn_version_string())
}

// CPUTarget is the instruction set in use, such as "avx2".
func CPUTarget() string {
	return C.GoString(C.nn_cpu_target())
}
