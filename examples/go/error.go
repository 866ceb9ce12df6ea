// SPDX-License-Identifier: MIT
//
// What a failed call comes to in Go.

package neuro

// #include <neuro.h>
import "C"

// Status says what kind of failure it was; neuro.h describes the NN_ERROR_ values.
type Status int32

const (
	StatusInvalidArgument Status = C.NN_ERROR_INVALID_ARGUMENT
	StatusOutOfMemory     Status = C.NN_ERROR_OUT_OF_MEMORY
	StatusIO              Status = C.NN_ERROR_IO
	StatusFormat          Status = C.NN_ERROR_FORMAT
	StatusUnsupported     Status = C.NN_ERROR_UNSUPPORTED
	StatusNotFinite       Status = C.NN_ERROR_NOT_FINITE
	StatusCancelled       Status = C.NN_ERROR_CANCELLED
	StatusThread          Status = C.NN_ERROR_THREAD
	StatusInternal        Status = C.NN_ERROR_INTERNAL
)

// String is the name in neuro.h, such as "NN_ERROR_FORMAT".
func (s Status) String() string {
	return C.GoString(C.nn_status_name(C.nn_status(s)))
}

// What errors.Is compares with: errors.Is(err, ErrFormat) holds for every Error of that status.
var (
	ErrInvalidArgument error = &Error{Status: StatusInvalidArgument}
	ErrOutOfMemory     error = &Error{Status: StatusOutOfMemory}
	ErrIO              error = &Error{Status: StatusIO}
	ErrFormat          error = &Error{Status: StatusFormat}
	ErrUnsupported     error = &Error{Status: StatusUnsupported}
	ErrNotFinite       error = &Error{Status: StatusNotFinite}
	ErrCancelled       error = &Error{Status: StatusCancelled}
	ErrThread          error = &Error{Status: StatusThread}
	ErrInternal        error = &Error{Status: StatusInternal}
)

// Error is a call that failed. It has left everything as it was, unless its own description says
// otherwise.
type Error struct {
	Status  Status
	Message string // names the argument, row, column or byte at fault
	cause   error  // why a fit was stopped, or nil
}

func (e *Error) Error() string {
	text := e.Status.String()
	if e.Message != "" {
		text += ": " + e.Message
	}
	if e.cause != nil {
		text += ": " + e.cause.Error()
	}
	return text
}

// Unwrap is what stopped a fit: the error of its context, or the one that its callback returned.
func (e *Error) Unwrap() error {
	return e.cause
}

// Is holds for the error without a message that stands for a status, such as ErrFormat.
func (e *Error) Is(target error) bool {
	sentinel, ok := target.(*Error)
	return ok && *sentinel == Error{Status: e.Status}
}
