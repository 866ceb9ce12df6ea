// SPDX-License-Identifier: MIT
//! The command line of the mnist example: which files, and the options of the network.

use std::ffi::OsString;
use std::path::PathBuf;
use std::str::FromStr;

use neuro::{option, Options};

pub const USAGE: &str = "\
usage: mnist [options] TRAIN_IMAGES TRAIN_LABELS TEST_IMAGES TEST_LABELS

Trains a 784-64-32-16-10 network (inputs and outputs as the data has them) and tests it. The four
files are IDX files, plain or gzip.

  --epochs N    passes over the training set (5)
  --batch N     rows a step (32)
  --rate R      learning rate (0.1)
  --seed N      decides initial weights and the order of rows (0)
  --workers N   threads, 0: as many as the process may use (0)
  --help        print this";

pub struct Arguments {
    pub options: Options,
    /// Training images and labels, test images and labels.
    pub files: [PathBuf; 4],
}

pub enum Parsed {
    Run(Arguments),
    Help,
}

/// Reads the command line, or says what is wrong with it. Whether a value is within an option's
/// bounds is the library's to say, when the network is created.
pub fn parse(mut words: impl Iterator<Item = OsString>) -> Result<Parsed, String> {
    let mut options = Options::new();
    let mut files = Vec::new();
    while let Some(word) = words.next() {
        let option = match word.to_str() {
            Some("--help") => return Ok(Parsed::Help),
            Some(option) if option.starts_with("--") => option,
            _ => {
                files.push(PathBuf::from(word));
                continue;
            }
        };
        let value = words.next().unwrap_or_default();
        let value = value.to_string_lossy();
        options = match option {
            "--epochs" => options.with(option::EPOCHS, number(option, &value)?),
            "--batch" => options.with(option::BATCH_SIZE, number(option, &value)?),
            "--rate" => options.with(option::LEARNING_RATE, number(option, &value)?),
            "--seed" => options.with(option::SEED, number(option, &value)?),
            "--workers" => options.with(option::WORKERS, number(option, &value)?),
            _ => return Err(format!("{option}: no such option")),
        };
    }
    let files = files.try_into().map_err(|_| "needs four IDX files")?;
    Ok(Parsed::Run(Arguments { options, files }))
}

fn number<T: FromStr>(option: &str, text: &str) -> Result<T, String> {
    text.parse()
        .map_err(|_| format!("{option}: needs a number, not '{text}'"))
}
