// SPDX-License-Identifier: MIT
//
// What is in a dataset: how many rows, what they count, what they are.

package neuro

// #include <neuro.h>
import "C"

import (
	"runtime"
	"unsafe"
)

// Rows is the number of rows.
func (d *Dataset) Rows() int {
	defer runtime.KeepAlive(d)
	return int(C.nn_dataset_rows(d.handle))
}

// Cols is the number of input columns.
func (d *Dataset) Cols() int {
	defer runtime.KeepAlive(d)
	return int(C.nn_dataset_cols(d.handle))
}

// TargetCols is 1 for labels, 0 without targets.
func (d *Dataset) TargetCols() int {
	defer runtime.KeepAlive(d)
	return int(C.nn_dataset_target_cols(d.handle))
}

// Classes is the largest label + 1, or 0 for dense targets.
func (d *Dataset) Classes() int {
	defer runtime.KeepAlive(d)
	return int(C.nn_dataset_classes(d.handle))
}

// ClassName is the name of a class, in the bytes of the file; false where classes are numbers.
func (d *Dataset) ClassName(class int) (string, bool) {
	defer runtime.KeepAlive(d)
	return goString(C.nn_dataset_class_name(d.handle, C.size_t(class)))
}

// ColumnName is the name of an input column, in the bytes of the file; false without a header.
func (d *Dataset) ColumnName(column int) (string, bool) {
	defer runtime.KeepAlive(d)
	return goString(C.nn_dataset_column_name(d.handle, C.size_t(column)))
}

// SetWeights says what each row counts in a fit; nil: all the same. No other goroutine may be using
// the dataset.
func (d *Dataset) SetWeights(weights []float64) error {
	defer runtime.KeepAlive(d)
	if weights != nil && len(weights) != d.Rows() {
		return invalid("weights: %d, expected %d", len(weights), d.Rows())
	}
	return call(func() C.nn_status {
		return C.nn_dataset_set_weights(d.handle, (*C.double)(first(weights)))
	})
}

// Weights is what each row counts.
func (d *Dataset) Weights() ([]float64, error) {
	defer runtime.KeepAlive(d)
	weights := make([]float64, d.Rows())
	err := call(func() C.nn_status {
		return C.nn_dataset_get_weights(d.handle, 0, C.size_t(len(weights)),
			(*C.double)(first(weights)))
	})
	if err != nil {
		return nil, err
	}
	return weights, nil
}

// Inputs copies rows of inputs, as a network takes them: pixels as v/255.
func Inputs[R Real](d *Dataset, firstRow, rows int) ([]R, error) {
	values, err := makeRows[R](d, firstRow, rows, d.Cols())
	if err != nil {
		return nil, err
	}
	if err := d.getInputs(firstRow, rows, arrayOf(values)); err != nil {
		return nil, err
	}
	return values, nil
}

// Targets copies rows of targets: labels as int32 or int64, or dense rows as float32 or float64.
func Targets[T Target](d *Dataset, firstRow, rows int) ([]T, error) {
	values, err := makeRows[T](d, firstRow, rows, d.TargetCols())
	if err != nil {
		return nil, err
	}
	if err := d.getTargets(firstRow, rows, arrayOf(values)); err != nil {
		return nil, err
	}
	return values, nil
}

// makeRows refuses what is not there before there is memory for it.
func makeRows[T Target](d *Dataset, firstRow, rows, cols int) ([]T, error) {
	all := d.Rows()
	if firstRow < 0 || rows < 1 || firstRow > all || rows > all-firstRow {
		return nil, invalid("rows: %d from %d on, but there are %d", rows, firstRow, all)
	}
	if cols == 0 {
		return nil, invalid("targets: there are none")
	}
	return make([]T, rows*cols), nil
}

func (d *Dataset) getInputs(firstRow, rows int, values array) error {
	defer runtime.KeepAlive(d)
	return call(func() C.nn_status {
		return C.nn_dataset_get_inputs(d.handle, C.size_t(firstRow), C.size_t(rows),
			unsafe.Pointer(&values.bytes[0]), values.element)
	})
}

func (d *Dataset) getTargets(firstRow, rows int, values array) error {
	defer runtime.KeepAlive(d)
	return call(func() C.nn_status {
		return C.nn_dataset_get_targets(d.handle, C.size_t(firstRow), C.size_t(rows),
			unsafe.Pointer(&values.bytes[0]), values.element)
	})
}
