// SPDX-License-Identifier: MIT
//! The enumerations of neuro.h that options have for values, and what else may be an option's
//! value.

use crate::ffi;

/// An option's value as C takes it.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Raw {
    Int(i64),
    Real(f64),
}

/// What an option may be set to. Sealed: each option belongs to one of these types.
pub trait Value: sealed::Sealed + Copy {
    #[doc(hidden)]
    const IS_REAL: bool;
    #[doc(hidden)]
    fn to_raw(self) -> Raw;
    /// `None` for a number that a newer library has given a meaning.
    #[doc(hidden)]
    fn from_raw(raw: Raw) -> Option<Self>;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! values {
    ($($type:ty: $is_real:literal, |$value:ident| $to_raw:expr,
       $pattern:pat => $from_raw:expr;)+) => {$(
        impl sealed::Sealed for $type {}
        impl Value for $type {
            const IS_REAL: bool = $is_real;
            fn to_raw(self) -> Raw {
                let $value = self;
                $to_raw
            }
            fn from_raw(raw: Raw) -> Option<Self> {
                match raw {
                    $pattern => $from_raw,
                    _ => None,
                }
            }
        }
    )+};
}

values! {
    i64: false, |value| Raw::Int(value), Raw::Int(value) => Some(value);
    f64: true, |value| Raw::Real(value), Raw::Real(value) => Some(value);
    bool: false, |value| Raw::Int(value.into()), Raw::Int(value) => Some(value != 0);
    u8: false, |value| Raw::Int(value.into()), Raw::Int(value) => u8::try_from(value).ok();
}

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident = $number:expr),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($variant = $number as isize),+
        }

        values! {
            $name: false, |value| Raw::Int(value as i64),
            Raw::Int(number) => [$($name::$variant),+].into_iter().find(|&it| it as i64 == number);
        }
    )+};
}

choices! {
    /// The arithmetic of a whole network.
    Precision { Single = ffi::NN_F32, Double = ffi::NN_F64 }

    /// `NN_SCALING_`: what a fit learns about the scale of the inputs.
    Scaling { None = 0, MinMax = 1, Standard = 2 }

    /// `NN_OUTPUT_`: the last layer and its loss.
    Output { Softmax = 0, Identity = 1, Sigmoid = 2 }

    /// `NN_LOSS_`: the loss, where the output leaves a choice.
    Loss { Default = 0, Squared = 1, Absolute = 2, Huber = 3 }

    /// `NN_ACTIVATION_`: what a hidden layer makes of its sums.
    Activation {
        Identity = 0, Relu = 1, LeakyRelu = 2, Elu = 3, Selu = 4, Gelu = 5, Silu = 6, Tanh = 7,
        Sigmoid = 8, Softplus = 9,
    }

    /// `NN_NORMALISATION_`: of a layer's sums, before its activation.
    Normalisation { None = 0, Batch = 1, Layer = 2 }

    /// `NN_INITIALISATION_`: how a layer's weights begin.
    Initialisation {
        HeNormal = 0, HeUniform = 1, XavierNormal = 2, XavierUniform = 3, LecunNormal = 4,
        LecunUniform = 5, Zeros = 6,
    }

    /// `NN_OPTIMIZER_`.
    Optimizer {
        Sgd = 0, Momentum = 1, Nesterov = 2, Rmsprop = 3, Adagrad = 4, Adam = 5, AdamW = 6,
        Rprop = 7,
    }

    /// `NN_SCHEDULE_`: the learning rate of each step of a fit.
    Schedule { Constant = 0, Step = 1, Exponential = 2, Cosine = 3, OneCycle = 4, Plateau = 5 }

    /// `NN_MISSING_`: what becomes of empty cells in a CSV file's input columns.
    Missing { Refuse = 0, Zero = 1, Mean = 2, Median = 3 }

    /// `NN_CSV_TARGET_`: how a CSV file's label column is read.
    CsvTarget { Automatic = 0, Numbers = 1 }
}
