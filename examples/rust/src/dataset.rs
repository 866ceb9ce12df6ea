// SPDX-License-Identifier: MIT
//! Datasets: rows of inputs with their targets, borrowed from arrays, copied from them or loaded.

use std::ffi::CStr;
use std::marker::PhantomData;
use std::ops::Range;
use std::path::Path;
use std::ptr::{self, NonNull};

use crate::element::{address, address_mut, expect_length, rows_of, zeros, Input, Real, Target};
use crate::error::{check, Error, Result};
use crate::ffi;
use crate::options::Options;
use crate::text::c_path;

/// As the column of the label: all columns of a CSV file are inputs.
pub const NO_LABEL: i64 = ffi::NN_NO_LABEL;

/// Rows of inputs with their targets. `'a` is how long the arrays live that it refers to; a dataset
/// that has rows of its own is a `Dataset<'static>`.
pub struct Dataset<'a> {
    handle: NonNull<ffi::nn_dataset>,
    arrays: PhantomData<&'a [u8]>,
}

// SAFETY: the library ties no object to the thread that made it. The arrays that a dataset refers
// to are of plain numbers, borrowed for reading.
unsafe impl Send for Dataset<'_> {}

// SAFETY: neuro.h allows several threads to use one dataset at once, but for
// nn_dataset_set_weights(), which takes `&mut self` here.
unsafe impl Sync for Dataset<'_> {}

impl Drop for Dataset<'_> {
    fn drop(&mut self) {
        // SAFETY: created by the library, and destroyed once.
        unsafe { ffi::nn_dataset_destroy(self.handle.as_ptr()) }
    }
}

/// `nn_dataset_create()` and `nn_dataset_wrap()`.
type Make = unsafe extern "C" fn(
    *mut *mut ffi::nn_dataset,
    *const std::os::raw::c_void,
    ffi::nn_type,
    usize,
    usize,
    *const std::os::raw::c_void,
    ffi::nn_type,
    usize,
) -> ffi::nn_status;

impl Dataset<'static> {
    /// Copies rows of `cols` inputs, and their targets: labels, for which `target_cols` is 1, or
    /// rows of `target_cols` numbers.
    pub fn copy<I: Input, T: Target>(
        inputs: &[I],
        cols: usize,
        targets: &[T],
        target_cols: usize,
    ) -> Result<Self> {
        Self::make(ffi::nn_dataset_create, inputs, cols, targets, target_cols)
    }

    /// Loads a pair of IDX files, plain or gzip, as MNIST comes.
    pub fn load_idx(images: impl AsRef<Path>, labels: impl AsRef<Path>) -> Result<Self> {
        let (images, labels) = (c_path(images.as_ref())?, c_path(labels.as_ref())?);
        // SAFETY: two strings that outlive the call.
        Self::create(|out| unsafe {
            ffi::nn_dataset_load_idx(out, images.as_ptr(), labels.as_ptr())
        })
    }

    /// Loads a CSV file, plain or gzip. The column of the label counts from the end if it is
    /// negative, and may be [`NO_LABEL`]. `options` are those of CSV files; `like` is an earlier
    /// dataset, such as the training set of a test set, whose classes and fillings it is to have.
    pub fn load_csv(
        path: impl AsRef<Path>,
        label_column: i64,
        options: &Options,
        like: Option<&Dataset<'_>>,
    ) -> Result<Self> {
        let (path, options) = (c_path(path.as_ref())?, options.to_handle()?);
        let like = like.map_or(ptr::null(), |like| like.as_ptr());
        // SAFETY: all of them outlive the call, and none is needed afterwards.
        Self::create(|out| unsafe {
            ffi::nn_dataset_load_csv_with(out, path.as_ptr(), label_column, options.as_ptr(), like)
        })
    }
}

impl<'a> Dataset<'a> {
    /// As [`copy`](Dataset::copy), but on the arrays themselves, which must live as long as the
    /// dataset and all selections from it:
    ///
    /// ```compile_fail,E0597
    /// let data = {
    ///     let inputs = vec![0.5f32; 8];
    ///     neuro::Dataset::borrow(&inputs, 2, &[0u8, 1, 0, 1], 1)
    /// };
    /// data.unwrap();
    /// ```
    pub fn borrow<I: Input, T: Target>(
        inputs: &'a [I],
        cols: usize,
        targets: &'a [T],
        target_cols: usize,
    ) -> Result<Self> {
        // They stay in place and unchanged for 'a, which the dataset and selections do not outlive.
        Self::make(ffi::nn_dataset_wrap, inputs, cols, targets, target_cols)
    }

    fn make<I: Input, T: Target>(
        function: Make,
        inputs: &[I],
        cols: usize,
        targets: &[T],
        target_cols: usize,
    ) -> Result<Self> {
        let rows = rows_of("inputs", inputs, cols)?;
        expect_length("targets", targets, rows.checked_mul(target_cols))?;
        let (inputs, targets) = (address(inputs), address(targets));
        // SAFETY: both arrays are as long as the library will take them to be.
        Self::create(|out| unsafe {
            function(
                out,
                inputs,
                I::TYPE,
                rows,
                cols,
                targets,
                T::TYPE,
                target_cols,
            )
        })
    }

    fn create(call: impl FnOnce(*mut *mut ffi::nn_dataset) -> ffi::nn_status) -> Result<Self> {
        let mut dataset = ptr::null_mut();
        check(call(&mut dataset))?;
        Ok(Self::own(dataset))
    }

    fn own(dataset: *mut ffi::nn_dataset) -> Self {
        Self {
            handle: NonNull::new(dataset).expect("the library gives what it says it does"),
            arrays: PhantomData,
        }
    }

    pub(crate) fn as_ptr(&self) -> *const ffi::nn_dataset {
        self.handle.as_ptr()
    }

    /// Some of the rows by their numbers, in that order. They share the memory of this dataset,
    /// which may be dropped first, and so refer to the same arrays.
    pub fn select(&self, rows: &[i64]) -> Result<Dataset<'a>> {
        // SAFETY: rows.len() numbers, which the library checks and copies.
        Self::create(|out| unsafe {
            ffi::nn_dataset_select(out, self.as_ptr(), rows.as_ptr(), rows.len())
        })
    }

    /// Two datasets: the second one has `part` of the rows, drawn at random, and of each class the
    /// same part; the first one has the others.
    pub fn split(&self, part: f64, seed: i64) -> Result<(Dataset<'a>, Dataset<'a>)> {
        let (mut first, mut second) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: two places to write to; either both are made or none.
        check(unsafe {
            ffi::nn_dataset_split(&mut first, &mut second, self.as_ptr(), part, seed)
        })?;
        Ok((Self::own(first), Self::own(second)))
    }

    pub fn rows(&self) -> usize {
        // SAFETY: a getter of a dataset that lives, likewise below.
        unsafe { ffi::nn_dataset_rows(self.as_ptr()) }
    }

    pub fn cols(&self) -> usize {
        unsafe { ffi::nn_dataset_cols(self.as_ptr()) }
    }

    /// 1 for labels, 0 without targets.
    pub fn target_cols(&self) -> usize {
        unsafe { ffi::nn_dataset_target_cols(self.as_ptr()) }
    }

    /// The largest label + 1, or 0 for dense targets.
    pub fn classes(&self) -> usize {
        unsafe { ffi::nn_dataset_classes(self.as_ptr()) }
    }

    /// The name of a class, in the bytes of the file, or `None` where classes are numbers.
    pub fn class_name(&self, class: usize) -> Option<&CStr> {
        let name = unsafe { ffi::nn_dataset_class_name(self.as_ptr(), class) };
        // SAFETY: valid as long as the dataset, which `&self` keeps from being dropped.
        (!name.is_null()).then(|| unsafe { CStr::from_ptr(name) })
    }

    /// The name of an input column, in the bytes of the file, or `None` without a header.
    pub fn column_name(&self, column: usize) -> Option<&CStr> {
        let name = unsafe { ffi::nn_dataset_column_name(self.as_ptr(), column) };
        // SAFETY: as above.
        (!name.is_null()).then(|| unsafe { CStr::from_ptr(name) })
    }

    /// What each row counts in a fit; `None`: all the same.
    pub fn set_weights(&mut self, weights: Option<&[f64]>) -> Result<()> {
        if let Some(weights) = weights {
            expect_length("weights", weights, Some(self.rows()))?;
        }
        let weights = weights.map_or(ptr::null(), |weights| weights.as_ptr());
        // SAFETY: a weight for each row, or NULL; nobody else uses the dataset.
        check(unsafe { ffi::nn_dataset_set_weights(self.handle.as_ptr(), weights) })
    }

    pub fn weights(&self) -> Result<Vec<f64>> {
        let mut weights = zeros(self.rows(), 1)?;
        // SAFETY: room for a weight of each row.
        check(unsafe {
            ffi::nn_dataset_get_weights(self.as_ptr(), 0, weights.len(), weights.as_mut_ptr())
        })?;
        Ok(weights)
    }

    /// A copy of rows of inputs, as a network takes them: pixels as v/255.
    pub fn inputs<R: Real>(&self, rows: Range<usize>) -> Result<Vec<R>> {
        self.read(rows, self.cols(), ffi::nn_dataset_get_inputs)
    }

    /// A copy of rows of targets: labels as `i32` or `i64`, or dense rows as `f32` or `f64`.
    pub fn targets<T: Target>(&self, rows: Range<usize>) -> Result<Vec<T>> {
        self.read(rows, self.target_cols(), ffi::nn_dataset_get_targets)
    }

    fn read<E: crate::Element>(
        &self,
        rows: Range<usize>,
        cols: usize,
        function: unsafe extern "C" fn(
            *const ffi::nn_dataset,
            usize,
            usize,
            *mut std::os::raw::c_void,
            ffi::nn_type,
        ) -> ffi::nn_status,
    ) -> Result<Vec<E>> {
        // Before memory is asked for, rather than by the library afterwards.
        if rows.start > rows.end || rows.end > self.rows() {
            let all = self.rows();
            return Err(Error::invalid(format!("rows: {rows:?}, expected 0..{all}")));
        }
        if rows.is_empty() {
            return Ok(Vec::new()); // which the library takes for a mistake
        }
        let mut values = zeros::<E>(rows.len(), cols)?;
        let address = address_mut(&mut values);
        // SAFETY: room for rows.len() rows of cols numbers.
        check(unsafe { function(self.as_ptr(), rows.start, rows.len(), address, E::TYPE) })?;
        Ok(values)
    }
}
