// SPDX-License-Identifier: MIT
//! libneuro from Rust: fully connected networks, trained on CPUs, on slices in place.
//!
//! ```
//! use neuro::{option, Network, Optimizer, Options};
//!
//! # fn main() -> neuro::Result<()> {
//! let inputs = [0.0f32, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0];
//! let xor_of = [0u8, 1, 1, 0];
//! let options = Options::new().with(option::OPTIMIZER, Optimizer::Momentum);
//! let mut network = Network::new(&[2, 16, 2], &options)?;
//! for _ in 0..500 {
//!     network.train_batch(&inputs, &xor_of)?;
//! }
//! let probabilities: Vec<f32> = network.predict(&inputs)?;
//! # assert!(probabilities[3] > 0.9);
//! # Ok(())
//! # }
//! ```
//!
//! neuro.h describes what the calls do; the comments here only say where Rust differs:
//!
//!  - Rules about threads and about how long arrays must live are in the types, so that safe code
//!    cannot break them.
//!  - How many rows there are is told from the length of a slice; one that does not fit is refused
//!    with [`Status::InvalidArgument`].
//!  - A panic in a closure that the library calls stops the fit, and goes on from there.

mod cancel;
mod choices;
mod dataset;
mod element;
mod error;
mod evaluation;
mod ffi;
mod file;
mod fit;
mod network;
pub mod option;
mod options;
mod parameters;
mod progress;
mod steps;
mod text;

pub use cancel::Canceller;
pub use choices::{
    Activation, CsvTarget, Initialisation, Loss, Missing, Normalisation, Optimizer, Output,
    Precision, Scaling, Schedule, Value,
};
pub use dataset::{Dataset, NO_LABEL};
pub use element::{Element, Input, Real, Target};
pub use error::{Error, Result, Status};
pub use evaluation::{Evaluation, Metric, Row};
pub use file::Epoch;
pub use network::Network;
pub use options::Options;
pub use progress::{Fitting, Progress};
pub use steps::Metrics;

/// The version of the library at run time, such as "0.1.0".
pub fn version() -> &'static str {
    // SAFETY: a static string, likewise below.
    unsafe { text::static_text(ffi::nn_version_string()) }.unwrap_or("")
}

/// The instruction set in use, such as "avx2".
pub fn cpu_target() -> &'static str {
    unsafe { text::static_text(ffi::nn_cpu_target()) }.unwrap_or("")
}
