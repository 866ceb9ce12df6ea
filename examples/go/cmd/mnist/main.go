// SPDX-License-Identifier: MIT

// Command mnist trains a network on MNIST, or on images like it: the counterpart of mnist.c, which
// learns the very same weights with the same options.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"math"
	"os"
	"os/signal"
	"path/filepath"
	"strings"

	"example.com/neuro"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("mnist: ")
	arguments := parseArguments()
	if err := run(arguments); err != nil {
		log.Fatal(err)
	}
}

func run(arguments arguments) error {
	train, err := neuro.LoadIDX(arguments.trainImages, arguments.trainLabels)
	if err != nil {
		return err
	}
	defer train.Close()
	test, err := neuro.LoadIDX(arguments.testImages, arguments.testLabels)
	if err != nil {
		return err
	}
	defer test.Close()
	fmt.Printf("training set  %s: %d rows of %d columns, %d classes\n",
		arguments.trainImages, train.Rows(), train.Cols(), train.Classes())
	fmt.Printf("test set      %s: %d rows\n", arguments.testImages, test.Rows())

	sizes := []int{train.Cols(), 64, 32, 16, train.Classes()}
	network, err := neuro.New(sizes, arguments.settings...)
	if err != nil {
		return err
	}
	defer network.Close()
	if err := describe(network); err != nil {
		return err
	}
	if err := showRefusal(network); err != nil {
		return err
	}
	fmt.Println()
	if err := fit(network, train, test); err != nil {
		return err
	}

	metrics, err := network.Evaluate(test)
	if err != nil {
		return err
	}
	fmt.Printf("\ntest accuracy %.2f%%: %d of %d images right, loss %.4f\n",
		100*metrics.Accuracy, metrics.Correct, metrics.Rows, metrics.Loss)
	if err := checkRoundTrip(network, test); err != nil {
		return err
	}
	hash, err := hashParameters(network)
	if err != nil {
		return err
	}
	fmt.Printf("\nhash %016x\n", hash)
	return nil
}

func describe(network *neuro.Network) error {
	rate, err := neuro.OptionLearningRate.Of(network)
	if err != nil {
		return err
	}
	var numbers [3]int64
	for i, option := range []neuro.Option[int64]{
		neuro.OptionBatchSize, neuro.OptionSeed, neuro.OptionWorkers,
	} {
		if numbers[i], err = option.Of(network); err != nil {
			return err
		}
	}
	sizes := strings.ReplaceAll(strings.Trim(fmt.Sprint(network.Sizes()), "[]"), " ", "-")
	fmt.Printf("network       %s, learning rate %g, batch %d, seed %d\n",
		sizes, rate, numbers[0], numbers[1])
	fmt.Printf("machine       libneuro %s, %s instructions, %d worker(s)\n",
		neuro.Version(), neuro.CPUTarget(), numbers[2])
	return nil
}

// showRefusal shows how a status of the library is an error of Go's: with ten outputs there is no
// label 10. A call that fails leaves the network as it was, so that it may still be trained.
func showRefusal(network *neuro.Network) error {
	sizes := network.Sizes()
	pixels := make([]uint8, sizes[0])
	label := int64(sizes[len(sizes)-1])
	_, err := neuro.TrainBatch(network, pixels, []int64{label})
	var refused *neuro.Error
	if !errors.As(err, &refused) || !errors.Is(err, neuro.ErrInvalidArgument) {
		return fmt.Errorf("label %d was not refused as it should be: %v", label, err)
	}
	fmt.Printf("refused       %v: %s\n", refused.Status, refused.Message)
	return nil
}

// fit trains until the end, or until Ctrl-C.
func fit(network *neuro.Network, train, test *neuro.Dataset) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := network.Fit(ctx, train, test, showProgress)
	if errors.Is(err, context.Canceled) {
		fmt.Println("stopped: going on with what is learnt")
		return nil
	}
	return err
}

// showProgress prints one line an epoch.
func showProgress(progress neuro.Progress) error {
	if progress.EpochEnded {
		fmt.Printf("epoch %d/%d  loss %.4f  accuracy %.2f%%  test %.2f%%  %.0f rows/s  %.1f s left\n",
			progress.Epoch, progress.Epochs, progress.Loss, 100*progress.Accuracy,
			100*progress.ValidationAccuracy, progress.RowsPerSecond, progress.SecondsLeft)
	}
	return nil
}

// checkRoundTrip checks that a network that was saved and loaded predicts the same, to the last
// bit.
func checkRoundTrip(network *neuro.Network, test *neuro.Dataset) error {
	directory, err := os.MkdirTemp("", "neuro-mnist-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(directory)
	path := filepath.Join(directory, "digits.safetensors")
	if err := network.Save(path); err != nil {
		return err
	}
	loaded, err := neuro.Load(path)
	if err != nil {
		return err
	}
	defer loaded.Close()

	expected, err := neuro.PredictDataset[float32](network, test)
	if err != nil {
		return err
	}
	found, err := neuro.PredictDataset[float32](loaded, test)
	if err != nil {
		return err
	}
	for i := range expected {
		if math.Float32bits(found[i]) != math.Float32bits(expected[i]) {
			return fmt.Errorf("output %d is %v before saving and %v after loading", i, expected[i], found[i])
		}
	}
	fmt.Println("model file    saved and loaded: predicts the same bits")
	return nil
}
