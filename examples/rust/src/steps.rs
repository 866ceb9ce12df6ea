// SPDX-License-Identifier: MIT
//! Single steps of training, predictions, and how good they are.

use crate::dataset::Dataset;
use crate::element::{address, address_mut, expect_length, rows_of, zeros, Input, Real, Target};
use crate::error::{check, Result};
use crate::ffi;
use crate::network::Network;

/// What [`Network::evaluate`] found out; [`Evaluation`](crate::Evaluation) knows more.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Metrics {
    pub rows: i64,
    /// Rows predicted right; 0 with [`Output::Identity`](crate::Output::Identity).
    pub correct: i64,
    pub loss: f64,
    /// `correct / rows`; NaN with [`Output::Identity`](crate::Output::Identity).
    pub accuracy: f64,
}

impl Network {
    /// One step on a batch of rows; answers its mean loss before the step. Targets are labels, one
    /// a row, or dense rows of as many numbers as there are outputs.
    pub fn train_batch<I: Input, T: Target>(&mut self, inputs: &[I], targets: &[T]) -> Result<f64> {
        let rows = rows_of("inputs", inputs, self.inputs())?;
        let width = if T::IS_LABEL { 1 } else { self.outputs() };
        expect_length("targets", targets, rows.checked_mul(width))?;
        let mut loss = 0.0;
        // SAFETY: both arrays are as long as the library will take them to be, and only read.
        check(unsafe {
            ffi::nn_train_batch(
                self.as_mut_ptr(),
                address(inputs),
                I::TYPE,
                address(targets),
                T::TYPE,
                rows,
                &mut loss,
            )
        })?;
        Ok(loss)
    }

    /// One step on rows of a dataset, by their numbers; answers their mean loss before the step.
    pub fn train_rows(&mut self, dataset: &Dataset<'_>, rows: &[i64]) -> Result<f64> {
        let mut loss = 0.0;
        // SAFETY: rows.len() numbers, which the library checks.
        check(unsafe {
            ffi::nn_train_rows(
                self.as_mut_ptr(),
                dataset.as_ptr(),
                rows.as_ptr(),
                rows.len(),
                &mut loss,
            )
        })?;
        Ok(loss)
    }

    /// The outputs for each row of inputs, row by row.
    pub fn predict<I: Input, O: Real>(&self, inputs: &[I]) -> Result<Vec<O>> {
        let rows = rows_of("inputs", inputs, self.inputs())?;
        let mut outputs = zeros(rows, self.outputs())?;
        self.predict_into(inputs, &mut outputs)?;
        Ok(outputs)
    }

    /// As [`predict`](Self::predict), into an array of rows x outputs; allocates nothing.
    pub fn predict_into<I: Input, O: Real>(&self, inputs: &[I], outputs: &mut [O]) -> Result<()> {
        let rows = rows_of("inputs", inputs, self.inputs())?;
        expect_length("outputs", outputs, rows.checked_mul(self.outputs()))?;
        // SAFETY: both arrays are as long as the library will take them to be, and do not overlap.
        check(unsafe {
            ffi::nn_predict(
                self.as_ptr(),
                address(inputs),
                I::TYPE,
                rows,
                address_mut(outputs),
                O::TYPE,
            )
        })
    }

    /// The outputs for each row of a dataset, row by row.
    pub fn predict_dataset<O: Real>(&self, dataset: &Dataset<'_>) -> Result<Vec<O>> {
        let mut outputs = zeros::<O>(dataset.rows(), self.outputs())?;
        let address = address_mut(&mut outputs);
        // SAFETY: outputs has room for as many rows as the dataset has.
        check(unsafe {
            ffi::nn_predict_dataset(self.as_ptr(), dataset.as_ptr(), address, O::TYPE)
        })?;
        Ok(outputs)
    }

    /// Predicts a dataset and compares.
    pub fn evaluate(&self, dataset: &Dataset<'_>) -> Result<Metrics> {
        let mut metrics = ffi::nn_metrics {
            struct_size: std::mem::size_of::<ffi::nn_metrics>(),
            ..Default::default()
        };
        // SAFETY: a struct that says how large it is.
        check(unsafe { ffi::nn_evaluate(self.as_ptr(), dataset.as_ptr(), &mut metrics) })?;
        Ok(Metrics {
            rows: metrics.rows,
            correct: metrics.correct,
            loss: metrics.loss,
            accuracy: metrics.accuracy,
        })
    }
}
