// SPDX-License-Identifier: MIT
//! Cancelling: the one thing that another thread may do to a network that is being trained.

use std::sync::{Arc, Weak};

use crate::ffi;
use crate::network::{Handle, Network};

/// Stops the fits of a network from other threads. It may be kept for longer than the network
/// lives.
#[derive(Clone)]
pub struct Canceller {
    network: Weak<Handle>,
}

impl Network {
    pub fn canceller(&self) -> Canceller {
        Canceller {
            network: Arc::downgrade(&self.handle),
        }
    }
}

impl Canceller {
    /// Asks the fit that is running to stop: it begins no further batch, keeps what is learnt and
    /// fails with [`Status::Cancelled`](crate::Status::Cancelled). If none is running, the next one
    /// stops before its first batch.
    pub fn cancel(&self) {
        self.ask(1);
    }

    /// Takes the request back, if no fit has used it up.
    pub fn take_back(&self) {
        self.ask(0);
    }

    fn ask(&self, cancel: i32) {
        // While this second owner is there, the network cannot be destroyed in the middle of the
        // call.
        if let Some(network) = self.network.upgrade() {
            // SAFETY: safe from any thread, whoever else uses the network, as long as it lives.
            unsafe { ffi::nn_cancel(network.as_ptr(), cancel) }
        }
    }
}
