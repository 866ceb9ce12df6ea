// SPDX-License-Identifier: MIT
//! What the closure of a fit sees: how far it has come, and what may be done with the network then.

use std::marker::PhantomData;
use std::path::Path;

use crate::choices::Value;
use crate::dataset::Dataset;
use crate::element::{Input, Real};
use crate::error::{check, Result};
use crate::ffi;
use crate::network::Network;
use crate::option::Key;
use crate::steps::Metrics;

/// How far a fit has come; neuro.h describes the fields of `nn_progress`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Progress {
    pub epoch: i64,
    pub epochs: i64,
    pub batch: i64,
    pub batches: i64,
    pub rows: i64,
    pub rows_per_epoch: i64,
    pub loss: f64,
    pub accuracy: f64,
    pub validation_loss: f64,
    pub validation_accuracy: f64,
    pub seconds: f64,
    pub seconds_left: f64,
    pub rows_per_second: f64,
    pub epoch_ended: bool,
    pub stopped_early: bool,
    pub learning_rate: f64,
    pub steps: i64,
}

impl Progress {
    fn from_raw(raw: &ffi::nn_progress) -> Self {
        Self {
            epoch: raw.epoch,
            epochs: raw.epochs,
            batch: raw.batch,
            batches: raw.batches,
            rows: raw.rows,
            rows_per_epoch: raw.rows_per_epoch,
            loss: raw.loss,
            accuracy: raw.accuracy,
            validation_loss: raw.validation_loss,
            validation_accuracy: raw.validation_accuracy,
            seconds: raw.seconds,
            seconds_left: raw.seconds_left,
            rows_per_second: raw.rows_per_second,
            epoch_ended: raw.epoch_ended != 0,
            stopped_early: raw.stopped_early != 0,
            learning_rate: raw.learning_rate,
            steps: raw.steps,
        }
    }
}

/// A fit that is running, as its closure sees it: the progress, and what may be done with the
/// network meanwhile. It stays on the fit's thread, because neuro.h wants no other one to use the
/// network.
pub struct Fitting<'a> {
    network: &'a Network,
    progress: Progress,
    this_thread_only: PhantomData<*const ()>,
}

impl<'a> Fitting<'a> {
    pub(crate) fn new(network: &'a Network, progress: &ffi::nn_progress) -> Self {
        Self {
            network,
            progress: Progress::from_raw(progress),
            this_thread_only: PhantomData,
        }
    }

    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// As [`Network::predict`].
    pub fn predict<I: Input, O: Real>(&self, inputs: &[I]) -> Result<Vec<O>> {
        self.network.predict(inputs)
    }

    /// As [`Network::evaluate`].
    pub fn evaluate(&self, dataset: &Dataset<'_>) -> Result<Metrics> {
        self.network.evaluate(dataset)
    }

    /// As [`Network::save`].
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        self.network.save(path)
    }

    /// As [`Network::save_checkpoint`].
    pub fn save_checkpoint(&self, path: impl AsRef<Path>) -> Result<()> {
        self.network.save_checkpoint(path)
    }

    /// As [`Network::get`].
    pub fn get<T: Value>(&self, key: Key<T>) -> Result<T> {
        self.network.get(key)
    }

    /// Sets a real option of the network. neuro.h says which hold from the next step on.
    pub fn set(&mut self, key: Key<f64>, value: f64) -> Result<()> {
        // SAFETY: setting real options is the one change that a progress callback may make, and the
        // fit, which has the network to itself, is waiting for this callback.
        check(unsafe { ffi::nn_set_real(self.network.handle.as_ptr(), key.number, value) })
    }
}
