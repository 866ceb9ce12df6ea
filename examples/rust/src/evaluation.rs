// SPDX-License-Identifier: MIT
//! Evaluations: every metric of a network's predictions for a whole dataset, and its mistakes.

use std::ptr::{self, NonNull};

use crate::dataset::Dataset;
use crate::element::zeros;
use crate::error::{check, Result};
use crate::ffi;
use crate::network::Network;

/// A figure, as scikit-learn defines it; neuro.h describes the `NN_METRIC_` values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Metric {
    Loss = 1,
    Accuracy = 2,
    Precision = 3,
    Recall = 4,
    F1 = 5,
    RocAuc = 6,
    Mae = 7,
    Rmse = 8,
    R2 = 9,
    Support = 10,
}

/// What came of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Row {
    /// `None` where rows are not of one class each.
    pub target_class: Option<usize>,
    pub predicted_class: Option<usize>,
    pub loss: f64,
}

/// What a network says to a dataset, compared with the targets. It refers to neither.
pub struct Evaluation {
    handle: NonNull<ffi::nn_evaluation>,
}

// SAFETY: the library ties no object to the thread that made it.
unsafe impl Send for Evaluation {}

// SAFETY: neuro.h says that an evaluation never changes, and that several threads may read it.
unsafe impl Sync for Evaluation {}

impl Drop for Evaluation {
    fn drop(&mut self) {
        // SAFETY: created by the library, and destroyed once.
        unsafe { ffi::nn_evaluation_destroy(self.handle.as_ptr()) }
    }
}

impl Evaluation {
    pub fn new(network: &Network, dataset: &Dataset<'_>) -> Result<Self> {
        let mut evaluation = ptr::null_mut();
        // SAFETY: a network and a dataset that live, and a place to write to.
        check(unsafe {
            ffi::nn_evaluation_create(&mut evaluation, network.as_ptr(), dataset.as_ptr())
        })?;
        let handle = NonNull::new(evaluation).expect("the library gives what it says it does");
        Ok(Self { handle })
    }

    fn as_ptr(&self) -> *const ffi::nn_evaluation {
        self.handle.as_ptr()
    }

    pub fn rows(&self) -> usize {
        // SAFETY: a getter of an evaluation that lives, likewise below.
        unsafe { ffi::nn_evaluation_rows(self.as_ptr()) }
    }

    pub fn outputs(&self) -> usize {
        unsafe { ffi::nn_evaluation_outputs(self.as_ptr()) }
    }

    /// 2 of a single sigmoid output, 0 where the network tells numbers.
    pub fn classes(&self) -> usize {
        unsafe { ffi::nn_evaluation_classes(self.as_ptr()) }
    }

    /// A metric over all rows.
    pub fn get(&self, metric: Metric) -> Result<f64> {
        let mut value = 0.0;
        // SAFETY: a place to write to, likewise below.
        check(unsafe { ffi::nn_evaluation_get(self.as_ptr(), metric as i32, &mut value) })?;
        Ok(value)
    }

    /// A metric of one class against all others, or of one output.
    pub fn get_class(&self, metric: Metric, class_or_output: usize) -> Result<f64> {
        let (metric, mut value) = (metric as i32, 0.0);
        check(unsafe {
            ffi::nn_evaluation_get_class(self.as_ptr(), metric, class_or_output, &mut value)
        })?;
        Ok(value)
    }

    /// The part of the rows whose class is among the `k` likeliest.
    pub fn top_k(&self, k: usize) -> Result<f64> {
        let mut value = 0.0;
        check(unsafe { ffi::nn_evaluation_top_k(self.as_ptr(), k, &mut value) })?;
        Ok(value)
    }

    /// How many rows of class `t` were taken for class `p`: number `t * classes + p`.
    pub fn confusion(&self) -> Result<Vec<i64>> {
        let classes = self.classes();
        let mut counts = zeros(classes, classes)?;
        // SAFETY: room for classes x classes counts.
        check(unsafe {
            ffi::nn_evaluation_confusion(self.as_ptr(), counts.as_mut_ptr(), classes)
        })?;
        Ok(counts)
    }

    pub fn row(&self, row: usize) -> Result<Row> {
        let (mut target, mut predicted, mut loss) = (0, 0, 0.0);
        // SAFETY: three places to write to.
        check(unsafe {
            ffi::nn_evaluation_row(self.as_ptr(), row, &mut target, &mut predicted, &mut loss)
        })?;
        Ok(Row {
            target_class: usize::try_from(target).ok(),
            predicted_class: usize::try_from(predicted).ok(),
            loss,
        })
    }

    /// The rows that were predicted wrong, the worst first: `most` of them or all that there are.
    pub fn worst(&self, most: usize) -> Result<Vec<usize>> {
        let mut rows = vec![0; most.min(self.rows())];
        let mut count = 0;
        // SAFETY: room for rows.len() numbers.
        check(unsafe {
            ffi::nn_evaluation_worst(self.as_ptr(), rows.as_mut_ptr(), rows.len(), &mut count)
        })?;
        rows.truncate(count);
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::static_text;

    #[test]
    fn metrics_are_those_of_the_library() {
        let name = |number| unsafe { static_text(ffi::nn_metric_name(number)) };
        assert_eq!(name(Metric::Loss as i32), Some("NN_METRIC_LOSS"));
        assert_eq!(name(Metric::RocAuc as i32), Some("NN_METRIC_ROC_AUC"));
        assert_eq!(name(Metric::Support as i32), Some("NN_METRIC_SUPPORT"));
        assert_eq!(name(Metric::Support as i32 + 1), None);
    }
}
