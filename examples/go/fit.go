// SPDX-License-Identifier: MIT
//
// Fitting: epochs over a dataset, which a context or a callback may stop.

package neuro

// #include <neuro.h>
// int32_t neuro_report(const nn_progress* progress, void* user);
import "C"

import (
	"context"
	"errors"
	"runtime"
	"runtime/cgo"
	"unsafe"
)

// fitFunction is nn_fit or nn_resume, which differ in nothing but where they begin.
type fitFunction func(network *C.nn_network, train, validation *C.nn_dataset,
	callback C.nn_progress_fn, user unsafe.Pointer) C.nn_status

// Fit trains on a dataset for OptionEpochs epochs, and evaluates on validation, unless that is nil,
// after each.
//
// It stops within one batch once the context is done, or when report, unless that is nil, answers
// an error. What was learnt is kept then, and for what Fit answers, errors.Is holds with
// ErrCancelled and with the error of the context or of report. A panic in report stops the fit too,
// and goes on from here.
//
// report runs on this goroutine. It may call Predict, Evaluate, Save and whatever else only reads
// the network, and Set with real options; what else changes the network is refused. It must not
// close the datasets, nor end its goroutine, as runtime.Goexit and so
// t.FailNow do: that leaves the library in the middle of its work, and the network closed, its
// memory lost.
func (n *Network) Fit(
	ctx context.Context, train, validation *Dataset, report func(Progress) error,
) error {
	return n.fit(ctx, train, validation, report, func(network *C.nn_network,
		train, validation *C.nn_dataset, callback C.nn_progress_fn, user unsafe.Pointer) C.nn_status {
		return C.nn_fit(network, train, validation, callback, user)
	})
}

// Resume goes on with the last fit, where it was stopped or saved as a checkpoint, to the bits of
// one that was never stopped.
func (n *Network) Resume(
	ctx context.Context, train, validation *Dataset, report func(Progress) error,
) error {
	return n.fit(ctx, train, validation, report, func(network *C.nn_network,
		train, validation *C.nn_dataset, callback C.nn_progress_fn, user unsafe.Pointer) C.nn_status {
		return C.nn_resume(network, train, validation, callback, user)
	})
}

func (n *Network) fit(ctx context.Context, train, validation *Dataset,
	report func(Progress) error, function fitFunction) error {
	if n.fitting {
		return errFitting
	}
	validationHandle, err := validation.optional("validation")
	if err != nil {
		return err
	}
	defer runtime.KeepAlive(train)
	defer runtime.KeepAlive(validation)

	reporter := &reporter{callback: report}
	var callback C.nn_progress_fn
	if report != nil {
		callback = C.nn_progress_fn(C.neuro_report)
	}
	// C gets the place of the handle, a number, since it must not get pointers to what has pointers.
	handle := cgo.NewHandle(reporter)
	defer handle.Delete()

	err = n.guarded(ctx, func(network *C.nn_network) C.nn_status {
		return function(network, train.handle, validationHandle, callback, unsafe.Pointer(&handle))
	})
	if reporter.panicked {
		panic(reporter.panicValue)
	}
	var failure *Error
	if errors.As(err, &failure) && failure.Status == StatusCancelled {
		if failure.cause = reporter.err; failure.cause == nil {
			failure.cause = ctx.Err()
		}
	}
	return err
}

// guarded makes a call that lasts: the context cancels it, and a goroutine that ends in the middle
// of it takes the network along.
func (n *Network) guarded(ctx context.Context, function func(*C.nn_network) C.nn_status) error {
	returned := false
	defer func() {
		n.fitting = false
		if !returned {
			n.forget()
		}
	}()
	defer n.cancelWhenDone(ctx)()
	n.fitting = true
	err := n.call(function)
	returned = true
	return err
}

// cancelWhenDone begins to wait for the context, and answers what ends that. A request that comes
// too late for its fit must not stop the next one.
func (n *Network) cancelWhenDone(ctx context.Context) (end func()) {
	if ctx.Done() == nil {
		return func() {}
	}
	network := n.handle
	if ctx.Err() != nil {
		C.nn_cancel(network, 1) // before a short fit has ended, rather than when the goroutine wakes up
	}
	finished, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		select {
		case <-ctx.Done():
			C.nn_cancel(network, 1)
		case <-finished:
		}
	}()
	return func() {
		close(finished)
		<-ended
		C.nn_cancel(network, 0)
	}
}
