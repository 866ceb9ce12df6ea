// SPDX-License-Identifier: MIT
//! One number for all parameters of a network, which must be the same from every language.

use neuro::{Network, Result};

/// The 64-bit FNV-1a hash of all parameters, layer by layer, weights before bias, as little-endian
/// single precision.
pub fn hash_parameters(network: &Network) -> Result<u64> {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    for layer in 0..network.sizes().len() - 1 {
        let (weights, bias) = network.parameters::<f32>(layer)?;
        for byte in weights.iter().chain(&bias).flat_map(|x| x.to_le_bytes()) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
    Ok(hash)
}
