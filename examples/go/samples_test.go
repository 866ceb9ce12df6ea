// SPDX-License-Identifier: MIT
//
// What the tests train on, and how they compare networks.

package neuro_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"example.com/neuro"
)

var (
	xorInputs = []float32{0, 0, 0, 1, 1, 0, 1, 1}
	xor       = []uint8{0, 1, 1, 0}
	always    = context.Background()
)

// must is for what does not fail.
func must[T any](value T, err error) T {
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func expect(t *testing.T, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Errorf("%v, expected %v", err, target)
	}
}

func equal[T comparable](t *testing.T, found, expected T) {
	t.Helper()
	if found != expected {
		t.Errorf("%v, expected %v", found, expected)
	}
}

// smallNetwork is for rows of two numbers and two classes. It fits in batches of 8, and reports
// after each of them, so that there is something to stop.
func smallNetwork(t *testing.T, settings ...neuro.Setting) *neuro.Network {
	t.Helper()
	chosen := []neuro.Setting{
		neuro.OptionSeed.To(3), neuro.OptionBatchSize.To(8), neuro.OptionProgressInterval.To(0),
	}
	network := must(neuro.New([]int{2, 8, 2}, append(chosen, settings...)...))
	t.Cleanup(func() { network.Close() })
	return network
}

// circle is points on a grid, and on which side of a circle they lie.
func circle(t *testing.T, side int) *neuro.Dataset {
	t.Helper()
	var inputs []float64
	var labels []int32
	for i := 0; i < side*side; i++ {
		x, y := float64(i/side)/float64(side), float64(i%side)/float64(side)
		label := int32(0)
		if x*x+y*y > 0.5 {
			label = 1
		}
		inputs, labels = append(inputs, x, y), append(labels, label)
	}
	dataset := must(neuro.NewDataset(inputs, 2, labels, 1))
	t.Cleanup(func() { dataset.Close() })
	return dataset
}

// bits are all parameters, as something to compare to the last bit.
func bits(network *neuro.Network) string {
	var all []uint32
	for layer := 0; layer < len(network.Sizes())-1; layer++ {
		weights, bias, err := neuro.Parameters[float32](network, layer)
		check(err)
		for _, value := range append(weights, bias...) {
			all = append(all, math.Float32bits(value))
		}
	}
	return fmt.Sprint(all)
}
