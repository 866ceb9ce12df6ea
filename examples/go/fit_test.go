// SPDX-License-Identifier: MIT
//
// Fits and their callbacks: stopping, resuming, panics, what a callback may do.

package neuro_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"runtime"
	"testing"

	"example.com/neuro"
)

func TestCallbackStopsAFitWhichThenGoesOnToTheSameBits(t *testing.T) {
	train, validation, err := circle(t, 8).Split(0.25, 0)
	check(err)
	defer train.Close()
	defer validation.Close()
	whole := smallNetwork(t, neuro.OptionEpochs.To(3))
	check(whole.Fit(always, train, validation, nil))

	stopped := smallNetwork(t, neuro.OptionEpochs.To(3))
	enough := errors.New("enough")
	calls := int64(0)
	err = stopped.Fit(always, train, validation, func(progress neuro.Progress) error {
		calls++
		equal(t, progress.Steps, calls)
		if calls == 9 {
			return enough
		}
		return nil
	})
	expect(t, err, enough)
	expect(t, err, neuro.ErrCancelled)
	equal(t, stopped.StepCount(), 9)

	// In another network, as if in another process.
	resumed := must(neuro.LoadBytes(must(stopped.CheckpointBytes())))
	defer resumed.Close()
	check(resumed.Resume(always, train, validation, nil))
	equal(t, bits(resumed), bits(whole))
}

func TestCallbackSeesAllOfTheProgress(t *testing.T) {
	train := circle(t, 8)
	network := smallNetwork(t, neuro.OptionEpochs.To(2))
	var ends []neuro.Progress
	check(network.Fit(always, train, train, func(progress neuro.Progress) error {
		equal(t, progress.Epochs, 2)
		equal(t, progress.Batches, 8)
		equal(t, progress.RowsPerEpoch, 64)
		equal(t, progress.LearningRate, 0.1)
		equal(t, progress.StoppedEarly, false)
		equal(t, math.IsNaN(progress.ValidationLoss), !progress.EpochEnded)
		if progress.EpochEnded {
			ends = append(ends, progress)
		}
		return nil
	}))
	history := must(network.History())
	equal(t, len(ends), 2)
	for i, epoch := range history {
		equal(t, epoch.Loss, ends[i].Loss)
		equal(t, epoch.ValidationLoss, ends[i].ValidationLoss)
	}
}

func TestPanicStopsTheFitAndComesOutOfIt(t *testing.T) {
	train := circle(t, 8)
	network := smallNetwork(t)
	func() {
		defer func() { equal(t, fmt.Sprint(recover()), "enough") }()
		network.Fit(always, train, nil, func(neuro.Progress) error { panic("enough") })
	}()
	equal(t, network.StepCount(), 1)
	check(network.Fit(always, train, nil, nil)) // it is none the worse for it
}

func TestGoroutineThatEndsInACallbackTakesTheNetworkAlong(t *testing.T) {
	train := circle(t, 8)
	network := smallNetwork(t)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		network.Fit(always, train, nil, func(neuro.Progress) error {
			runtime.Goexit()
			return nil
		})
	}()
	<-ended
	_, err := neuro.TrainBatch(network, xorInputs, xor)
	expect(t, err, neuro.ErrInvalidArgument)
}

func TestCallbackUsesTheNetwork(t *testing.T) {
	train := circle(t, 8)
	network := smallNetwork(t)
	path := filepath.Join(t.TempDir(), "network.checkpoint")
	var rates []float64
	enough := errors.New("enough")
	err := network.Fit(always, train, nil, func(progress neuro.Progress) error {
		rates = append(rates, progress.LearningRate)
		check(network.Set(neuro.OptionLearningRate.To(0.025)))
		equal(t, must(neuro.OptionLearningRate.Of(network)), 0.025)
		must(neuro.Predict[float32](network, xorInputs))
		must(network.Evaluate(train))
		check(network.SaveCheckpoint(path))
		// A call that fails in the middle of the fit is an error of its own.
		expect(t, network.Set(neuro.OptionDropout.To(0.5)), neuro.ErrInvalidArgument)
		if len(rates) == 3 {
			return enough
		}
		return nil
	})
	expect(t, err, enough)
	equal(t, fmt.Sprint(rates), "[0.1 0.025 0.025]")
	saved := must(neuro.Load(path))
	defer saved.Close()
	equal(t, bits(saved), bits(network))
}

func TestCallbackMustNotChangeTheNetwork(t *testing.T) {
	train := circle(t, 8)
	weights, bias, err := neuro.Parameters[float32](smallNetwork(t), 0)
	check(err)
	network, other := smallNetwork(t), smallNetwork(t)
	check(network.Fit(always, train, nil, func(neuro.Progress) error {
		expect(t, network.Close(), neuro.ErrInvalidArgument)
		expect(t, network.Fit(always, train, nil, nil), neuro.ErrInvalidArgument)
		expect(t, network.Set(neuro.OptionEpochs.To(1)), neuro.ErrInvalidArgument)
		expect(t, network.SetMetadata("key", "value"), neuro.ErrInvalidArgument)
		expect(t, neuro.SetParameters(network, 0, weights, bias), neuro.ErrInvalidArgument)
		_, err := neuro.TrainBatch(network, xorInputs, xor)
		expect(t, err, neuro.ErrInvalidArgument)
		must(neuro.TrainBatch(other, xorInputs, xor)) // which is another one
		return nil
	}))
	check(network.Set(neuro.OptionEpochs.To(1)))
}

func TestContextStopsAFit(t *testing.T) {
	train := circle(t, 16)
	network := smallNetwork(t, neuro.OptionEpochs.To(math.MaxInt32))
	ctx, cancel := context.WithCancel(always)
	first := make(chan struct{}, 1)
	go func() {
		<-first
		cancel()
	}()
	err := network.Fit(ctx, train, nil, func(neuro.Progress) error {
		select {
		case first <- struct{}{}:
		default:
		}
		return nil
	})
	expect(t, err, context.Canceled)
	expect(t, err, neuro.ErrCancelled)
	if network.StepCount() == 0 {
		t.Error("it was stopped before it had begun")
	}
}

func TestContextThatIsDoneLetsNothingBegin(t *testing.T) {
	train := circle(t, 8)
	network := smallNetwork(t, neuro.OptionEpochs.To(1))
	ctx, cancel := context.WithTimeout(always, 0)
	defer cancel()
	expect(t, network.Fit(ctx, train, nil, nil), context.DeadlineExceeded)
	equal(t, network.StepCount(), 0)
	check(network.Fit(always, train, nil, nil)) // what was asked of that fit is not asked of this one
	equal(t, network.StepCount(), 8)
}

func TestFitThatDivergesIsAnError(t *testing.T) {
	targets := make([]float64, len(xorInputs))
	for i, x := range xorInputs {
		targets[i] = 1 - float64(x)
	}
	train := must(neuro.NewDataset(xorInputs, 2, targets, 2))
	defer train.Close()
	network := smallNetwork(t, neuro.OptionOutput.To(neuro.OutputIdentity),
		neuro.OptionLearningRate.To(1e6), neuro.OptionEpochs.To(100))
	expect(t, network.Fit(always, train, nil, nil), neuro.ErrNotFinite)
}
