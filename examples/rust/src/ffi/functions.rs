// SPDX-License-Identifier: MIT
//! The functions of neuro.h that the safe layer calls, chapter by chapter in the order of the
//! header, which says what they do.
//!
//! They are laid out as prototypes in C are: one argument a line would make four pages of them.

use super::*;
use std::os::raw::{c_char, c_void};

// 1. Statuses, errors, versions
#[rustfmt::skip]
extern "C" {
    pub fn nn_last_error() -> *const c_char;
    pub fn nn_status_name(status: nn_status) -> *const c_char;
    pub fn nn_version_string() -> *const c_char;
    pub fn nn_cpu_target() -> *const c_char;
}

// 2. Options
#[rustfmt::skip]
extern "C" {
    pub fn nn_options_create(out: *mut *mut nn_options) -> nn_status;
    pub fn nn_options_destroy(options: *mut nn_options);
    pub fn nn_options_set_int(options: *mut nn_options, option: nn_option, value: i64) -> nn_status;
    pub fn nn_options_set_real(options: *mut nn_options, option: nn_option,
                               value: f64) -> nn_status;
    pub fn nn_options_set_layer_int(options: *mut nn_options, layer: usize, option: nn_option,
                                    value: i64) -> nn_status;
    pub fn nn_options_set_layer_real(options: *mut nn_options, layer: usize, option: nn_option,
                                     value: f64) -> nn_status;
    #[cfg(test)]
    pub fn nn_option_bounds_int(option: nn_option, minimum: *mut i64, maximum: *mut i64,
                                fallback: *mut i64) -> nn_status;
    #[cfg(test)]
    pub fn nn_option_bounds_real(option: nn_option, minimum: *mut f64, maximum: *mut f64,
                                 fallback: *mut f64) -> nn_status;
    pub fn nn_option_name(option: nn_option) -> *const c_char;
}

// 3. Networks
#[rustfmt::skip]
extern "C" {
    pub fn nn_create(out: *mut *mut nn_network, layer_sizes: *const usize, layer_count: usize,
                     options: *const nn_options) -> nn_status;
    pub fn nn_destroy(network: *mut nn_network);
    pub fn nn_layer_count(network: *const nn_network) -> usize;
    pub fn nn_layer_size(network: *const nn_network, i: usize) -> usize;
    pub fn nn_step_count(network: *const nn_network) -> i64;
    pub fn nn_set_int(network: *mut nn_network, option: nn_option, value: i64) -> nn_status;
    pub fn nn_set_real(network: *mut nn_network, option: nn_option, value: f64) -> nn_status;
    pub fn nn_get_int(network: *const nn_network, option: nn_option, value: *mut i64) -> nn_status;
    pub fn nn_get_real(network: *const nn_network, option: nn_option, value: *mut f64) -> nn_status;
    pub fn nn_get_layer_int(network: *const nn_network, layer: usize, option: nn_option,
                            value: *mut i64) -> nn_status;
    pub fn nn_get_layer_real(network: *const nn_network, layer: usize, option: nn_option,
                             value: *mut f64) -> nn_status;
    pub fn nn_reserve(network: *mut nn_network, max_rows: usize) -> nn_status;
    pub fn nn_train_batch(network: *mut nn_network, inputs: *const c_void, input_type: nn_type,
                          targets: *const c_void, target_type: nn_type, rows: usize,
                          loss: *mut f64) -> nn_status;
    pub fn nn_predict(network: *const nn_network, inputs: *const c_void, input_type: nn_type,
                      rows: usize, outputs: *mut c_void, output_type: nn_type) -> nn_status;
    pub fn nn_get_parameters(network: *const nn_network, layer: usize, weights: *mut c_void,
                             bias: *mut c_void, r#type: nn_type) -> nn_status;
    pub fn nn_set_parameters(network: *mut nn_network, layer: usize, weights: *const c_void,
                             bias: *const c_void, r#type: nn_type) -> nn_status;
}

// 4. Datasets
#[rustfmt::skip]
extern "C" {
    pub fn nn_dataset_create(out: *mut *mut nn_dataset, inputs: *const c_void, input_type: nn_type,
                             rows: usize, cols: usize, targets: *const c_void, target_type: nn_type,
                             target_cols: usize) -> nn_status;
    pub fn nn_dataset_wrap(out: *mut *mut nn_dataset, inputs: *const c_void, input_type: nn_type,
                           rows: usize, cols: usize, targets: *const c_void, target_type: nn_type,
                           target_cols: usize) -> nn_status;
    pub fn nn_dataset_load_csv_with(out: *mut *mut nn_dataset, path: *const c_char,
                                    label_column: i64, options: *const nn_options,
                                    like: *const nn_dataset) -> nn_status;
    pub fn nn_dataset_load_idx(out: *mut *mut nn_dataset, images: *const c_char,
                               labels: *const c_char) -> nn_status;
    pub fn nn_dataset_class_name(dataset: *const nn_dataset, i: usize) -> *const c_char;
    pub fn nn_dataset_column_name(dataset: *const nn_dataset, i: usize) -> *const c_char;
    pub fn nn_dataset_select(out: *mut *mut nn_dataset, dataset: *const nn_dataset,
                             rows: *const i64, count: usize) -> nn_status;
    pub fn nn_dataset_split(first: *mut *mut nn_dataset, second: *mut *mut nn_dataset,
                            dataset: *const nn_dataset, part: f64, seed: i64) -> nn_status;
    pub fn nn_dataset_set_weights(dataset: *mut nn_dataset, weights: *const f64) -> nn_status;
    pub fn nn_dataset_get_weights(dataset: *const nn_dataset, first: usize, rows: usize,
                                  weights: *mut f64) -> nn_status;
    pub fn nn_dataset_destroy(dataset: *mut nn_dataset);
    pub fn nn_dataset_rows(dataset: *const nn_dataset) -> usize;
    pub fn nn_dataset_cols(dataset: *const nn_dataset) -> usize;
    pub fn nn_dataset_target_cols(dataset: *const nn_dataset) -> usize;
    pub fn nn_dataset_classes(dataset: *const nn_dataset) -> usize;
    pub fn nn_dataset_get_inputs(dataset: *const nn_dataset, first: usize, rows: usize,
                                 inputs: *mut c_void, r#type: nn_type) -> nn_status;
    pub fn nn_dataset_get_targets(dataset: *const nn_dataset, first: usize, rows: usize,
                                  targets: *mut c_void, r#type: nn_type) -> nn_status;
}

// 5. Fitting and evaluating
#[rustfmt::skip]
extern "C" {
    pub fn nn_fit(network: *mut nn_network, train: *const nn_dataset, validation: *const nn_dataset,
                  callback: nn_progress_fn, user: *mut c_void) -> nn_status;
    pub fn nn_resume(network: *mut nn_network, train: *const nn_dataset,
                     validation: *const nn_dataset, callback: nn_progress_fn,
                     user: *mut c_void) -> nn_status;
    pub fn nn_cancel(network: *mut nn_network, cancel: i32);
    pub fn nn_set_class_weights(network: *mut nn_network, weights: *const f64,
                                classes: usize) -> nn_status;
    pub fn nn_train_rows(network: *mut nn_network, dataset: *const nn_dataset, rows: *const i64,
                         count: usize, loss: *mut f64) -> nn_status;
    pub fn nn_predict_dataset(network: *const nn_network, dataset: *const nn_dataset,
                              outputs: *mut c_void, r#type: nn_type) -> nn_status;
    pub fn nn_history_count(network: *const nn_network) -> usize;
    pub fn nn_history(network: *const nn_network, i: usize, epoch: *mut nn_epoch) -> nn_status;
    pub fn nn_evaluate(network: *const nn_network, dataset: *const nn_dataset,
                       metrics: *mut nn_metrics) -> nn_status;
}

// 6. Evaluations
#[rustfmt::skip]
extern "C" {
    pub fn nn_evaluation_create(out: *mut *mut nn_evaluation, network: *const nn_network,
                                dataset: *const nn_dataset) -> nn_status;
    pub fn nn_evaluation_destroy(evaluation: *mut nn_evaluation);
    pub fn nn_evaluation_rows(evaluation: *const nn_evaluation) -> usize;
    pub fn nn_evaluation_outputs(evaluation: *const nn_evaluation) -> usize;
    pub fn nn_evaluation_classes(evaluation: *const nn_evaluation) -> usize;
    pub fn nn_evaluation_get(evaluation: *const nn_evaluation, metric: nn_metric,
                             value: *mut f64) -> nn_status;
    pub fn nn_evaluation_get_class(evaluation: *const nn_evaluation, metric: nn_metric,
                                   class_or_output: usize, value: *mut f64) -> nn_status;
    pub fn nn_evaluation_top_k(evaluation: *const nn_evaluation, k: usize,
                               value: *mut f64) -> nn_status;
    pub fn nn_evaluation_confusion(evaluation: *const nn_evaluation, counts: *mut i64,
                                   classes: usize) -> nn_status;
    pub fn nn_evaluation_row(evaluation: *const nn_evaluation, row: usize, target_class: *mut i64,
                             predicted_class: *mut i64, loss: *mut f64) -> nn_status;
    pub fn nn_evaluation_worst(evaluation: *const nn_evaluation, rows: *mut usize, capacity: usize,
                               count: *mut usize) -> nn_status;
    #[cfg(test)]
    pub fn nn_metric_name(metric: nn_metric) -> *const c_char;
}

// 7. Model files
#[rustfmt::skip]
extern "C" {
    pub fn nn_save(network: *const nn_network, path: *const c_char) -> nn_status;
    pub fn nn_save_checkpoint(network: *const nn_network, path: *const c_char) -> nn_status;
    pub fn nn_save_buffer(network: *const nn_network, buffer: *mut c_void, capacity: usize,
                          size: *mut usize) -> nn_status;
    pub fn nn_save_checkpoint_buffer(network: *const nn_network, buffer: *mut c_void,
                                     capacity: usize, size: *mut usize) -> nn_status;
    pub fn nn_load(out: *mut *mut nn_network, path: *const c_char,
                   options: *const nn_options) -> nn_status;
    pub fn nn_load_buffer(out: *mut *mut nn_network, data: *const c_void, size: usize,
                          options: *const nn_options) -> nn_status;
    pub fn nn_load_parameters(network: *mut nn_network, path: *const c_char) -> nn_status;
    pub fn nn_set_metadata(network: *mut nn_network, key: *const c_char,
                           value: *const c_char) -> nn_status;
    pub fn nn_metadata(network: *const nn_network, key: *const c_char) -> *const c_char;
    pub fn nn_metadata_count(network: *const nn_network) -> usize;
    pub fn nn_metadata_key(network: *const nn_network, i: usize) -> *const c_char;
}
