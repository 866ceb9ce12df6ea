// SPDX-License-Identifier: MIT
//
// What is saved with a network beside its parameters: its history, and text.

package neuro

// #include <neuro.h>
// #include <stdlib.h>
import "C"

import (
	"runtime"
	"unsafe"
)

// Epoch is one that a network was fitted; neuro.h describes the fields of nn_epoch.
type Epoch struct {
	Rows                               int64
	LearningRate                       float64
	Loss, Accuracy                     float64
	ValidationLoss, ValidationAccuracy float64
}

// History is the finished epochs of all fits.
func (n *Network) History() ([]Epoch, error) {
	defer runtime.KeepAlive(n)
	epochs := make([]Epoch, C.nn_history_count(n.handle))
	for i := range epochs {
		raw := C.nn_epoch{struct_size: C.sizeof_nn_epoch}
		err := n.call(func(network *C.nn_network) C.nn_status {
			return C.nn_history(network, C.size_t(i), &raw)
		})
		if err != nil {
			return nil, err
		}
		epochs[i] = Epoch{
			Rows:               int64(raw.rows),
			LearningRate:       float64(raw.learning_rate),
			Loss:               float64(raw.loss),
			Accuracy:           float64(raw.accuracy),
			ValidationLoss:     float64(raw.validation_loss),
			ValidationAccuracy: float64(raw.validation_accuracy),
		}
	}
	return epochs, nil
}

// SetMetadata sets text that is saved with the network.
func (n *Network) SetMetadata(key, value string) error {
	text, err := cString("value", value)
	if err != nil {
		return err
	}
	defer C.free(unsafe.Pointer(text))
	return n.setMetadata(key, text)
}

// RemoveMetadata removes a key and its text, if it is there.
func (n *Network) RemoveMetadata(key string) error {
	return n.setMetadata(key, nil)
}

func (n *Network) setMetadata(key string, value *C.char) error {
	text, err := cString("key", key)
	if err != nil {
		return err
	}
	defer C.free(unsafe.Pointer(text))
	return n.change(func(network *C.nn_network) C.nn_status {
		return C.nn_set_metadata(network, text, value)
	})
}

// Metadata is the text of a key, and whether there is one.
func (n *Network) Metadata(key string) (string, bool) {
	defer runtime.KeepAlive(n)
	text, err := cString("key", key)
	if err != nil {
		return "", false
	}
	defer C.free(unsafe.Pointer(text))
	return goString(C.nn_metadata(n.handle, text))
}

// MetadataKeys are the keys of all metadata, in ascending order.
func (n *Network) MetadataKeys() []string {
	defer runtime.KeepAlive(n)
	keys := make([]string, C.nn_metadata_count(n.handle))
	for i := range keys {
		keys[i], _ = goString(C.nn_metadata_key(n.handle, C.size_t(i)))
	}
	return keys
}
