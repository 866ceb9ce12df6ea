// SPDX-License-Identifier: MIT
//! Networks: creation, sizes, options.

use std::ptr::{self, NonNull};
use std::sync::Arc;

use crate::choices::{Raw, Value};
use crate::error::{check, Error, Result, Status};
use crate::ffi;
use crate::option::Key;
use crate::options::Options;

/// A fully connected network.
///
/// What reads it takes `&self`, and may be called from several threads at once; what trains or
/// changes it takes `&mut self`. These are neuro.h's rules about threads, which the compiler keeps.
pub struct Network {
    // Shared with cancellers only, which must not see it destroyed in the middle of their call.
    pub(crate) handle: Arc<Handle>,
}

/// A network in C, destroyed with its last owner.
pub(crate) struct Handle(NonNull<ffi::nn_network>);

// SAFETY: the library ties no object to the thread that made it, so a network may be used and
// destroyed on any one.
unsafe impl Send for Handle {}

// SAFETY: neuro.h allows several threads to read one network at once. Everything else needs
// `&mut Network`, but for nn_cancel(), which is safe from any thread whoever uses the network.
unsafe impl Sync for Handle {}

impl Handle {
    pub(crate) fn as_ptr(&self) -> *mut ffi::nn_network {
        self.0.as_ptr()
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: created by the library, and this was its last owner.
        unsafe { ffi::nn_destroy(self.as_ptr()) }
    }
}

impl Network {
    /// Creates a network of so many inputs, then the width of each layer, the last being the
    /// outputs.
    pub fn new(sizes: &[usize], options: &Options) -> Result<Self> {
        let options = options.to_handle()?;
        // SAFETY: sizes.len() sizes, and options that outlive the call, which copies them.
        Self::create(|out| unsafe {
            ffi::nn_create(out, sizes.as_ptr(), sizes.len(), options.as_ptr())
        })
    }

    /// Takes over what a call of the library puts into its out-parameter.
    pub(crate) fn create(
        call: impl FnOnce(*mut *mut ffi::nn_network) -> ffi::nn_status,
    ) -> Result<Self> {
        let mut network = ptr::null_mut();
        check(call(&mut network))?;
        let network = NonNull::new(network).expect("the library gives what it says it does");
        Ok(Self {
            handle: Arc::new(Handle(network)),
        })
    }

    pub(crate) fn as_ptr(&self) -> *const ffi::nn_network {
        self.handle.as_ptr()
    }

    /// For calls that train or change the network: nobody else may be using it.
    pub(crate) fn as_mut_ptr(&mut self) -> *mut ffi::nn_network {
        self.handle.as_ptr()
    }

    /// The number of inputs, then the width of each layer.
    pub fn sizes(&self) -> Vec<usize> {
        // SAFETY: getters of a network that lives, likewise below.
        let count = unsafe { ffi::nn_layer_count(self.as_ptr()) };
        (0..count).map(|i| self.size(i)).collect()
    }

    pub(crate) fn size(&self, i: usize) -> usize {
        unsafe { ffi::nn_layer_size(self.as_ptr(), i) } // 0 beyond the end
    }

    pub fn inputs(&self) -> usize {
        self.size(0)
    }

    pub fn outputs(&self) -> usize {
        // SAFETY: as above. There are at least two layers.
        self.size(unsafe { ffi::nn_layer_count(self.as_ptr()) } - 1)
    }

    /// How many steps have changed the weights.
    pub fn step_count(&self) -> i64 {
        // SAFETY: as above.
        unsafe { ffi::nn_step_count(self.as_ptr()) }
    }

    /// The value of any option.
    pub fn get<T: Value>(&self, key: Key<T>) -> Result<T> {
        let network = self.as_ptr();
        // SAFETY: a network that lives, and a place to write to.
        read_option(
            key,
            |value| unsafe { ffi::nn_get_int(network, key.number, value) },
            |value| unsafe { ffi::nn_get_real(network, key.number, value) },
        )
    }

    /// The value that a layer has of an option of layers, 0 being the first hidden one.
    pub fn get_layer<T: Value>(&self, layer: usize, key: Key<T>) -> Result<T> {
        let network = self.as_ptr();
        // SAFETY: as above; the library checks the layer.
        read_option(
            key,
            |value| unsafe { ffi::nn_get_layer_int(network, layer, key.number, value) },
            |value| unsafe { ffi::nn_get_layer_real(network, layer, key.number, value) },
        )
    }

    /// Sets an option that may change while a network lives.
    pub fn set<T: Value>(&mut self, key: Key<T>, value: T) -> Result<()> {
        let network = self.as_mut_ptr();
        // SAFETY: a network that lives and that nobody else uses.
        check(unsafe {
            match value.to_raw() {
                Raw::Int(value) => ffi::nn_set_int(network, key.number, value),
                Raw::Real(value) => ffi::nn_set_real(network, key.number, value),
            }
        })
    }

    /// Allocates all that steps on up to so many rows need, and starts the worker threads.
    pub fn reserve(&mut self, max_rows: usize) -> Result<()> {
        // SAFETY: a network that lives and that nobody else uses.
        check(unsafe { ffi::nn_reserve(self.as_mut_ptr(), max_rows) })
    }
}

fn read_option<T: Value>(
    key: Key<T>,
    read_int: impl FnOnce(&mut i64) -> ffi::nn_status,
    read_real: impl FnOnce(&mut f64) -> ffi::nn_status,
) -> Result<T> {
    let raw = if T::IS_REAL {
        let mut value = 0.0;
        check(read_real(&mut value))?;
        Raw::Real(value)
    } else {
        let mut value = 0;
        check(read_int(&mut value))?;
        Raw::Int(value)
    };
    T::from_raw(raw).ok_or_else(|| {
        let message = format!("{}: {raw:?} is not known to this binding", key.name());
        Error::new(Status::Unsupported, message)
    })
}
