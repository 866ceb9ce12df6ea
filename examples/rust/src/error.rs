// SPDX-License-Identifier: MIT
//! What a failed call comes to in Rust: a status and the library's sentence about it.

use std::error;
use std::fmt;

use crate::ffi;
use crate::text::static_text;

/// What kind of failure it was; neuro.h describes the `NN_ERROR_` values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// The caller's mistake: the message names the argument.
    InvalidArgument,
    OutOfMemory,
    /// A file could not be opened, read or written.
    Io,
    /// A file's content is wrong: the message names line or byte.
    Format,
    /// Well-formed, but not something this build or machine can do.
    Unsupported,
    /// Training diverged.
    NotFinite,
    /// A callback or a [`Canceller`](crate::Canceller) stopped a fit.
    Cancelled,
    /// A worker thread could not be started.
    Thread,
    /// A defect of the library.
    Internal,
    /// A status that a newer library has added.
    Other(i32),
}

impl Status {
    fn from_raw(status: ffi::nn_status) -> Self {
        match status {
            ffi::NN_ERROR_INVALID_ARGUMENT => Self::InvalidArgument,
            ffi::NN_ERROR_OUT_OF_MEMORY => Self::OutOfMemory,
            ffi::NN_ERROR_IO => Self::Io,
            ffi::NN_ERROR_FORMAT => Self::Format,
            ffi::NN_ERROR_UNSUPPORTED => Self::Unsupported,
            ffi::NN_ERROR_NOT_FINITE => Self::NotFinite,
            ffi::NN_ERROR_CANCELLED => Self::Cancelled,
            ffi::NN_ERROR_THREAD => Self::Thread,
            ffi::NN_ERROR_INTERNAL => Self::Internal,
            other => Self::Other(other),
        }
    }

    /// The status as a number, as C has it.
    pub fn number(self) -> i32 {
        match self {
            Self::InvalidArgument => ffi::NN_ERROR_INVALID_ARGUMENT,
            Self::OutOfMemory => ffi::NN_ERROR_OUT_OF_MEMORY,
            Self::Io => ffi::NN_ERROR_IO,
            Self::Format => ffi::NN_ERROR_FORMAT,
            Self::Unsupported => ffi::NN_ERROR_UNSUPPORTED,
            Self::NotFinite => ffi::NN_ERROR_NOT_FINITE,
            Self::Cancelled => ffi::NN_ERROR_CANCELLED,
            Self::Thread => ffi::NN_ERROR_THREAD,
            Self::Internal => ffi::NN_ERROR_INTERNAL,
            Self::Other(number) => number,
        }
    }
}

/// The name in neuro.h, such as `NN_ERROR_FORMAT`.
impl fmt::Display for Status {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // SAFETY: takes any number, and answers a static string.
        let name = unsafe { static_text(ffi::nn_status_name(self.number())) };
        formatter.write_str(name.unwrap_or("unknown status"))
    }
}

/// A call that failed. It has left everything as it was, unless its own description says otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    status: Status,
    message: String,
}

impl Error {
    pub fn status(&self) -> Status {
        self.status
    }

    /// The library's sentence, which names the argument, row, column or byte at fault.
    pub fn message(&self) -> &str {
        &self.message
    }

    pub(crate) fn new(status: Status, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
        }
    }

    /// For what the safe layer refuses by itself, because the library has to trust it: that arrays
    /// are as long as it is told.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(Status::InvalidArgument, message)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.status, self.message)
    }
}

impl error::Error for Error {}

pub type Result<T> = std::result::Result<T, Error>;

/// Turns what a call has returned into a `Result`. To be called right after it and on its thread:
/// the message is that thread's, and its next failing call overwrites it.
pub(crate) fn check(status: ffi::nn_status) -> Result<()> {
    if status == ffi::NN_OK {
        return Ok(());
    }
    // SAFETY: never NULL, and valid until this thread's next failing call; it is copied before
    // that.
    let message = unsafe { std::ffi::CStr::from_ptr(ffi::nn_last_error()) };
    // A message may quote a path or a cell of a file, whose bytes need not be UTF-8.
    Err(Error::new(
        Status::from_raw(status),
        message.to_string_lossy(),
    ))
}
