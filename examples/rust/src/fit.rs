// SPDX-License-Identifier: MIT
//! Fitting: epochs over a dataset, with a closure that is told about progress.

use std::any::Any;
use std::ops::ControlFlow;
use std::os::raw::c_void;
use std::panic::{self, AssertUnwindSafe};
use std::ptr;

use crate::dataset::Dataset;
use crate::error::{check, Result};
use crate::ffi;
use crate::network::Network;
use crate::progress::Fitting;

/// What a fit hands to its callback through C.
struct Context<'a, F> {
    network: &'a Network,
    closure: F,
    panic: Option<Box<dyn Any + Send>>,
}

/// What the library calls. A panic must not unwind through it: it is kept, stops the fit, and goes
/// on where the fit returns.
unsafe extern "C" fn report<F>(progress: *const ffi::nn_progress, user: *mut c_void) -> i32
where
    F: FnMut(&mut Fitting<'_>) -> ControlFlow<()>,
{
    let context = &mut *user.cast::<Context<'_, F>>();
    let mut fitting = Fitting::new(context.network, &*progress);
    let closure = &mut context.closure;
    // The closure is not called again, and what it refers to is as it left it when the panic goes
    // on.
    match panic::catch_unwind(AssertUnwindSafe(|| closure(&mut fitting))) {
        Ok(flow) => flow.is_break().into(),
        Err(payload) => {
            context.panic = Some(payload);
            1
        }
    }
}

impl Network {
    /// Trains on a dataset for [`EPOCHS`](crate::option::EPOCHS) epochs, evaluating on `validation`
    /// after each.
    pub fn fit(&mut self, train: &Dataset<'_>, validation: Option<&Dataset<'_>>) -> Result<()> {
        self.run_quietly(ffi::nn_fit, train, validation)
    }

    /// As [`fit`](Self::fit), and tells the closure about progress. Where it breaks, the fit stops,
    /// keeps what is learnt and fails with [`Status::Cancelled`](crate::Status::Cancelled). Where
    /// it panics, the fit stops likewise, and the panic goes on from here.
    ///
    /// ```no_run
    /// # fn example(mut network: neuro::Network, train: neuro::Dataset) -> neuro::Result<()> {
    /// use std::ops::ControlFlow;
    ///
    /// network.fit_with(&train, None, |fitting| {
    ///     if fitting.progress().loss < 0.01 {
    ///         return ControlFlow::Break(());
    ///     }
    ///     ControlFlow::Continue(())
    /// })?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn fit_with(
        &mut self,
        train: &Dataset<'_>,
        validation: Option<&Dataset<'_>>,
        closure: impl FnMut(&mut Fitting<'_>) -> ControlFlow<()>,
    ) -> Result<()> {
        self.run(ffi::nn_fit, train, validation, closure)
    }

    /// Goes on with the last fit, where it was stopped or saved as a checkpoint, to the bits of one
    /// that was never stopped.
    pub fn resume(&mut self, train: &Dataset<'_>, validation: Option<&Dataset<'_>>) -> Result<()> {
        self.run_quietly(ffi::nn_resume, train, validation)
    }

    /// As [`resume`](Self::resume), with a closure as [`fit_with`](Self::fit_with).
    pub fn resume_with(
        &mut self,
        train: &Dataset<'_>,
        validation: Option<&Dataset<'_>>,
        closure: impl FnMut(&mut Fitting<'_>) -> ControlFlow<()>,
    ) -> Result<()> {
        self.run(ffi::nn_resume, train, validation, closure)
    }

    fn run_quietly(
        &mut self,
        function: ffi::fit_fn,
        train: &Dataset<'_>,
        validation: Option<&Dataset<'_>>,
    ) -> Result<()> {
        let validation = validation.map_or(ptr::null(), |dataset| dataset.as_ptr());
        let network = self.as_mut_ptr();
        // SAFETY: a network that nobody else uses, datasets that outlive the call, no callback.
        check(unsafe { function(network, train.as_ptr(), validation, None, ptr::null_mut()) })
    }

    fn run<F>(
        &mut self,
        function: ffi::fit_fn,
        train: &Dataset<'_>,
        validation: Option<&Dataset<'_>>,
        closure: F,
    ) -> Result<()>
    where
        F: FnMut(&mut Fitting<'_>) -> ControlFlow<()>,
    {
        let validation = validation.map_or(ptr::null(), |dataset| dataset.as_ptr());
        let network = self.as_mut_ptr();
        let mut context = Context {
            network: self,
            closure,
            panic: None,
        };
        let user: *mut Context<'_, F> = &mut context;
        // SAFETY: as above; the context outlives the call, and only the callback touches it during
        // the call, on this very thread.
        let result = check(unsafe {
            function(
                network,
                train.as_ptr(),
                validation,
                Some(report::<F>),
                user.cast(),
            )
        });
        if let Some(payload) = context.panic {
            panic::resume_unwind(payload);
        }
        result
    }

    /// What the rows of each class count in training; `None`: all the same.
    pub fn set_class_weights(&mut self, weights: Option<&[f64]>) -> Result<()> {
        let (address, count) = match weights {
            Some(weights) => (weights.as_ptr(), weights.len()),
            None => (ptr::null(), 0),
        };
        // SAFETY: `count` weights; the library checks that they are as many as classes.
        check(unsafe { ffi::nn_set_class_weights(self.as_mut_ptr(), address, count) })
    }
}
