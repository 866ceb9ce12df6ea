// SPDX-License-Identifier: MIT
//
// Model files and checkpoints: saving and loading networks.

package neuro

// #include <neuro.h>
// #include <stdlib.h>
import "C"

import "unsafe"

// Save saves the network as a model file, which replaces what is at path as a whole or not at all.
func (n *Network) Save(path string) error {
	return n.callWithPath(path, func(network *C.nn_network, path *C.char) C.nn_status {
		return C.nn_save(network, path)
	})
}

// SaveCheckpoint saves the network with where training stands, for Resume.
func (n *Network) SaveCheckpoint(path string) error {
	return n.callWithPath(path, func(network *C.nn_network, path *C.char) C.nn_status {
		return C.nn_save_checkpoint(network, path)
	})
}

// LoadParameters replaces all parameters by those of any safetensors file, such as a PyTorch
// state_dict.
func (n *Network) LoadParameters(path string) error {
	if n.fitting {
		return errFitting
	}
	return n.callWithPath(path, func(network *C.nn_network, path *C.char) C.nn_status {
		return C.nn_load_parameters(network, path)
	})
}

func (n *Network) callWithPath(
	path string, function func(*C.nn_network, *C.char) C.nn_status,
) error {
	file, err := cString("path", path)
	if err != nil {
		return err
	}
	defer C.free(unsafe.Pointer(file))
	return n.call(func(network *C.nn_network) C.nn_status { return function(network, file) })
}

// Bytes is what Save writes.
func (n *Network) Bytes() ([]byte, error) {
	return n.saveBuffer(func(network *C.nn_network, buffer unsafe.Pointer,
		capacity C.size_t, size *C.size_t) C.nn_status {
		return C.nn_save_buffer(network, buffer, capacity, size)
	})
}

// CheckpointBytes is what SaveCheckpoint writes.
func (n *Network) CheckpointBytes() ([]byte, error) {
	return n.saveBuffer(func(network *C.nn_network, buffer unsafe.Pointer,
		capacity C.size_t, size *C.size_t) C.nn_status {
		return C.nn_save_checkpoint_buffer(network, buffer, capacity, size)
	})
}

func (n *Network) saveBuffer(
	save func(*C.nn_network, unsafe.Pointer, C.size_t, *C.size_t) C.nn_status,
) ([]byte, error) {
	var size C.size_t
	err := n.call(func(network *C.nn_network) C.nn_status { return save(network, nil, 0, &size) })
	if err != nil {
		return nil, err
	}
	buffer := make([]byte, size)
	err = n.call(func(network *C.nn_network) C.nn_status {
		return save(network, unsafe.Pointer(&buffer[0]), size, &size)
	})
	if err != nil {
		return nil, err
	}
	return buffer, nil
}

// Load loads a model file or checkpoint; settings replace those of the file.
func Load(path string, settings ...Setting) (*Network, error) {
	file, err := cString("path", path)
	if err != nil {
		return nil, err
	}
	defer C.free(unsafe.Pointer(file))
	return newNetwork(settings, func(out **C.nn_network, options *C.nn_options) C.nn_status {
		return C.nn_load(out, file, options)
	})
}

// LoadBytes loads a network from the bytes of such a file.
func LoadBytes(data []byte, settings ...Setting) (*Network, error) {
	size := C.size_t(len(data))
	if size == 0 {
		data = []byte{0} // nothing has no place in memory, which the library asks for
	}
	return newNetwork(settings, func(out **C.nn_network, options *C.nn_options) C.nn_status {
		return C.nn_load_buffer(out, unsafe.Pointer(&data[0]), size, options)
	})
}
