// SPDX-License-Identifier: MIT
//! A directory for the length of a scope, which the standard library does not have.

use std::path::{Path, PathBuf};
use std::{env, fs, io, process};

/// Removed with all that is in it when it is dropped.
pub struct ScratchDirectory {
    path: PathBuf,
}

impl ScratchDirectory {
    /// Creates a new one. What is already there is never taken: somebody else may have put it
    /// there.
    pub fn create(name: &str) -> io::Result<Self> {
        let mut attempt = 0;
        loop {
            let path = env::temp_dir().join(format!("{name}-{}-{attempt}", process::id()));
            match fs::create_dir(&path) {
                Ok(()) => return Ok(Self { path }),
                Err(why) if why.kind() == io::ErrorKind::AlreadyExists => attempt += 1,
                Err(why) => return Err(why),
            }
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for ScratchDirectory {
    fn drop(&mut self) {
        // What cannot be removed is left behind: there is nobody to tell.
        let _ = fs::remove_dir_all(&self.path);
    }
}
