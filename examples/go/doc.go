// SPDX-License-Identifier: MIT

// Package neuro is libneuro from Go: fully connected networks, trained on CPUs, on slices in place.
//
//	network, err := neuro.New([]int{2, 16, 2}, neuro.OptionOptimizer.To(neuro.OptimizerAdam))
//	if err != nil {
//		return err
//	}
//	defer network.Close()
//	loss, err := neuro.TrainBatch(network, inputs, labels)
//	probabilities, err := neuro.Predict[float32](network, inputs)
//
// neuro.h describes what the calls do; the comments here only say where Go differs.
//
// # Arrays
//
// What takes arrays is a function rather than a method, because methods have no type parameters.
// The library reads and writes slices where they are, during the call only, as cgo's rules about
// pointers want it: datasets, which stay, are copies. How many rows there are is told from the
// length of a slice.
//
// # Objects
//
// Close frees what an object has in C. One that is forgotten is freed some time after nothing
// refers to it any more, but the garbage collector does not know how much memory waits there. What
// is closed may be closed again; what can fail then fails with ErrInvalidArgument.
//
// # Goroutines
//
// Different objects may be used by different goroutines at the same time. Goroutines may call at
// once on one object what reads it (Predict, Evaluate, Save and the like), as long as none of them
// trains, changes or closes it. A context stops a fit from elsewhere.
package neuro
