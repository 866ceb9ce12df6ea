// SPDX-License-Identifier: MIT
//! What the safe layer uses of neuro.h, as C declares it: numbers and structs here, the functions
//! in `functions`.
//!
//! The module is private, so that the compiler points out what nothing uses any more.

#![allow(non_camel_case_types)]

mod functions;

use std::os::raw::c_void;

pub use functions::*;

pub type nn_status = i32;
pub type nn_type = i32;
pub type nn_option = i32;
pub type nn_metric = i32;

pub const NN_OK: nn_status = 0;
pub const NN_ERROR_INVALID_ARGUMENT: nn_status = -1;
pub const NN_ERROR_OUT_OF_MEMORY: nn_status = -2;
pub const NN_ERROR_IO: nn_status = -3;
pub const NN_ERROR_FORMAT: nn_status = -4;
pub const NN_ERROR_UNSUPPORTED: nn_status = -5;
pub const NN_ERROR_NOT_FINITE: nn_status = -6;
pub const NN_ERROR_CANCELLED: nn_status = -7;
pub const NN_ERROR_THREAD: nn_status = -8;
pub const NN_ERROR_INTERNAL: nn_status = -9;

pub const NN_F32: nn_type = 1;
pub const NN_F64: nn_type = 2;
pub const NN_U8: nn_type = 3;
pub const NN_I32: nn_type = 4;
pub const NN_I64: nn_type = 5;

pub const NN_NO_LABEL: i64 = i64::MIN;

/// Declares structs that only ever exist behind a pointer.
macro_rules! opaque {
    ($($name:ident)+) => {$(
        #[repr(C)]
        pub struct $name {
            _nothing_to_see: [u8; 0],
        }
    )+};
}
opaque!(nn_options nn_network nn_dataset nn_evaluation);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct nn_progress {
    pub struct_size: usize,
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
    pub epoch_ended: i32,
    pub stopped_early: i32,
    pub learning_rate: f64,
    pub steps: i64,
}

#[repr(C)]
#[derive(Default)]
pub struct nn_epoch {
    pub struct_size: usize,
    pub rows: i64,
    pub learning_rate: f64,
    pub loss: f64,
    pub accuracy: f64,
    pub validation_loss: f64,
    pub validation_accuracy: f64,
}

#[repr(C)]
#[derive(Default)]
pub struct nn_metrics {
    pub struct_size: usize,
    pub rows: i64,
    pub correct: i64,
    pub loss: f64,
    pub accuracy: f64,
}

/// NULL, which is `None`, where there is nothing to call.
pub type nn_progress_fn = Option<unsafe extern "C" fn(*const nn_progress, *mut c_void) -> i32>;

/// `nn_fit()` and `nn_resume()`, which differ in nothing but where they begin.
pub type fit_fn = unsafe extern "C" fn(
    *mut nn_network,
    *const nn_dataset,
    *const nn_dataset,
    nn_progress_fn,
    *mut c_void,
) -> nn_status;
