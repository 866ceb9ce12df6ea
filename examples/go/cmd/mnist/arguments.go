// SPDX-License-Identifier: MIT
//
// The command line: which files, and the options of the network.

package main

import (
	"flag"
	"fmt"
	"os"

	"example.com/neuro"
)

type arguments struct {
	settings                                         []neuro.Setting
	trainImages, trainLabels, testImages, testLabels string
}

// parseArguments reads the command line. Whether a value is within an option's bounds is the
// library's to say, when the network is created.
func parseArguments() arguments {
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(),
			"usage: mnist [options] TRAIN_IMAGES TRAIN_LABELS TEST_IMAGES TEST_LABELS\n\n"+
				"Trains a 784-64-32-16-10 network (inputs and outputs as the data has them) and tests\n"+
				"it. The four files are IDX files, plain or gzip.\n\n")
		flag.PrintDefaults()
	}
	epochs := flag.Int64("epochs", 5, "passes over the training set")
	batch := flag.Int64("batch", 32, "rows a step")
	rate := flag.Float64("rate", 0.1, "learning rate")
	seed := flag.Int64("seed", 0, "decides initial weights and the order of rows")
	workers := flag.Int64("workers", 0, "threads, 0: as many as the process may use")
	flag.Parse()
	files := flag.Args()
	if len(files) != 4 {
		fmt.Fprintln(os.Stderr, "mnist: needs four IDX files")
		flag.Usage()
		os.Exit(2)
	}
	return arguments{
		settings: []neuro.Setting{
			neuro.OptionEpochs.To(*epochs),
			neuro.OptionBatchSize.To(*batch),
			neuro.OptionLearningRate.To(*rate),
			neuro.OptionSeed.To(*seed),
			neuro.OptionWorkers.To(*workers),
		},
		trainImages: files[0],
		trainLabels: files[1],
		testImages:  files[2],
		testLabels:  files[3],
	}
}
