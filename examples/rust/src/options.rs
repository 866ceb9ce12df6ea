// SPDX-License-Identifier: MIT
//! Options as a value of Rust, and what the library makes of them for the length of a call.

use std::ptr;

use crate::choices::{Raw, Value};
use crate::error::{check, Result};
use crate::ffi;
use crate::option::Key;

/// What is chosen for a network or a file; all else is at its default.
///
/// ```
/// use neuro::{option, Activation, Options};
///
/// let options = Options::new()
///     .with(option::ACTIVATION, Activation::Gelu)
///     .with_layer(0, option::DROPOUT, 0.2)
///     .with(option::SEED, 7);
/// ```
///
/// They are plain values: the library sees them when a network is created, and says then if one is
/// out of bounds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    settings: Vec<Setting>,
}

#[derive(Clone, Debug, PartialEq)]
struct Setting {
    layer: Option<usize>,
    number: ffi::nn_option,
    value: Raw,
}

impl Options {
    pub fn new() -> Self {
        Self::default()
    }

    /// Chooses a value; of several for one option, the last holds.
    #[must_use]
    pub fn with<T: Value>(self, key: Key<T>, value: T) -> Self {
        self.push(None, key.number, value.to_raw())
    }

    /// Chooses a value for one layer, 0 being the first hidden one. It goes before that for all.
    #[must_use]
    pub fn with_layer<T: Value>(self, layer: usize, key: Key<T>, value: T) -> Self {
        self.push(Some(layer), key.number, value.to_raw())
    }

    fn push(mut self, layer: Option<usize>, number: ffi::nn_option, value: Raw) -> Self {
        self.settings.push(Setting {
            layer,
            number,
            value,
        });
        self
    }

    pub(crate) fn to_handle(&self) -> Result<Handle> {
        let mut handle = Handle(ptr::null_mut());
        // SAFETY: a place to write to, which stays NULL if it fails.
        check(unsafe { ffi::nn_options_create(&mut handle.0) })?;
        for setting in &self.settings {
            let (options, number) = (handle.0, setting.number);
            // SAFETY: options that nobody else knows of.
            check(unsafe {
                match (setting.layer, setting.value) {
                    (None, Raw::Int(value)) => ffi::nn_options_set_int(options, number, value),
                    (None, Raw::Real(value)) => ffi::nn_options_set_real(options, number, value),
                    (Some(layer), Raw::Int(value)) => {
                        ffi::nn_options_set_layer_int(options, layer, number, value)
                    }
                    (Some(layer), Raw::Real(value)) => {
                        ffi::nn_options_set_layer_real(options, layer, number, value)
                    }
                }
            })?;
        }
        Ok(handle)
    }
}

/// Options in C, which networks copy: they live as long as the call that they are made for.
pub(crate) struct Handle(*mut ffi::nn_options);

impl Handle {
    pub(crate) fn as_ptr(&self) -> *const ffi::nn_options {
        self.0
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: created by nn_options_create(), or NULL; destroyed once.
        unsafe { ffi::nn_options_destroy(self.0) }
    }
}
