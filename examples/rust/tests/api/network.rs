// SPDX-License-Identifier: MIT
//! Networks on their own: learning, errors, options, parameters, files.

use std::error;

use neuro::{option, Activation, Error, Network, Optimizer, Options, Precision, Status};

use crate::samples::{bits, circle, small_network, Scratch, XOR, XOR_INPUTS};

#[test]
fn xor_is_learnt() {
    let mut network = small_network(Options::new());
    let first = network.train_batch(&XOR_INPUTS, &XOR).unwrap();
    for _ in 0..3000 {
        network.train_batch(&XOR_INPUTS, &XOR).unwrap();
    }
    let last = network.train_batch(&XOR_INPUTS, &XOR).unwrap();
    assert!(last < first / 10.0, "{first} has become {last}");

    let outputs: Vec<f64> = network.predict(&XOR_INPUTS).unwrap();
    for (row, label) in outputs.chunks(2).zip(XOR) {
        assert!(row[usize::from(label)] > 0.8, "{row:?}, expected {label}");
    }
}

#[test]
fn types_of_arrays_are_told_from_slices() {
    let mut network = small_network(Options::new());
    network.train_batch(&[0u8, 255], &[1i64]).unwrap();
    network.train_batch(&[0.0f64, 1.0], &[1i32]).unwrap();
    network.train_batch(&[0u8, 255], &[0.25f32, 0.75]).unwrap();
    assert_eq!(network.step_count(), 3);

    let pixels: Vec<f32> = network.predict(&[0u8, 255]).unwrap();
    let numbers: Vec<f32> = network.predict(&[0.0f64, 1.0]).unwrap();
    assert_eq!(pixels, numbers);
}

#[test]
fn an_error_has_a_status_and_says_what_is_wrong() {
    let mut network = small_network(Options::new());
    let before = bits(&network);
    let error = network.train_batch(&XOR_INPUTS[..2], &[10u8]).unwrap_err();
    assert_eq!(error.status(), Status::InvalidArgument);
    assert!(error.message().contains("label 10"), "{error}");
    let text = error.to_string();
    assert!(text.starts_with("NN_ERROR_INVALID_ARGUMENT: "), "{text}");
    assert_eq!(bits(&network), before);

    let boxed: Box<dyn error::Error + Send + Sync> = Box::new(error.clone());
    assert_eq!(boxed.downcast_ref::<Error>(), Some(&error));
}

#[test]
fn slices_of_the_wrong_length_do_not_reach_the_library() {
    let mut network = small_network(Options::new());
    let refused = |result: Result<(), Error>| {
        assert_eq!(result.unwrap_err().status(), Status::InvalidArgument);
    };
    refused(network.train_batch(&XOR_INPUTS[..3], &XOR[..1]).map(drop));
    refused(network.train_batch(&XOR_INPUTS, &XOR[..3]).map(drop));
    refused(network.train_batch(&XOR_INPUTS, &[0.5f32; 4]).map(drop));
    refused(network.train_batch::<f32, u8>(&[], &[]).map(drop));
    refused(network.predict_into(&XOR_INPUTS, &mut [0f32; 7]));
    refused(network.set_parameters(0, &[0f32; 15], &[0f32; 8]));
    refused(network.set_parameters(2, &[0f32; 16], &[0f32; 8]));
    refused(network.set_parameters::<f32>(usize::MAX, &[], &[]));
    refused(network.parameters::<f32>(2).map(drop));
}

#[test]
fn options_are_checked_and_read_back() {
    let options = Options::new()
        .with(option::TYPE, Precision::Double)
        .with(option::OPTIMIZER, Optimizer::AdamW)
        .with_layer(0, option::ACTIVATION, Activation::Tanh)
        .with_layer(0, option::DROPOUT, 0.25);
    let mut network = Network::new(&[2, 4, 4, 2], &options).unwrap();
    assert_eq!(network.sizes(), [2, 4, 4, 2]);
    assert_eq!(network.get(option::TYPE), Ok(Precision::Double));
    assert_eq!(network.get(option::LEARNING_RATE), Ok(0.001)); // AdamW's own
    assert_eq!(network.get(option::SHUFFLE), Ok(true));
    let activation = |layer| network.get_layer(layer, option::ACTIVATION).unwrap();
    assert_eq!(
        [activation(0), activation(1)],
        [Activation::Tanh, Activation::Relu]
    );

    network.set(option::EPOCHS, 17).unwrap();
    assert_eq!(network.get(option::EPOCHS), Ok(17));
    let error = network.set(option::EPOCHS, 0).unwrap_err();
    assert_eq!(error.status(), Status::InvalidArgument);
    assert_eq!(network.get(option::EPOCHS), Ok(17));

    let options = Options::new().with(option::DROPOUT, 1.5);
    let error = Network::new(&[2, 2], &options).err().unwrap();
    assert!(error.message().contains("NN_OPTION_DROPOUT"), "{error}");
}

#[test]
fn parameters_go_out_and_in() {
    let mut network = small_network(Options::new());
    let (mut weights, bias) = network.parameters::<f64>(0).unwrap();
    assert_eq!((weights.len(), bias.len()), (16, 8));
    weights[5] = 0.125;
    network.set_parameters(0, &weights, &bias).unwrap();
    assert_eq!(network.parameters::<f32>(0).unwrap().0[5], 0.125);
}

#[test]
fn bytes_and_files_keep_a_network() {
    let data = circle(64);
    let mut network = small_network(Options::new().with(option::EPOCHS, 2));
    network.fit(&data, None).unwrap();
    network.set_metadata("units", Some("metres")).unwrap();

    let bytes = network.to_bytes().unwrap();
    let from_bytes = Network::from_bytes(&bytes, &Options::new()).unwrap();
    let file = Scratch::new("network.safetensors");
    network.save(&file.0).unwrap();
    assert_eq!(std::fs::read(&file.0).unwrap(), bytes);
    let from_file = Network::load(&file.0, &Options::new()).unwrap();

    let expected: Vec<f32> = network.predict_dataset(&data).unwrap();
    for loaded in [&from_bytes, &from_file] {
        assert_eq!(loaded.predict_dataset::<f32>(&data).unwrap(), expected);
        assert_eq!(loaded.metadata("units"), Some("metres"));
        assert_eq!(loaded.metadata_keys(), ["units"]);
        assert_eq!(loaded.history().unwrap().len(), 2);
    }
    network.set_metadata("units", None).unwrap();
    assert_eq!(network.metadata("units"), None);

    let mut other = small_network(Options::new().with(option::SEED, 9));
    other.load_parameters(&file.0).unwrap();
    assert_eq!(bits(&other), bits(&network));
}

#[test]
fn files_that_are_none_are_refused() {
    let status = |result: Result<Network, Error>| result.err().unwrap().status();
    let options = Options::new();
    assert_eq!(status(Network::from_bytes(b"", &options)), Status::Format);
    assert_eq!(status(Network::load("/no/such/file", &options)), Status::Io);
    let path_with_zero = status(Network::load("a\0b", &options));
    assert_eq!(path_with_zero, Status::InvalidArgument);
}
