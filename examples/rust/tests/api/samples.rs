// SPDX-License-Identifier: MIT
//! What the tests train on, and how they compare networks.

use std::path::PathBuf;

use neuro::{option, Dataset, Network, Options};

pub const XOR_INPUTS: [f32; 8] = [0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0];
pub const XOR: [u8; 4] = [0, 1, 1, 0];

/// A small network for rows of two numbers, which fits in batches of 8.
pub fn small_network(options: Options) -> Network {
    let options = options.with(option::SEED, 3).with(option::BATCH_SIZE, 8);
    Network::new(&[2, 8, 2], &options).unwrap()
}

/// Points on a grid, and on which side of a circle they lie.
pub fn circle(rows: usize) -> Dataset<'static> {
    let side = (rows as f32).sqrt();
    let inputs: Vec<f32> = (0..rows)
        .flat_map(|i| [(i as f32 / side).trunc() / side, i as f32 % side / side])
        .collect();
    let labels: Vec<u8> = inputs
        .chunks(2)
        .map(|x| u8::from(x[0] * x[0] + x[1] * x[1] > 0.5))
        .collect();
    Dataset::copy(&inputs, 2, &labels, 1).unwrap()
}

/// All parameters, to be compared to the last bit.
pub fn bits(network: &Network) -> Vec<u32> {
    (0..network.sizes().len() - 1)
        .flat_map(|layer| {
            let (weights, bias) = network.parameters::<f32>(layer).unwrap();
            weights.into_iter().chain(bias)
        })
        .map(f32::to_bits)
        .collect()
}

/// A file's place for one test, which removes the file at its end.
pub struct Scratch(pub PathBuf);

impl Scratch {
    pub fn new(name: &str) -> Self {
        let name = format!("neuro-rust-{}-{name}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0); // it may never have been written
    }
}
