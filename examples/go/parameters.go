// SPDX-License-Identifier: MIT
//
// The weights and biases of a network, copied out of it and into it.

package neuro

// #include <neuro.h>
import "C"

import "unsafe"

// Parameters copies the weights, [out][in], and biases of layer 0 and up.
func Parameters[R Real](n *Network, layer int) (weights, bias []R, err error) {
	inputs, outputs, err := n.layerShape(layer)
	if err != nil {
		return nil, nil, err
	}
	weights, bias = make([]R, outputs*inputs), make([]R, outputs)
	if err := n.getParameters(layer, arrayOf(weights), arrayOf(bias)); err != nil {
		return nil, nil, err
	}
	return weights, bias, nil
}

func (n *Network) getParameters(layer int, weights, bias array) error {
	return n.call(func(handle *C.nn_network) C.nn_status {
		return C.nn_get_parameters(handle, C.size_t(layer), unsafe.Pointer(&weights.bytes[0]),
			unsafe.Pointer(&bias.bytes[0]), weights.element)
	})
}

// SetParameters replaces the weights, [out][in], and biases of a layer.
func SetParameters[R Real](n *Network, layer int, weights, bias []R) error {
	return n.setParameters(layer, arrayOf(weights), arrayOf(bias))
}

func (n *Network) setParameters(layer int, weights, bias array) error {
	inputs, outputs, err := n.layerShape(layer)
	if err != nil {
		return err
	}
	if err := weights.expect("weights", outputs, inputs); err != nil {
		return err
	}
	if err := bias.expect("bias", outputs, 1); err != nil {
		return err
	}
	return n.change(func(handle *C.nn_network) C.nn_status {
		return C.nn_set_parameters(handle, C.size_t(layer), unsafe.Pointer(&weights.bytes[0]),
			unsafe.Pointer(&bias.bytes[0]), weights.element)
	})
}

func (n *Network) layerShape(layer int) (inputs, outputs int, err error) {
	if layer < 0 || layer >= len(n.sizes)-1 {
		return 0, 0, invalid("layer: %d, expected 0 ... %d", layer, len(n.sizes)-2)
	}
	return n.sizes[layer], n.sizes[layer+1], nil
}
