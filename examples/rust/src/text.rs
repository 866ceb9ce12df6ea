// SPDX-License-Identifier: MIT
//! Strings and paths on their way into C and out of it.

use std::ffi::{CStr, CString};
use std::os::raw::c_char;
use std::path::Path;

use crate::error::{Error, Result};

/// A string of the library that is valid for ever, or `None` for NULL.
///
/// # Safety
/// `text` must be NULL or point to a static string.
pub(crate) unsafe fn static_text(text: *const c_char) -> Option<&'static str> {
    if text.is_null() {
        return None;
    }
    CStr::from_ptr(text).to_str().ok() // names and versions are ASCII
}

/// C would take a text with a zero byte in it for a shorter one.
pub(crate) fn c_text(what: &str, text: impl Into<Vec<u8>>) -> Result<CString> {
    CString::new(text)
        .map_err(|why| Error::invalid(format!("{what}: byte {} is zero", why.nul_position())))
}

#[cfg(unix)]
pub(crate) fn c_path(path: &Path) -> Result<CString> {
    use std::os::unix::ffi::OsStrExt;
    c_text("path", path.as_os_str().as_bytes())
}

#[cfg(not(unix))]
pub(crate) fn c_path(path: &Path) -> Result<CString> {
    match path.to_str() {
        Some(text) => c_text("path", text),
        None => Err(Error::invalid("path: is not Unicode")),
    }
}
