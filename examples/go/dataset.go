// SPDX-License-Identifier: MIT
//
// Datasets: rows of inputs with their targets, from slices and files.

package neuro

// #include <neuro.h>
// #include <stdlib.h>
import "C"

import (
	"math"
	"runtime"
	"unsafe"
)

// NoLabel as the column of the label: all columns of a CSV file are inputs.
const NoLabel int64 = math.MinInt64

// Dataset is rows of inputs with their targets.
type Dataset struct {
	handle *C.nn_dataset
}

// NewDataset copies rows of cols inputs, and their targets: labels, for which targetCols is 1, or
// rows of targetCols numbers. It copies because C must not keep pointers to the memory of Go.
func NewDataset[I Input, T Target](
	inputs []I, cols int, targets []T, targetCols int,
) (*Dataset, error) {
	return newDatasetOf(arrayOf(inputs), cols, arrayOf(targets), targetCols)
}

func newDatasetOf(inputs array, cols int, targets array, targetCols int) (*Dataset, error) {
	rows, err := inputs.rows("inputs", cols)
	if err != nil {
		return nil, err
	}
	if err := targets.expect("targets", rows, targetCols); err != nil {
		return nil, err
	}
	return newDataset(func(out **C.nn_dataset) C.nn_status {
		return C.nn_dataset_create(out, unsafe.Pointer(&inputs.bytes[0]), inputs.element,
			C.size_t(rows), C.size_t(cols), unsafe.Pointer(&targets.bytes[0]), targets.element,
			C.size_t(targetCols))
	})
}

// LoadIDX loads a pair of IDX files, plain or gzip, as MNIST comes.
func LoadIDX(images, labels string) (*Dataset, error) {
	imagesPath, err := cString("images", images)
	if err != nil {
		return nil, err
	}
	defer C.free(unsafe.Pointer(imagesPath))
	labelsPath, err := cString("labels", labels)
	if err != nil {
		return nil, err
	}
	defer C.free(unsafe.Pointer(labelsPath))
	return newDataset(func(out **C.nn_dataset) C.nn_status {
		return C.nn_dataset_load_idx(out, imagesPath, labelsPath)
	})
}

// LoadCSV loads a CSV file, plain or gzip. The column of the label counts from the end if it is
// negative, and may be NoLabel. like is nil or an earlier dataset, such as the training set of a
// test set, whose classes and fillings it is to have; settings are those of CSV files.
func LoadCSV(path string, labelColumn int64, like *Dataset, settings ...Setting) (*Dataset, error) {
	file, err := cString("path", path)
	if err != nil {
		return nil, err
	}
	defer C.free(unsafe.Pointer(file))
	likeHandle, err := like.optional("like")
	if err != nil {
		return nil, err
	}
	defer runtime.KeepAlive(like)
	var handle *C.nn_dataset
	err = withOptions(settings, func(options *C.nn_options) C.nn_status {
		column := C.int64_t(labelColumn)
		return C.nn_dataset_load_csv_with(&handle, file, column, options, likeHandle)
	})
	if err != nil {
		return nil, err
	}
	return ownDataset(handle), nil
}

func newDataset(create func(**C.nn_dataset) C.nn_status) (*Dataset, error) {
	var handle *C.nn_dataset
	if err := call(func() C.nn_status { return create(&handle) }); err != nil {
		return nil, err
	}
	return ownDataset(handle), nil
}

func ownDataset(handle *C.nn_dataset) *Dataset {
	dataset := &Dataset{handle: handle}
	runtime.SetFinalizer(dataset, (*Dataset).Close)
	return dataset
}

// Close frees the dataset. It always answers nil.
func (d *Dataset) Close() error {
	C.nn_dataset_destroy(d.handle)
	d.handle = nil
	runtime.SetFinalizer(d, nil)
	return nil
}

// optional is the handle of a dataset that may be nil, which must not be mistaken for a closed one.
func (d *Dataset) optional(what string) (*C.nn_dataset, error) {
	if d == nil {
		return nil, nil
	}
	if d.handle == nil {
		return nil, invalid("%s: is closed", what)
	}
	return d.handle, nil
}

// Select makes a dataset of some of the rows by their numbers, in that order. It shares the memory
// of this one, which may be closed first.
func (d *Dataset) Select(rows []int64) (*Dataset, error) {
	defer runtime.KeepAlive(d)
	return newDataset(func(out **C.nn_dataset) C.nn_status {
		return C.nn_dataset_select(out, d.handle, (*C.int64_t)(first(rows)), C.size_t(len(rows)))
	})
}

// Split makes two datasets: the second has that part of the rows, drawn at random, and of each
// class the same part; the first has the others.
func (d *Dataset) Split(part float64, seed int64) (others, drawn *Dataset, err error) {
	defer runtime.KeepAlive(d)
	var first, second *C.nn_dataset
	err = call(func() C.nn_status {
		return C.nn_dataset_split(&first, &second, d.handle, C.double(part), C.int64_t(seed))
	})
	if err != nil {
		return nil, nil, err
	}
	return ownDataset(first), ownDataset(second), nil
}
