// SPDX-License-Identifier: MIT
//! Datasets and evaluations: arrays borrowed and copied, selections, files, metrics.

use std::fs;

use neuro::{option, CsvTarget, Dataset, Evaluation, Metric, Missing, Options, Status, NO_LABEL};

use crate::samples::{bits, circle, small_network, Scratch, XOR, XOR_INPUTS};

#[test]
fn borrowed_and_copied_arrays_are_the_same_rows() {
    let borrowed = Dataset::borrow(&XOR_INPUTS, 2, &XOR, 1).unwrap();
    let copied = {
        let (inputs, labels) = (XOR_INPUTS.to_vec(), XOR.to_vec());
        Dataset::copy(&inputs, 2, &labels, 1).unwrap()
    };
    let learnt = [&borrowed, &copied].map(|data| {
        let mut network = small_network(Options::new());
        network.fit(data, None).unwrap();
        bits(&network)
    });
    assert_eq!(learnt[0], learnt[1]);
}

#[test]
fn selections_outlive_what_they_were_selected_from() {
    let selected = Dataset::borrow(&XOR_INPUTS, 2, &XOR, 1)
        .and_then(|data| data.select(&[3, 1, 1]))
        .unwrap();
    assert_eq!(selected.rows(), 3);
    assert_eq!(selected.inputs::<f32>(0..2).unwrap(), [1.0, 1.0, 0.0, 1.0]);
    assert_eq!(selected.targets::<i32>(0..3).unwrap(), [0, 1, 1]);
    let error = selected.select(&[7]).err().unwrap();
    assert_eq!(error.status(), Status::InvalidArgument);
}

#[test]
fn arrays_that_do_not_fit_are_refused() {
    let refused = |result: neuro::Result<Dataset>| {
        assert_eq!(result.err().unwrap().status(), Status::InvalidArgument);
    };
    refused(Dataset::copy(&XOR_INPUTS, 3, &XOR, 1));
    refused(Dataset::copy(&XOR_INPUTS, 0, &XOR, 1));
    refused(Dataset::copy(&XOR_INPUTS, 2, &XOR[..3], 1));
    refused(Dataset::copy(&XOR_INPUTS, 2, &[0.5f64; 8], 1));
    refused(Dataset::copy(&[f32::NAN, 0.0], 2, &[0u8], 1));

    let data = circle(4);
    assert_eq!(data.inputs::<f64>(2..2).unwrap(), []);
    let error = data.inputs::<f64>(2..5).unwrap_err();
    assert_eq!(error.message(), "rows: 2..5, expected 0..4");
}

#[test]
fn weights_are_set_and_taken_away() {
    let mut data = circle(4);
    assert_eq!(data.weights().unwrap(), [1.0; 4]);
    data.set_weights(Some(&[0.0, 1.0, 2.0, 3.0])).unwrap();
    assert_eq!(data.weights().unwrap(), [0.0, 1.0, 2.0, 3.0]);
    assert!(data.set_weights(Some(&[1.0])).is_err());
    data.set_weights(None).unwrap();
    assert_eq!(data.weights().unwrap(), [1.0; 4]);
}

#[test]
fn csv_files_have_names_numbers_and_gaps() {
    let file = Scratch::new("flowers.csv");
    fs::write(&file.0, "length,width,kind\n1,2,rose\n3,,aster\n5,6,rose\n").unwrap();
    let gaps = Options::new().with(option::CSV_MISSING, Missing::Mean);
    let data = Dataset::load_csv(&file.0, -1, &gaps, None).unwrap();
    assert_eq!((data.rows(), data.cols(), data.classes()), (3, 2, 2));
    assert_eq!(data.class_name(0).unwrap().to_str(), Ok("aster"));
    assert_eq!(data.column_name(1).unwrap().to_str(), Ok("width"));
    assert!(data.class_name(2).is_none());
    assert_eq!(data.inputs::<f64>(1..2).unwrap(), [3.0, 4.0]);
    assert_eq!(data.targets::<i64>(0..3).unwrap(), [1, 0, 1]);

    // Like an earlier one: its class has the same number, though it is the only one here.
    fs::write(&file.0, "1,,rose\n").unwrap();
    let more = Dataset::load_csv(&file.0, -1, &gaps, Some(&data)).unwrap();
    assert_eq!(more.inputs::<f64>(0..1).unwrap(), [1.0, 4.0]);
    assert_eq!(more.targets::<i64>(0..1).unwrap(), [1]);

    fs::write(&file.0, "1,2.5\n2,4.5\n").unwrap();
    let numbers = Options::new().with(option::CSV_TARGET, CsvTarget::Numbers);
    let data = Dataset::load_csv(&file.0, 1, &numbers, None).unwrap();
    assert_eq!(data.targets::<f64>(0..2).unwrap(), [2.5, 4.5]);
    let data = Dataset::load_csv(&file.0, NO_LABEL, &Options::new(), None).unwrap();
    assert_eq!((data.cols(), data.target_cols()), (2, 0));

    fs::write(&file.0, "1,2\n3\n").unwrap();
    let error = Dataset::load_csv(&file.0, 0, &Options::new(), None)
        .err()
        .unwrap();
    assert_eq!(error.status(), Status::Format);
}

#[test]
fn an_evaluation_knows_every_metric() {
    let data = circle(256);
    let mut network = small_network(Options::new().with(option::EPOCHS, 40));
    network.set_class_weights(Some(&[1.0, 2.0])).unwrap();
    network.fit(&data, None).unwrap();
    let metrics = network.evaluate(&data).unwrap();
    let evaluation = Evaluation::new(&network, &data).unwrap();
    drop(network);

    assert_eq!(
        (
            evaluation.rows(),
            evaluation.outputs(),
            evaluation.classes()
        ),
        (256, 2, 2)
    );
    assert_eq!(evaluation.get(Metric::Accuracy), Ok(metrics.accuracy));
    assert_eq!(evaluation.top_k(2), Ok(1.0));
    let confusion = evaluation.confusion().unwrap();
    assert_eq!(confusion[0] + confusion[3], metrics.correct);
    let recall = evaluation.get_class(Metric::Recall, 1).unwrap();
    assert_eq!(
        recall,
        confusion[3] as f64 / (confusion[2] + confusion[3]) as f64
    );
    assert_eq!(
        evaluation.get(Metric::Rmse).unwrap_err().status(),
        Status::InvalidArgument
    );

    let worst = evaluation.worst(usize::MAX).unwrap();
    assert_eq!(worst.len() as i64, metrics.rows - metrics.correct);
    for row in worst {
        let row = evaluation.row(row).unwrap();
        assert_ne!(row.target_class, row.predicted_class);
    }
}
