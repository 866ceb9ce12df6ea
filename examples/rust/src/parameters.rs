// SPDX-License-Identifier: MIT
//! The weights and biases of a network, copied out of it and into it.

use crate::element::{address, address_mut, expect_length, zeros, Real};
use crate::error::{check, Result};
use crate::ffi;
use crate::network::Network;

impl Network {
    /// How many weights a layer has, and how many biases; 0 for a layer that is not there.
    fn layer_shape(&self, layer: usize) -> (usize, usize) {
        let outputs = layer.checked_add(1).map_or(0, |next| self.size(next));
        (self.size(layer), outputs)
    }

    /// Weights, \[out\]\[in\], and biases of layer 0 and up.
    pub fn parameters<R: Real>(&self, layer: usize) -> Result<(Vec<R>, Vec<R>)> {
        let (inputs, outputs) = self.layer_shape(layer);
        let mut weights = zeros::<R>(outputs, inputs)?;
        let mut bias = zeros::<R>(outputs, 1)?;
        let (to_weights, to_bias) = (address_mut(&mut weights), address_mut(&mut bias));
        // SAFETY: room for all parameters; the library refuses a layer that is not there.
        check(unsafe {
            ffi::nn_get_parameters(self.as_ptr(), layer, to_weights, to_bias, R::TYPE)
        })?;
        Ok((weights, bias))
    }

    /// Replaces weights, \[out\]\[in\], and biases of a layer.
    pub fn set_parameters<R: Real>(
        &mut self,
        layer: usize,
        weights: &[R],
        bias: &[R],
    ) -> Result<()> {
        let (inputs, outputs) = self.layer_shape(layer);
        if outputs != 0 {
            // Otherwise the library will say that there is no such layer, and read nothing.
            expect_length("weights", weights, outputs.checked_mul(inputs))?;
            expect_length("bias", bias, Some(outputs))?;
        }
        let (weights, bias) = (address(weights), address(bias));
        // SAFETY: as many parameters as the layer has.
        check(unsafe { ffi::nn_set_parameters(self.as_mut_ptr(), layer, weights, bias, R::TYPE) })
    }
}
