// SPDX-License-Identifier: MIT
//
// Networks: creation, sizes, and single steps of training.

package neuro

// #include <neuro.h>
import "C"

import (
	"runtime"
	"unsafe"
)

// Network is a fully connected network.
type Network struct {
	handle  *C.nn_network
	sizes   []int // never change, and asking C for them would cost as much as a small prediction
	fitting bool  // a callback is running, if anything is
}

// New creates a network of so many inputs, then the width of each layer, the last being the
// outputs.
func New(layerSizes []int, settings ...Setting) (*Network, error) {
	counts := sizes(layerSizes)
	return newNetwork(settings, func(out **C.nn_network, options *C.nn_options) C.nn_status {
		return C.nn_create(out, first(counts), C.size_t(len(counts)), options)
	})
}

// newNetwork takes over what a call of the library puts into its out-parameter.
func newNetwork(
	settings []Setting, create func(**C.nn_network, *C.nn_options) C.nn_status,
) (*Network, error) {
	var handle *C.nn_network
	err := withOptions(settings, func(options *C.nn_options) C.nn_status {
		return create(&handle, options)
	})
	if err != nil {
		return nil, err
	}
	network := &Network{handle: handle, sizes: make([]int, C.nn_layer_count(handle))}
	for i := range network.sizes {
		network.sizes[i] = int(C.nn_layer_size(handle, C.size_t(i)))
	}
	runtime.SetFinalizer(network, (*Network).Close)
	return network, nil
}

// Close frees the network and ends its worker threads. It fails in the callback of a fit only,
// which goes on with the network afterwards.
func (n *Network) Close() error {
	if n.fitting {
		return errFitting
	}
	C.nn_destroy(n.handle)
	n.forget()
	return nil
}

// forget is for a network that is no longer there, or that can no longer be trusted.
func (n *Network) forget() {
	n.handle = nil
	runtime.SetFinalizer(n, nil)
}

// call makes a call on a network, which must not be freed in the middle of it because nothing but
// the call refers to it any more.
func (n *Network) call(function func(*C.nn_network) C.nn_status) error {
	defer runtime.KeepAlive(n)
	if n.handle == nil {
		return invalid("network: is closed")
	}
	return call(func() C.nn_status { return function(n.handle) })
}

// change makes a call that trains or changes a network. In the callback of a fit the library relies
// on there being none, and does not look.
func (n *Network) change(function func(*C.nn_network) C.nn_status) error {
	if n.fitting {
		return errFitting
	}
	return n.call(function)
}

var errFitting = invalid("network: is being fitted, its callback must not change it")

// Sizes is the number of inputs, then the width of each layer.
func (n *Network) Sizes() []int {
	return append([]int(nil), n.sizes...)
}

func (n *Network) inputs() int {
	return n.sizes[0]
}

func (n *Network) outputs() int {
	return n.sizes[len(n.sizes)-1]
}

// StepCount is how many steps have changed the weights.
func (n *Network) StepCount() int64 {
	defer runtime.KeepAlive(n)
	return int64(C.nn_step_count(n.handle))
}

// Reserve allocates all that steps on up to so many rows need, and starts the worker threads.
func (n *Network) Reserve(maxRows int) error {
	return n.change(func(handle *C.nn_network) C.nn_status {
		return C.nn_reserve(handle, C.size_t(maxRows))
	})
}

// TrainBatch makes one step on a batch of rows and answers its mean loss before the step. Targets
// are labels, one a row, or dense rows of as many numbers as there are outputs.
func TrainBatch[I Input, T Target](n *Network, inputs []I, targets []T) (loss float64, err error) {
	return n.trainBatch(arrayOf(inputs), arrayOf(targets))
}

func (n *Network) trainBatch(inputs, targets array) (float64, error) {
	rows, err := inputs.rows("inputs", n.inputs())
	if err != nil {
		return 0, err
	}
	if err := targets.expectTargets(rows, n.outputs()); err != nil {
		return 0, err
	}
	var loss C.double
	err = n.change(func(handle *C.nn_network) C.nn_status {
		return C.nn_train_batch(handle, unsafe.Pointer(&inputs.bytes[0]), inputs.element,
			unsafe.Pointer(&targets.bytes[0]), targets.element, C.size_t(rows), &loss)
	})
	return float64(loss), err
}

// TrainRows makes one step on rows of a dataset, by their numbers, and answers their mean loss
// before the step.
func (n *Network) TrainRows(dataset *Dataset, rows []int64) (loss float64, err error) {
	defer runtime.KeepAlive(dataset)
	var mean C.double
	err = n.change(func(handle *C.nn_network) C.nn_status {
		return C.nn_train_rows(handle, dataset.handle, (*C.int64_t)(first(rows)),
			C.size_t(len(rows)), &mean)
	})
	return float64(mean), err
}

// SetClassWeights says what the rows of each class count in training; nil: all the same.
func (n *Network) SetClassWeights(weights []float64) error {
	return n.change(func(handle *C.nn_network) C.nn_status {
		return C.nn_set_class_weights(handle, (*C.double)(first(weights)), C.size_t(len(weights)))
	})
}
