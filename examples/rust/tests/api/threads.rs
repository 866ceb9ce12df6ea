// SPDX-License-Identifier: MIT
//! Several threads: predicting side by side, training in another one, cancelling from another one.

use std::ops::ControlFlow;
use std::sync::mpsc;
use std::thread;

use neuro::{option, Dataset, Error, Evaluation, Network, Options, Status};

use crate::samples::{bits, circle, small_network};

#[test]
fn types_say_what_threads_may_do() {
    fn is_send_and_sync<T: Send + Sync>() {}
    is_send_and_sync::<Network>();
    is_send_and_sync::<Dataset<'_>>();
    is_send_and_sync::<Evaluation>();
    is_send_and_sync::<Options>();
    is_send_and_sync::<Error>();
}

#[test]
fn threads_predict_side_by_side() {
    let data = circle(256);
    let mut network = small_network(Options::new().with(option::EPOCHS, 3));
    network.fit(&data, None).unwrap();
    let expected: Vec<f32> = network.predict_dataset(&data).unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..50 {
                    assert_eq!(network.predict_dataset::<f32>(&data).unwrap(), expected);
                }
            });
        }
    });
}

#[test]
fn errors_belong_to_their_threads() {
    let network = small_network(Options::new());
    thread::scope(|scope| {
        for thread in 0..4 {
            let network = &network;
            scope.spawn(move || {
                for i in 0..200 {
                    let layer = 10 + 1000 * thread + i;
                    let error = network.parameters::<f32>(layer).unwrap_err();
                    assert!(error.message().contains(&layer.to_string()), "{error}");
                }
            });
        }
    });
}

#[test]
fn networks_learn_the_same_in_threads_of_their_own() {
    let data = circle(256);
    let learn = |mut network: Network| {
        network.fit(&data, None).unwrap();
        network
    };
    let expected = bits(&learn(small_network(Options::new())));
    thread::scope(|scope| {
        let trained: Vec<_> = (0..4)
            .map(|workers| {
                // Made here, trained there, dropped here.
                let network = small_network(Options::new().with(option::WORKERS, workers));
                scope.spawn(move || learn(network))
            })
            .collect();
        for thread in trained {
            assert_eq!(bits(&thread.join().unwrap()), expected);
        }
    });
}

#[test]
fn another_thread_cancels_a_fit() {
    let data = circle(256);
    let options = Options::new()
        .with(option::EPOCHS, i64::from(i32::MAX))
        .with(option::PROGRESS_INTERVAL, 0.0);
    let mut network = small_network(options);
    let canceller = network.canceller();
    let (has_begun, begun) = mpsc::sync_channel(1);
    let result = thread::scope(|scope| {
        scope.spawn(move || {
            begun.recv().unwrap();
            canceller.cancel();
        });
        network.fit_with(&data, None, |_| {
            let _ = has_begun.try_send(()); // the first of them is enough
            ControlFlow::Continue(())
        })
    });
    assert_eq!(result.unwrap_err().status(), Status::Cancelled);
    assert!(network.step_count() > 0);
}

#[test]
fn a_request_to_cancel_waits_for_the_next_fit_unless_it_is_taken_back() {
    let data = circle(64);
    let mut network = small_network(Options::new().with(option::EPOCHS, 1));
    let canceller = network.canceller();
    canceller.cancel();
    let error = network.fit(&data, None).unwrap_err();
    assert_eq!(
        (error.status(), network.step_count()),
        (Status::Cancelled, 0)
    );

    canceller.cancel();
    canceller.take_back();
    network.fit(&data, None).unwrap();

    drop(network);
    canceller.cancel(); // nobody is there to hear it
}
