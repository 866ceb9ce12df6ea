// SPDX-License-Identifier: MIT
//! Fits and their closures: stopping, resuming, panics, what a closure may do.

use std::ops::ControlFlow;
use std::panic::{self, AssertUnwindSafe};

use neuro::{option, Dataset, Network, Options, Output, Status};

use crate::samples::{bits, circle, small_network, Scratch, XOR_INPUTS};

/// Reports after every batch, so that there is something to stop.
fn reporting(epochs: i64) -> Network {
    let options = Options::new()
        .with(option::EPOCHS, epochs)
        .with(option::PROGRESS_INTERVAL, 0.0);
    small_network(options)
}

#[test]
fn a_closure_stops_a_fit_which_then_goes_on_to_the_same_bits() {
    let (train, validation) = circle(64).split(0.25, 0).unwrap();
    let mut whole = reporting(3);
    whole.fit(&train, Some(&validation)).unwrap();

    let mut stopped = reporting(3);
    let mut calls = 0;
    let result = stopped.fit_with(&train, Some(&validation), |fitting| {
        calls += 1;
        assert_eq!(fitting.progress().steps, calls);
        match calls {
            9 => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    });
    assert_eq!(result.unwrap_err().status(), Status::Cancelled);
    assert_eq!(stopped.step_count(), 9);
    assert_ne!(bits(&stopped), bits(&whole));

    // In another network, as if in another process.
    let checkpoint = stopped.to_checkpoint_bytes().unwrap();
    let mut resumed = Network::from_bytes(&checkpoint, &Options::new()).unwrap();
    resumed.resume(&train, Some(&validation)).unwrap();
    assert_eq!(bits(&resumed), bits(&whole));
}

#[test]
fn a_closure_sees_all_of_the_progress() {
    let train = circle(64);
    let mut network = reporting(2);
    let mut ends = Vec::new();
    let see = |fitting: &mut neuro::Fitting| {
        let progress = *fitting.progress();
        assert_eq!((progress.epochs, progress.batches), (2, 8));
        assert_eq!(progress.rows_per_epoch, 64);
        assert!(progress.seconds >= 0.0 && progress.loss.is_finite());
        assert_eq!(progress.learning_rate, 0.1);
        assert!(!progress.stopped_early);
        if progress.epoch_ended {
            ends.push(progress);
        } else {
            assert!(progress.validation_loss.is_nan());
        }
        ControlFlow::Continue(())
    };
    network.fit_with(&train, Some(&train), see).unwrap();

    let history = network.history().unwrap();
    assert_eq!((ends.len(), history.len()), (2, 2));
    for (end, epoch) in ends.iter().zip(&history) {
        assert_eq!(
            (end.loss, end.validation_loss),
            (epoch.loss, epoch.validation_loss)
        );
    }
}

#[test]
fn a_panic_stops_the_fit_and_comes_out_of_it() {
    let train = circle(64);
    let mut network = reporting(3);
    let panicked = panic::catch_unwind(AssertUnwindSafe(|| {
        let _ = network.fit_with(&train, None, |_| panic!("enough"));
    }));
    let payload = panicked.unwrap_err();
    assert_eq!(payload.downcast_ref::<&str>(), Some(&"enough"));
    assert_eq!(network.step_count(), 1);

    // The network is none the worse for it.
    network.fit(&train, None).unwrap();
}

#[test]
fn a_closure_uses_the_network() {
    let train = circle(64);
    let mut network = reporting(1);
    let file = Scratch::new("fit.safetensors");
    let mut rates = Vec::new();
    let result = network.fit_with(&train, None, |fitting| {
        rates.push(fitting.progress().learning_rate);
        fitting.set(option::LEARNING_RATE, 0.025).unwrap();
        assert_eq!(fitting.get(option::LEARNING_RATE), Ok(0.025));
        assert!(fitting.set(option::DROPOUT, 0.5).is_err()); // it is not living
        fitting.predict::<f32, f32>(&[0.0, 1.0]).unwrap();
        fitting.evaluate(&train).unwrap();
        fitting.save_checkpoint(&file.0).unwrap();
        match rates.len() {
            3 => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    });
    assert_eq!(result.unwrap_err().status(), Status::Cancelled);
    assert_eq!(rates, [0.1, 0.025, 0.025]);
    let saved = Network::load(&file.0, &Options::new()).unwrap();
    assert_eq!(bits(&saved), bits(&network));
}

#[test]
fn a_fit_that_diverges_is_an_error() {
    let targets = XOR_INPUTS.map(|x| 1.0 - x);
    let train = Dataset::borrow(&XOR_INPUTS, 2, &targets, 2).unwrap();
    let mut network = small_network(Options::new().with(option::OUTPUT, Output::Identity));
    network.set(option::LEARNING_RATE, 1e6).unwrap();
    network.set(option::EPOCHS, 100).unwrap();
    let error = network.fit(&train, None).unwrap_err();
    assert_eq!(error.status(), Status::NotFinite, "{error}");
}
