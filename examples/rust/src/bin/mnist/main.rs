// SPDX-License-Identifier: MIT
//! Trains a network on MNIST, or on images like it: the counterpart of mnist.c, which learns the
//! very same weights with the same options.

mod arguments;
mod hash;
mod scratch;

use std::env;
use std::error::Error;
use std::ops::ControlFlow;
use std::process::ExitCode;

use neuro::{option, Dataset, Fitting, Network, Options, Status};

use arguments::{Arguments, Parsed};
use scratch::ScratchDirectory;

/// What may go wrong on the way: most of it an error of the library, which says enough.
type Outcome = Result<(), Box<dyn Error>>;

fn main() -> ExitCode {
    let outcome = match arguments::parse(env::args_os().skip(1)) {
        Ok(Parsed::Run(arguments)) => run(&arguments),
        Ok(Parsed::Help) => {
            println!("{}", arguments::USAGE);
            Ok(())
        }
        Err(why) => {
            eprintln!("mnist: {why}\nTry 'mnist --help'.");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("mnist: {why}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Outcome {
    let [train_images, train_labels, test_images, test_labels] = &arguments.files;
    let train = Dataset::load_idx(train_images, train_labels)?;
    let test = Dataset::load_idx(test_images, test_labels)?;
    println!(
        "training set  {}: {} rows of {} columns, {} classes",
        train_images.display(),
        train.rows(),
        train.cols(),
        train.classes()
    );
    println!(
        "test set      {}: {} rows",
        test_images.display(),
        test.rows()
    );

    let sizes = [train.cols(), 64, 32, 16, train.classes()];
    let mut network = Network::new(&sizes, &arguments.options)?;
    describe(&network)?;
    show_refusal(&mut network)?;
    println!();

    network.fit_with(&train, Some(&test), show_progress)?;
    let metrics = network.evaluate(&test)?;
    println!(
        "\ntest accuracy {:.2}%: {} of {} images right, loss {:.4}",
        100.0 * metrics.accuracy,
        metrics.correct,
        metrics.rows,
        metrics.loss
    );

    check_round_trip(&network, &test)?;
    println!("\nhash {:016x}", hash::hash_parameters(&network)?);
    Ok(())
}

fn describe(network: &Network) -> Outcome {
    let sizes: Vec<String> = network.sizes().iter().map(usize::to_string).collect();
    println!(
        "network       {}, learning rate {}, batch {}, seed {}",
        sizes.join("-"),
        network.get(option::LEARNING_RATE)?,
        network.get(option::BATCH_SIZE)?,
        network.get(option::SEED)?
    );
    println!(
        "machine       libneuro {}, {} instructions, {} worker(s)",
        neuro::version(),
        neuro::cpu_target(),
        network.get(option::WORKERS)?
    );
    Ok(())
}

/// A status of the library is an error of Rust's: with ten outputs there is no label 10. A call
/// that fails leaves the network as it was, so that it may still be trained.
fn show_refusal(network: &mut Network) -> Outcome {
    let pixels = vec![0u8; network.inputs()];
    let label = i64::try_from(network.outputs())?;
    match network.train_batch(&pixels, &[label]) {
        Err(error) if error.status() == Status::InvalidArgument => {
            println!("refused       {}: {}", error.status(), error.message());
            Ok(())
        }
        Err(error) => Err(error.into()),
        Ok(loss) => Err(format!("label {label} was not refused: loss {loss}").into()),
    }
}

/// One line an epoch.
fn show_progress(fitting: &mut Fitting) -> ControlFlow<()> {
    let progress = fitting.progress();
    if progress.epoch_ended {
        println!(
            "epoch {}/{}  loss {:.4}  accuracy {:.2}%  test {:.2}%  {:.0} rows/s  {:.1} s left",
            progress.epoch,
            progress.epochs,
            progress.loss,
            100.0 * progress.accuracy,
            100.0 * progress.validation_accuracy,
            progress.rows_per_second,
            progress.seconds_left
        );
    }
    ControlFlow::Continue(())
}

/// A network that was saved and loaded predicts the same, to the last bit.
fn check_round_trip(network: &Network, test: &Dataset) -> Outcome {
    let directory = ScratchDirectory::create("neuro-mnist")?;
    let path = directory.path().join("digits.safetensors");
    network.save(&path)?;
    let loaded = Network::load(&path, &Options::new())?;

    let bits = |network: &Network| -> neuro::Result<Vec<u32>> {
        let outputs = network.predict_dataset::<f32>(test)?;
        Ok(outputs.into_iter().map(f32::to_bits).collect())
    };
    if bits(&loaded)? != bits(network)? {
        return Err("the network that was saved and loaded predicts something else".into());
    }
    println!("model file    saved and loaded: predicts the same bits");
    Ok(())
}
