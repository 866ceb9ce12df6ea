// SPDX-License-Identifier: MIT
//
// Several goroutines: predicting side by side, failing side by side, training networks of their
// own; and objects that nobody has closed.

package neuro_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"

	"example.com/neuro"
)

func sideBySide(count int, function func(goroutine int)) {
	var all sync.WaitGroup
	for i := 0; i < count; i++ {
		i := i
		all.Add(1)
		go func() {
			defer all.Done()
			function(i)
		}()
	}
	all.Wait()
}

func TestGoroutinesPredictSideBySide(t *testing.T) {
	data := circle(t, 16)
	network := smallNetwork(t)
	check(network.Fit(always, data, nil, nil))
	expected := fmt.Sprint(must(neuro.PredictDataset[float32](network, data)))
	sideBySide(4, func(int) {
		for i := 0; i < 20; i++ {
			equal(t, fmt.Sprint(must(neuro.PredictDataset[float32](network, data))), expected)
		}
	})
}

// A goroutine moves between threads, and each thread has a last error of its own.
func TestErrorsBelongToTheirCalls(t *testing.T) {
	network := smallNetwork(t)
	sideBySide(16, func(goroutine int) {
		for i := 0; i < 200; i++ {
			layer := 10 + 1000*goroutine + i
			_, err := neuro.OptionDropout.OfLayer(network, layer)
			var failure *neuro.Error
			if !errors.As(err, &failure) || !strings.Contains(failure.Message, fmt.Sprint(layer)) {
				t.Errorf("layer %d: %v", layer, err)
			}
			runtime.Gosched()
		}
	})
}

func TestNetworksLearnTheSameInGoroutinesOfTheirOwn(t *testing.T) {
	data := circle(t, 16)
	expected := smallNetwork(t)
	check(expected.Fit(always, data, nil, nil))
	networks := make([]*neuro.Network, 4)
	for i := range networks {
		networks[i] = smallNetwork(t, neuro.OptionWorkers.To(int64(i)))
	}
	sideBySide(len(networks), func(i int) { check(networks[i].Fit(always, data, nil, nil)) })
	for _, network := range networks {
		equal(t, bits(network), bits(expected))
	}
}

// The finalizers must not free what a call is still using.
func TestForgottenObjectsAreFreedInTheirTime(t *testing.T) {
	for i := 0; i < 50; i++ {
		dataset := must(neuro.NewDataset(xorInputs, 2, xor, 1))
		network := must(neuro.New([]int{2, 64, 2}, neuro.OptionEpochs.To(20)))
		check(network.Fit(always, must(dataset.Select([]int64{3, 1, 2})), nil, nil))
		must(must(neuro.NewEvaluation(network, dataset)).Confusion())
		runtime.GC()
	}
}
