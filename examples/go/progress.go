// SPDX-License-Identifier: MIT
//
// How far a fit has come, on its way from C to the callback.

package neuro

// #include <neuro.h>
import "C"

import (
	"runtime/cgo"
	"unsafe"
)

// Progress is how far a fit has come; neuro.h describes the fields of nn_progress.
type Progress struct {
	Epoch, Epochs                      int64
	Batch, Batches                     int64
	Rows, RowsPerEpoch                 int64
	Loss, Accuracy                     float64
	ValidationLoss, ValidationAccuracy float64
	Seconds, SecondsLeft               float64
	RowsPerSecond                      float64
	EpochEnded, StoppedEarly           bool
	LearningRate                       float64
	Steps                              int64
}

func progressOf(raw *C.nn_progress) Progress {
	return Progress{
		Epoch:              int64(raw.epoch),
		Epochs:             int64(raw.epochs),
		Batch:              int64(raw.batch),
		Batches:            int64(raw.batches),
		Rows:               int64(raw.rows),
		RowsPerEpoch:       int64(raw.rows_per_epoch),
		Loss:               float64(raw.loss),
		Accuracy:           float64(raw.accuracy),
		ValidationLoss:     float64(raw.validation_loss),
		ValidationAccuracy: float64(raw.validation_accuracy),
		Seconds:            float64(raw.seconds),
		SecondsLeft:        float64(raw.seconds_left),
		RowsPerSecond:      float64(raw.rows_per_second),
		EpochEnded:         raw.epoch_ended != 0,
		StoppedEarly:       raw.stopped_early != 0,
		LearningRate:       float64(raw.learning_rate),
		Steps:              int64(raw.steps),
	}
}

// reporter is what a fit's callback came to, for when the fit returns.
type reporter struct {
	callback   func(Progress) error
	err        error
	panicked   bool
	panicValue any
}

// report calls the callback and says whether to stop. A panic must not pass through C: it is kept.
func (r *reporter) report(progress Progress) (stop bool) {
	r.panicked, stop = true, true
	defer func() {
		if r.panicked {
			r.panicValue = recover()
		}
	}()
	r.err = r.callback(progress)
	r.panicked = false
	return r.err != nil
}

//export neuroReport
func neuroReport(progress *C.nn_progress, user unsafe.Pointer) C.int32_t {
	reporter := (*cgo.Handle)(user).Value().(*reporter)
	if reporter.report(progressOf(progress)) {
		return 1
	}
	return 0
}
