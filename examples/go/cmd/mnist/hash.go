// SPDX-License-Identifier: MIT
//
// One number for all parameters of a network, which must be the same from every language.

package main

import (
	"encoding/binary"
	"hash/fnv"

	"example.com/neuro"
)

// hashParameters is the 64-bit FNV-1a hash of all parameters, layer by layer, weights before bias,
// as little-endian single precision.
func hashParameters(network *neuro.Network) (uint64, error) {
	hash := fnv.New64a()
	for layer := 0; layer < len(network.Sizes())-1; layer++ {
		weights, bias, err := neuro.Parameters[float32](network, layer)
		if err != nil {
			return 0, err
		}
		for _, values := range [][]float32{weights, bias} {
			if err := binary.Write(hash, binary.LittleEndian, values); err != nil {
				return 0, err
			}
		}
	}
	return hash.Sum64(), nil
}
