// SPDX-License-Identifier: MIT
//! The keys of all options, each with the type of its values: those of neuro.h without
//! `NN_OPTION_`.
//!
//! neuro.h says what each does, and which are "living" (may be set while a network lives) and of
//! "layers" (may differ from layer to layer).

use std::marker::PhantomData;

use crate::choices::*;
use crate::ffi;
use crate::text::static_text;

/// An option, whose values are of the type `T`.
pub struct Key<T> {
    pub(crate) number: ffi::nn_option,
    values: PhantomData<fn(T) -> T>,
}

// Derived, these would ask the same of T.
impl<T> Clone for Key<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Key<T> {}

impl<T: Value> Key<T> {
    const fn new(number: ffi::nn_option) -> Self {
        Self {
            number,
            values: PhantomData,
        }
    }

    /// The name in neuro.h, such as `NN_OPTION_SEED`.
    pub fn name(self) -> &'static str {
        // SAFETY: takes any number, and answers a static string or NULL.
        unsafe { static_text(ffi::nn_option_name(self.number)) }.unwrap_or("unknown option")
    }
}

macro_rules! keys {
    ($($name:ident: $type:ty = $number:literal;)+) => {
        $(
            #[doc = concat!("`NN_OPTION_", stringify!($name), "`")]
            pub const $name: Key<$type> = Key::new($number);
        )+

        #[cfg(test)]
        const ALL: &[(&str, i32, bool)] =
            &[$((concat!("NN_OPTION_", stringify!($name)), $number, <$type>::IS_REAL)),+];
    };
}

keys! {
    TYPE: Precision = 1;
    SEED: i64 = 2;
    WORKERS: i64 = 3;
    LEARNING_RATE: f64 = 4;
    BATCH_SIZE: i64 = 5;
    EPOCHS: i64 = 6;
    INPUT_SCALING: Scaling = 7;
    OUTPUT: Output = 8;
    PROGRESS_INTERVAL: f64 = 9;
    ALLOW_NOT_FINITE: bool = 10;
    LOSS: Loss = 11;
    HUBER_DELTA: f64 = 12;
    LABEL_SMOOTHING: f64 = 13;
    BALANCE_CLASSES: bool = 14;
    ACTIVATION: Activation = 15;
    LEAKY_SLOPE: f64 = 16;
    ELU_ALPHA: f64 = 17;
    NORMALISATION: Normalisation = 18;
    NORMALISATION_EPSILON: f64 = 19;
    NORMALISATION_MOMENTUM: f64 = 20;
    DROPOUT: f64 = 21;
    INPUT_DROPOUT: f64 = 22;
    INITIALISATION: Initialisation = 23;
    INITIAL_BIAS: f64 = 24;
    OPTIMIZER: Optimizer = 25;
    MOMENTUM: f64 = 26;
    BETA1: f64 = 27;
    BETA2: f64 = 28;
    RMS_DECAY: f64 = 29;
    EPSILON: f64 = 30;
    RPROP_DECREASE: f64 = 31;
    RPROP_INCREASE: f64 = 32;
    RPROP_MINIMUM: f64 = 33;
    RPROP_MAXIMUM: f64 = 34;
    L1: f64 = 35;
    L2: f64 = 36;
    WEIGHT_DECAY: f64 = 37;
    CLIP_NORM: f64 = 38;
    CLIP_VALUE: f64 = 39;
    SCHEDULE: Schedule = 40;
    WARMUP_STEPS: i64 = 41;
    SCHEDULE_PERIOD: i64 = 42;
    SCHEDULE_FACTOR: f64 = 43;
    MINIMUM_RATE: f64 = 44;
    ONE_CYCLE_RISE: f64 = 45;
    ONE_CYCLE_START: f64 = 46;
    ONE_CYCLE_END: f64 = 47;
    PLATEAU_PATIENCE: i64 = 48;
    PLATEAU_THRESHOLD: f64 = 49;
    VALIDATION_SPLIT: f64 = 50;
    EARLY_STOPPING: i64 = 51;
    EARLY_STOPPING_DELTA: f64 = 52;
    ACCUMULATE: i64 = 53;
    SHUFFLE: bool = 54;
    KEEP_GRADIENTS: bool = 55;
    CSV_SEPARATOR: u8 = 56;
    CSV_MISSING: Missing = 57;
    CSV_TARGET: CsvTarget = 58;
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ptr;

    fn bounds_int(number: ffi::nn_option, greatest: &mut i64) -> ffi::nn_status {
        // SAFETY: one place to write to; the others may be NULL.
        unsafe { ffi::nn_option_bounds_int(number, ptr::null_mut(), greatest, ptr::null_mut()) }
    }

    fn bounds_real(number: ffi::nn_option, greatest: &mut f64) -> ffi::nn_status {
        // SAFETY: as above.
        unsafe { ffi::nn_option_bounds_real(number, ptr::null_mut(), greatest, ptr::null_mut()) }
    }

    /// The numbers are written down here once more; the library knows whether they are right.
    #[test]
    fn keys_are_those_of_the_library() {
        for (i, &(name, number, is_real)) in ALL.iter().enumerate() {
            assert_eq!(number, i as i32 + 1, "{name} is out of order");
            assert_eq!(Key::<i64>::new(number).name(), name);
            let status = if is_real {
                bounds_real(number, &mut 0.0)
            } else {
                bounds_int(number, &mut 0)
            };
            assert_eq!(status, ffi::NN_OK, "{name} is of the other kind");
        }
        let next = Key::<i64>::new(ALL.len() as i32 + 1);
        assert_eq!(next.name(), "unknown option");
    }

    fn last<T: Value>(key: Key<T>) -> Option<T> {
        let mut greatest = 0;
        assert_eq!(bounds_int(key.number, &mut greatest), ffi::NN_OK);
        assert!(T::from_raw(Raw::Int(greatest + 1)).is_none());
        T::from_raw(Raw::Int(greatest))
    }

    #[test]
    fn enumerations_end_where_the_library_has_them_end() {
        assert_eq!(last(TYPE), Some(Precision::Double));
        assert_eq!(last(INPUT_SCALING), Some(Scaling::Standard));
        assert_eq!(last(OUTPUT), Some(Output::Sigmoid));
        assert_eq!(last(LOSS), Some(Loss::Huber));
        assert_eq!(last(ACTIVATION), Some(Activation::Softplus));
        assert_eq!(last(NORMALISATION), Some(Normalisation::Layer));
        assert_eq!(last(INITIALISATION), Some(Initialisation::Zeros));
        assert_eq!(last(OPTIMIZER), Some(Optimizer::Rprop));
        assert_eq!(last(SCHEDULE), Some(Schedule::Plateau));
        assert_eq!(last(CSV_MISSING), Some(Missing::Median));
        assert_eq!(last(CSV_TARGET), Some(CsvTarget::Numbers));
    }
}
