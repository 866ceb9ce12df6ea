// SPDX-License-Identifier: MIT
//
// Networks on their own: learning, errors, options, parameters, files.

package neuro_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/neuro"
)

func TestXorIsLearnt(t *testing.T) {
	network := smallNetwork(t)
	before := must(neuro.TrainBatch(network, xorInputs, xor))
	for i := 0; i < 3000; i++ {
		must(neuro.TrainBatch(network, xorInputs, xor))
	}
	after := must(neuro.TrainBatch(network, xorInputs, xor))
	if after > before/10 {
		t.Errorf("a loss of %v has become %v", before, after)
	}
	outputs := must(neuro.Predict[float64](network, xorInputs))
	for row, label := range xor {
		if outputs[2*row+int(label)] < 0.8 {
			t.Errorf("row %d: %v, expected %d", row, outputs[2*row:2*row+2], label)
		}
	}
}

func TestTypesOfArraysAreToldFromSlices(t *testing.T) {
	network := smallNetwork(t)
	must(neuro.TrainBatch(network, []uint8{0, 255}, []int64{1}))
	must(neuro.TrainBatch(network, []float64{0, 1}, []int32{1}))
	must(neuro.TrainBatch(network, []uint8{0, 255}, []float32{0.25, 0.75}))
	equal(t, network.StepCount(), 3)
	pixels := must(neuro.Predict[float32](network, []uint8{0, 255}))
	numbers := must(neuro.Predict[float32](network, []float64{0, 1}))
	equal(t, fmt.Sprint(pixels), fmt.Sprint(numbers))

	// Memory of Go that C may look at, though there is a pointer to memory of Go beside it.
	mixed := struct {
		inputs [2]float32
		next   *int
	}{[2]float32{0, 1}, new(int)}
	must(neuro.Predict[float32](network, mixed.inputs[:]))
}

func TestErrorHasStatusAndMessage(t *testing.T) {
	network := smallNetwork(t)
	before := bits(network)
	_, err := neuro.TrainBatch(network, xorInputs[:2], []uint8{10})
	var failure *neuro.Error
	if !errors.As(err, &failure) {
		t.Fatalf("%T, expected a *neuro.Error", err)
	}
	equal(t, failure.Status, neuro.StatusInvalidArgument)
	equal(t, strings.Contains(failure.Message, "label 10"), true)
	equal(t, err.Error(), "NN_ERROR_INVALID_ARGUMENT: "+failure.Message)
	expect(t, fmt.Errorf("training: %w", err), neuro.ErrInvalidArgument)
	equal(t, errors.Is(err, neuro.ErrFormat), false)
	equal(t, bits(network), before)
}

func TestSlicesOfTheWrongLengthDoNotReachTheLibrary(t *testing.T) {
	network := smallNetwork(t)
	refused := func(err error) {
		t.Helper()
		expect(t, err, neuro.ErrInvalidArgument)
	}
	train := func(_ float64, err error) { t.Helper(); refused(err) }
	train(neuro.TrainBatch(network, xorInputs[:3], xor[:1]))
	train(neuro.TrainBatch(network, xorInputs, xor[:3]))
	train(neuro.TrainBatch(network, xorInputs, make([]float32, 4)))
	train(neuro.TrainBatch(network, []float32{}, []uint8{}))
	train(neuro.TrainBatch[float32, uint8](network, nil, nil))
	refused(neuro.PredictInto(network, xorInputs, make([]float32, 7)))
	refused(neuro.SetParameters(network, 0, make([]float32, 15), make([]float32, 8)))
	refused(neuro.SetParameters(network, 2, make([]float32, 16), make([]float32, 8)))
	refused(neuro.SetParameters[float32](network, -1, nil, nil))
	_, err := neuro.New([]int{2, -1})
	refused(err)
	_, err = neuro.New(nil)
	refused(err)
}

func TestOptionsAreCheckedAndReadBack(t *testing.T) {
	network := must(neuro.New([]int{2, 4, 4, 2},
		neuro.OptionType.To(neuro.PrecisionDouble),
		neuro.OptionOptimizer.To(neuro.OptimizerAdamW),
		neuro.OptionActivation.ToLayer(0, neuro.ActivationTanh),
		neuro.OptionDropout.ToLayer(0, 0.25)))
	defer network.Close()
	equal(t, fmt.Sprint(network.Sizes()), "[2 4 4 2]")
	equal(t, must(neuro.OptionType.Of(network)), neuro.PrecisionDouble)
	equal(t, must(neuro.OptionLearningRate.Of(network)), 0.001) // AdamW's own
	equal(t, must(neuro.OptionActivation.OfLayer(network, 0)), neuro.ActivationTanh)
	equal(t, must(neuro.OptionActivation.OfLayer(network, 1)), neuro.ActivationReLU)
	equal(t, must(neuro.OptionDropout.OfLayer(network, 0)), 0.25)

	check(network.Set(neuro.OptionEpochs.To(17), neuro.OptionMomentum.To(0.5)))
	expect(t, network.Set(neuro.OptionEpochs.To(0)), neuro.ErrInvalidArgument)
	equal(t, must(neuro.OptionEpochs.Of(network)), 17)
	equal(t, must(neuro.OptionMomentum.Of(network)), 0.5)

	_, err := neuro.New([]int{2, 2}, neuro.OptionDropout.To(1.5))
	equal(t, strings.Contains(err.Error(), "NN_OPTION_DROPOUT"), true)
	equal(t, neuro.OptionDropout.String(), "NN_OPTION_DROPOUT")
	equal(t, neuro.Option[int64](int32(neuro.OptionCSVTarget)+1).String(), "unknown option")
}

func TestParametersGoOutAndIn(t *testing.T) {
	network := smallNetwork(t)
	weights, bias, err := neuro.Parameters[float64](network, 0)
	check(err)
	equal(t, len(weights), 16)
	weights[5] = 0.125
	check(neuro.SetParameters(network, 0, weights, bias))
	single, _, err := neuro.Parameters[float32](network, 0)
	check(err)
	equal(t, single[5], 0.125)
}

func TestBytesAndFilesKeepANetwork(t *testing.T) {
	data := circle(t, 8)
	network := smallNetwork(t, neuro.OptionEpochs.To(2))
	check(network.Fit(always, data, nil, nil))
	check(network.SetMetadata("units", "metres"))

	saved := must(network.Bytes())
	path := filepath.Join(t.TempDir(), "network.safetensors")
	check(network.Save(path))
	equal(t, bytes.Equal(must(os.ReadFile(path)), saved), true)

	expected := must(neuro.PredictDataset[float32](network, data))
	for _, loaded := range []*neuro.Network{must(neuro.LoadBytes(saved)), must(neuro.Load(path))} {
		defer loaded.Close()
		found := must(neuro.PredictDataset[float32](loaded, data))
		equal(t, fmt.Sprint(found), fmt.Sprint(expected))
		units, ok := loaded.Metadata("units")
		equal(t, units, "metres")
		equal(t, ok, true)
		equal(t, fmt.Sprint(loaded.MetadataKeys()), "[units]")
		equal(t, len(must(loaded.History())), 2)
	}
	check(network.RemoveMetadata("units"))
	_, ok := network.Metadata("units")
	equal(t, ok, false)

	other := smallNetwork(t, neuro.OptionSeed.To(9))
	check(other.LoadParameters(path))
	equal(t, bits(other), bits(network))
}

func TestFilesThatAreNoneAreRefused(t *testing.T) {
	_, err := neuro.LoadBytes(nil)
	expect(t, err, neuro.ErrFormat)
	_, err = neuro.Load("/no/such/file")
	expect(t, err, neuro.ErrIO)
	_, err = neuro.Load("a\x00b")
	expect(t, err, neuro.ErrInvalidArgument)
}

func TestClosedNetworkRefuses(t *testing.T) {
	network, data := smallNetwork(t), circle(t, 2)
	check(network.Close())
	check(network.Close())
	_, err := neuro.TrainBatch(network, xorInputs, xor)
	expect(t, err, neuro.ErrInvalidArgument)
	expect(t, network.Fit(always, data, nil, nil), neuro.ErrInvalidArgument)
	equal(t, network.StepCount(), 0)

	closed := circle(t, 2)
	check(closed.Close())
	network = smallNetwork(t)
	expect(t, network.Fit(always, closed, nil, nil), neuro.ErrInvalidArgument)
	expect(t, network.Fit(always, data, closed, nil), neuro.ErrInvalidArgument)
	_, err = neuro.PredictDataset[float32](network, closed)
	expect(t, err, neuro.ErrInvalidArgument)
}

func TestPredictIntoAllocatesNothing(t *testing.T) {
	network := smallNetwork(t)
	outputs := make([]float32, 8)
	allocations := testing.AllocsPerRun(100, func() {
		check(neuro.PredictInto(network, xorInputs, outputs))
	})
	equal(t, allocations, 0)
}
