// SPDX-License-Identifier: MIT
//! Model files: saving, loading, what a network remembers of its training, and text saved with it.

use std::ffi::CStr;
use std::mem;
use std::path::Path;
use std::ptr;

use crate::element::{address, address_mut};
use crate::error::{check, Result};
use crate::ffi;
use crate::network::Network;
use crate::options::Options;
use crate::text::{c_path, c_text};

/// An epoch that a network was fitted; neuro.h describes the fields of `nn_epoch`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Epoch {
    pub rows: i64,
    pub learning_rate: f64,
    pub loss: f64,
    pub accuracy: f64,
    pub validation_loss: f64,
    pub validation_accuracy: f64,
}

/// `nn_save_buffer()` and `nn_save_checkpoint_buffer()`.
type SaveBuffer = unsafe extern "C" fn(
    *const ffi::nn_network,
    *mut std::os::raw::c_void,
    usize,
    *mut usize,
) -> ffi::nn_status;

impl Network {
    /// Saves the network as a model file, which replaces what is at `path` as a whole or not at
    /// all.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = c_path(path.as_ref())?;
        // SAFETY: a network that lives, a string that outlives the call.
        check(unsafe { ffi::nn_save(self.as_ptr(), path.as_ptr()) })
    }

    /// Saves the network with where training stands, for [`resume`](Self::resume).
    pub fn save_checkpoint(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = c_path(path.as_ref())?;
        // SAFETY: as above.
        check(unsafe { ffi::nn_save_checkpoint(self.as_ptr(), path.as_ptr()) })
    }

    /// What [`save`](Self::save) writes.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        self.save_buffer(ffi::nn_save_buffer)
    }

    /// What [`save_checkpoint`](Self::save_checkpoint) writes.
    pub fn to_checkpoint_bytes(&self) -> Result<Vec<u8>> {
        self.save_buffer(ffi::nn_save_checkpoint_buffer)
    }

    fn save_buffer(&self, function: SaveBuffer) -> Result<Vec<u8>> {
        let mut size = 0;
        // SAFETY: no buffer, which asks for the size only.
        check(unsafe { function(self.as_ptr(), ptr::null_mut(), 0, &mut size) })?;
        let mut bytes = vec![0; size];
        // SAFETY: a buffer of that size. `&self` lets nobody change the network in between.
        check(unsafe {
            function(
                self.as_ptr(),
                address_mut(&mut bytes),
                bytes.len(),
                &mut size,
            )
        })?;
        Ok(bytes)
    }

    /// Loads a model file or checkpoint; the options replace those of the file.
    pub fn load(path: impl AsRef<Path>, options: &Options) -> Result<Self> {
        let (path, options) = (c_path(path.as_ref())?, options.to_handle()?);
        // SAFETY: both outlive the call.
        Self::create(|out| unsafe { ffi::nn_load(out, path.as_ptr(), options.as_ptr()) })
    }

    /// The same from the bytes of such a file.
    pub fn from_bytes(bytes: &[u8], options: &Options) -> Result<Self> {
        let options = options.to_handle()?;
        // SAFETY: bytes.len() bytes, only read during the call.
        Self::create(|out| unsafe {
            ffi::nn_load_buffer(out, address(bytes), bytes.len(), options.as_ptr())
        })
    }

    /// Replaces all parameters by those of any safetensors file, such as a PyTorch `state_dict`.
    pub fn load_parameters(&mut self, path: impl AsRef<Path>) -> Result<()> {
        let path = c_path(path.as_ref())?;
        // SAFETY: a network that nobody else uses, a string that outlives the call.
        check(unsafe { ffi::nn_load_parameters(self.as_mut_ptr(), path.as_ptr()) })
    }

    /// The finished epochs of all fits, which files keep.
    pub fn history(&self) -> Result<Vec<Epoch>> {
        // SAFETY: a getter of a network that lives.
        let count = unsafe { ffi::nn_history_count(self.as_ptr()) };
        (0..count).map(|i| self.epoch(i)).collect()
    }

    fn epoch(&self, i: usize) -> Result<Epoch> {
        let mut epoch = ffi::nn_epoch {
            struct_size: mem::size_of::<ffi::nn_epoch>(),
            ..Default::default()
        };
        // SAFETY: a struct that says how large it is.
        check(unsafe { ffi::nn_history(self.as_ptr(), i, &mut epoch) })?;
        Ok(Epoch {
            rows: epoch.rows,
            learning_rate: epoch.learning_rate,
            loss: epoch.loss,
            accuracy: epoch.accuracy,
            validation_loss: epoch.validation_loss,
            validation_accuracy: epoch.validation_accuracy,
        })
    }

    /// Sets, or with `None` removes, text that is saved with the network.
    pub fn set_metadata(&mut self, key: &str, value: Option<&str>) -> Result<()> {
        let key = c_text("key", key)?;
        let value = value.map(|value| c_text("value", value)).transpose()?;
        let value = value.as_ref().map_or(ptr::null(), |value| value.as_ptr());
        // SAFETY: strings that outlive the call, or NULL; nobody else uses the network.
        check(unsafe { ffi::nn_set_metadata(self.as_mut_ptr(), key.as_ptr(), value) })
    }

    /// The text of a key, if there is one.
    pub fn metadata(&self, key: &str) -> Option<&str> {
        let key = c_text("key", key).ok()?;
        // SAFETY: the text belongs to the network until metadata are set, which `&self` keeps
        // anybody from doing. It is UTF-8: the library takes nothing else.
        unsafe {
            let value = ffi::nn_metadata(self.as_ptr(), key.as_ptr());
            (!value.is_null()).then(|| CStr::from_ptr(value).to_str().ok())?
        }
    }

    /// The keys of all metadata, in ascending order.
    pub fn metadata_keys(&self) -> Vec<&str> {
        // SAFETY: as above.
        unsafe {
            (0..ffi::nn_metadata_count(self.as_ptr()))
                .map(|i| ffi::nn_metadata_key(self.as_ptr(), i))
                .filter_map(|key| CStr::from_ptr(key).to_str().ok())
                .collect()
        }
    }
}
