// SPDX-License-Identifier: MIT
//
// Predictions, and how good they are.

package neuro

// #include <neuro.h>
//
// // As nn_predict(), in types that hold no pointers. Behind others cgo looks for pointers of Go,
// // and allocates to do so, which would take as long as a small prediction.
// static inline nn_status predict(uintptr_t network, const uint8_t* inputs, nn_type input_type,
//                                 size_t rows, uint8_t* outputs, nn_type output_type) {
//   return nn_predict((const nn_network*)network, inputs, input_type, rows, outputs, output_type);
// }
import "C"

import (
	"runtime"
	"unsafe"
)

// Predict answers the outputs for each row of inputs, row by row. Their type has to be said, as in
// Predict[float32](network, pixels).
func Predict[O Real, I Input](n *Network, inputs []I) ([]O, error) {
	in := arrayOf(inputs)
	rows, err := in.rows("inputs", n.inputs())
	if err != nil {
		return nil, err
	}
	outputs := make([]O, rows*n.outputs())
	if err := n.predict(in, arrayOf(outputs)); err != nil {
		return nil, err
	}
	return outputs, nil
}

// PredictInto is Predict into a slice of rows x outputs. It allocates nothing.
func PredictInto[I Input, O Real](n *Network, inputs []I, outputs []O) error {
	return n.predict(arrayOf(inputs), arrayOf(outputs))
}

func (n *Network) predict(inputs, outputs array) error {
	rows, err := inputs.rows("inputs", n.inputs())
	if err != nil {
		return err
	}
	if err := outputs.expect("outputs", rows, n.outputs()); err != nil {
		return err
	}
	return n.call(func(handle *C.nn_network) C.nn_status {
		return C.predict(C.uintptr_t(uintptr(unsafe.Pointer(handle))),
			(*C.uint8_t)(&inputs.bytes[0]), inputs.element, C.size_t(rows),
			(*C.uint8_t)(&outputs.bytes[0]), outputs.element)
	})
}

// PredictDataset answers the outputs for each row of a dataset, row by row.
func PredictDataset[O Real](n *Network, dataset *Dataset) ([]O, error) {
	if dataset.handle == nil {
		return nil, invalid("dataset: is closed")
	}
	outputs := make([]O, dataset.Rows()*n.outputs())
	if err := n.predictDataset(dataset, arrayOf(outputs)); err != nil {
		return nil, err
	}
	return outputs, nil
}

func (n *Network) predictDataset(dataset *Dataset, outputs array) error {
	defer runtime.KeepAlive(dataset)
	return n.call(func(handle *C.nn_network) C.nn_status {
		return C.nn_predict_dataset(handle, dataset.handle, unsafe.Pointer(&outputs.bytes[0]),
			outputs.element)
	})
}

// Metrics is what Evaluate found out; an Evaluation knows more.
type Metrics struct {
	Rows     int64
	Correct  int64 // rows predicted right; 0 with OutputIdentity
	Loss     float64
	Accuracy float64 // Correct / Rows; NaN with OutputIdentity
}

// Evaluate predicts a dataset and compares.
func (n *Network) Evaluate(dataset *Dataset) (Metrics, error) {
	defer runtime.KeepAlive(dataset)
	metrics := C.nn_metrics{struct_size: C.sizeof_nn_metrics}
	err := n.call(func(handle *C.nn_network) C.nn_status {
		return C.nn_evaluate(handle, dataset.handle, &metrics)
	})
	return Metrics{
		Rows:     int64(metrics.rows),
		Correct:  int64(metrics.correct),
		Loss:     float64(metrics.loss),
		Accuracy: float64(metrics.accuracy),
	}, err
}
