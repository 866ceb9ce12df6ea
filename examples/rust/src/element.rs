// SPDX-License-Identifier: MIT
//! Which numbers the library takes in arrays, and for what: traits that only this crate implements.

use std::os::raw::c_void;

use crate::error::{Error, Result, Status};
use crate::ffi;

mod sealed {
    pub trait Sealed {}
}

/// A type of numbers that the library knows. Sealed: the library would take anything else for one
/// of these.
pub trait Element: sealed::Sealed + Copy + Default + 'static {
    #[doc(hidden)]
    const TYPE: ffi::nn_type;
}

/// Inputs: `f32`, `f64`, or `u8`, which are pixels and taken as v/255.
pub trait Input: Element {}

/// Targets: labels, which are `u8`, `i32` or `i64`, or dense rows of `f32` or `f64`.
pub trait Target: Element {
    #[doc(hidden)]
    const IS_LABEL: bool;
}

/// Outputs and parameters: `f32` or `f64`.
pub trait Real: Input + Target {}

macro_rules! elements {
    ($($type:ty: $number:ident, label $is_label:literal $(, $role:ident)*;)+) => {$(
        impl sealed::Sealed for $type {}
        impl Element for $type {
            const TYPE: ffi::nn_type = ffi::$number;
        }
        impl Target for $type {
            const IS_LABEL: bool = $is_label;
        }
        $(impl $role for $type {})*
    )+};
}

elements! {
    f32: NN_F32, label false, Input, Real;
    f64: NN_F64, label false, Input, Real;
    u8: NN_U8, label true, Input;
    i32: NN_I32, label true;
    i64: NN_I64, label true;
}

pub(crate) fn address<T: Element>(values: &[T]) -> *const c_void {
    values.as_ptr().cast()
}

pub(crate) fn address_mut<T: Element>(values: &mut [T]) -> *mut c_void {
    values.as_mut_ptr().cast()
}

/// How many rows of `cols` numbers an array holds.
pub(crate) fn rows_of<T>(what: &str, values: &[T], cols: usize) -> Result<usize> {
    if cols == 0 || values.len() % cols != 0 {
        return Err(Error::invalid(format!(
            "{what}: {} numbers are no rows of {cols}",
            values.len()
        )));
    }
    Ok(values.len() / cols)
}

pub(crate) fn expect_length<T>(what: &str, values: &[T], expected: Option<usize>) -> Result<()> {
    if Some(values.len()) == expected {
        return Ok(());
    }
    let expected = expected.map_or("more than there is memory for".to_string(), |n| {
        n.to_string()
    });
    Err(Error::invalid(format!(
        "{what}: {} numbers, expected {expected}",
        values.len()
    )))
}

/// Zeros to be written over, or the error that is not worth a panic: the numbers may come from a
/// file.
pub(crate) fn zeros<T: Element>(rows: usize, cols: usize) -> Result<Vec<T>> {
    let count = rows.checked_mul(cols);
    let mut values = Vec::new();
    match count.map(|count| values.try_reserve_exact(count)) {
        Some(Ok(())) => {
            values.resize(rows * cols, T::default());
            Ok(values)
        }
        _ => Err(Error::new(
            Status::OutOfMemory,
            format!("no room for {rows} rows of {cols} numbers"),
        )),
    }
}
