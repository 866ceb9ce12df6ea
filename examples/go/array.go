// SPDX-License-Identifier: MIT
//
// Which numbers the library takes in slices, and slices on their way into C.

package neuro

// #include <neuro.h>
import "C"

import "unsafe"

// Input is what inputs are made of; uint8 are pixels, taken as v/255.
type Input interface{ float32 | float64 | uint8 }

// Target is what targets are made of: labels, or dense rows of float32 or float64.
type Target interface {
	float32 | float64 | uint8 | int32 | int64
}

// Real is what outputs and parameters are made of.
type Real interface{ float32 | float64 }

// array is a slice as C sees it. Its bytes are those of the slice: passed on as &bytes[0], cgo
// knows that there are no pointers in them, even if the slice is a part of something that has
// pointers.
type array struct {
	bytes    []byte
	element  C.nn_type
	length   int
	isLabels bool
}

func arrayOf[T Target](values []T) array {
	it := array{length: len(values)}
	switch any(values).(type) {
	case []float32:
		it.element = C.NN_F32
	case []float64:
		it.element = C.NN_F64
	case []uint8:
		it.element, it.isLabels = C.NN_U8, true
	case []int32:
		it.element, it.isLabels = C.NN_I32, true
	case []int64:
		it.element, it.isLabels = C.NN_I64, true
	}
	if len(values) > 0 {
		size := len(values) * int(unsafe.Sizeof(values[0]))
		it.bytes = unsafe.Slice((*byte)(unsafe.Pointer(&values[0])), size)
	}
	return it
}

// rows is how many rows of so many numbers there are, of which there must be one.
func (a array) rows(what string, cols int) (int, error) {
	if cols <= 0 || a.length == 0 || a.length%cols != 0 {
		return 0, invalid("%s: %d numbers are no rows of %d", what, a.length, cols)
	}
	return a.length / cols, nil
}

// expect checks that there are rows x cols numbers, by a division, which does not overflow.
func (a array) expect(what string, rows, cols int) error {
	if found, err := a.rows(what, cols); err != nil || found != rows {
		return invalid("%s: %d numbers, expected %d x %d", what, a.length, rows, cols)
	}
	return nil
}

// expectTargets checks that there are as many labels, or rows of so many numbers.
func (a array) expectTargets(rows, cols int) error {
	if a.isLabels {
		cols = 1
	}
	return a.expect("targets", rows, cols)
}

// first is where a slice of numbers begins, or NULL. It is for parameters of C that have a type:
// for a void pointer, cgo would look for pointers in all that the slice is a part of.
func first[T any](values []T) *T {
	if len(values) == 0 {
		return nil
	}
	return &values[0]
}

// sizes is a copy of numbers as C counts. One below 0 becomes one that is too large, which the
// library refuses.
func sizes(values []int) []C.size_t {
	copies := make([]C.size_t, len(values))
	for i, value := range values {
		copies[i] = C.size_t(value)
	}
	return copies
}
