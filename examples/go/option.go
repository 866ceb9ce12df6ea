// SPDX-License-Identifier: MIT
//
// The keys of all options, each with the type of its values. neuro.h says what each does, and which
// are "living" (may be set while a network lives) and of "layers" (may differ from layer to layer).

package neuro

// #include <neuro.h>
import "C"

// Value is what an option may be set to: a number, or one of an enumeration such as Optimizer.
type Value interface{ ~int64 | ~float64 }

// Option is an option whose values are of the type T.
type Option[T Value] int32

const (
	OptionType                  Option[Precision]      = C.NN_OPTION_TYPE
	OptionSeed                  Option[int64]          = C.NN_OPTION_SEED
	OptionWorkers               Option[int64]          = C.NN_OPTION_WORKERS
	OptionLearningRate          Option[float64]        = C.NN_OPTION_LEARNING_RATE
	OptionBatchSize             Option[int64]          = C.NN_OPTION_BATCH_SIZE
	OptionEpochs                Option[int64]          = C.NN_OPTION_EPOCHS
	OptionInputScaling          Option[Scaling]        = C.NN_OPTION_INPUT_SCALING
	OptionOutput                Option[Output]         = C.NN_OPTION_OUTPUT
	OptionProgressInterval      Option[float64]        = C.NN_OPTION_PROGRESS_INTERVAL
	OptionAllowNotFinite        Option[int64]          = C.NN_OPTION_ALLOW_NOT_FINITE
	OptionLoss                  Option[Loss]           = C.NN_OPTION_LOSS
	OptionHuberDelta            Option[float64]        = C.NN_OPTION_HUBER_DELTA
	OptionLabelSmoothing        Option[float64]        = C.NN_OPTION_LABEL_SMOOTHING
	OptionBalanceClasses        Option[int64]          = C.NN_OPTION_BALANCE_CLASSES
	OptionActivation            Option[Activation]     = C.NN_OPTION_ACTIVATION
	OptionLeakySlope            Option[float64]        = C.NN_OPTION_LEAKY_SLOPE
	OptionELUAlpha              Option[float64]        = C.NN_OPTION_ELU_ALPHA
	OptionNormalisation         Option[Normalisation]  = C.NN_OPTION_NORMALISATION
	OptionNormalisationEpsilon  Option[float64]        = C.NN_OPTION_NORMALISATION_EPSILON
	OptionNormalisationMomentum Option[float64]        = C.NN_OPTION_NORMALISATION_MOMENTUM
	OptionDropout               Option[float64]        = C.NN_OPTION_DROPOUT
	OptionInputDropout          Option[float64]        = C.NN_OPTION_INPUT_DROPOUT
	OptionInitialisation        Option[Initialisation] = C.NN_OPTION_INITIALISATION
	OptionInitialBias           Option[float64]        = C.NN_OPTION_INITIAL_BIAS
	OptionOptimizer             Option[Optimizer]      = C.NN_OPTION_OPTIMIZER
	OptionMomentum              Option[float64]        = C.NN_OPTION_MOMENTUM
	OptionBeta1                 Option[float64]        = C.NN_OPTION_BETA1
	OptionBeta2                 Option[float64]        = C.NN_OPTION_BETA2
	OptionRMSDecay              Option[float64]        = C.NN_OPTION_RMS_DECAY
	OptionEpsilon               Option[float64]        = C.NN_OPTION_EPSILON
	OptionRpropDecrease         Option[float64]        = C.NN_OPTION_RPROP_DECREASE
	OptionRpropIncrease         Option[float64]        = C.NN_OPTION_RPROP_INCREASE
	OptionRpropMinimum          Option[float64]        = C.NN_OPTION_RPROP_MINIMUM
	OptionRpropMaximum          Option[float64]        = C.NN_OPTION_RPROP_MAXIMUM
	OptionL1                    Option[float64]        = C.NN_OPTION_L1
	OptionL2                    Option[float64]        = C.NN_OPTION_L2
	OptionWeightDecay           Option[float64]        = C.NN_OPTION_WEIGHT_DECAY
	OptionClipNorm              Option[float64]        = C.NN_OPTION_CLIP_NORM
	OptionClipValue             Option[float64]        = C.NN_OPTION_CLIP_VALUE
	OptionSchedule              Option[Schedule]       = C.NN_OPTION_SCHEDULE
	OptionWarmupSteps           Option[int64]          = C.NN_OPTION_WARMUP_STEPS
	OptionSchedulePeriod        Option[int64]          = C.NN_OPTION_SCHEDULE_PERIOD
	OptionScheduleFactor        Option[float64]        = C.NN_OPTION_SCHEDULE_FACTOR
	OptionMinimumRate           Option[float64]        = C.NN_OPTION_MINIMUM_RATE
	OptionOneCycleRise          Option[float64]        = C.NN_OPTION_ONE_CYCLE_RISE
	OptionOneCycleStart         Option[float64]        = C.NN_OPTION_ONE_CYCLE_START
	OptionOneCycleEnd           Option[float64]        = C.NN_OPTION_ONE_CYCLE_END
	OptionPlateauPatience       Option[int64]          = C.NN_OPTION_PLATEAU_PATIENCE
	OptionPlateauThreshold      Option[float64]        = C.NN_OPTION_PLATEAU_THRESHOLD
	OptionValidationSplit       Option[float64]        = C.NN_OPTION_VALIDATION_SPLIT
	OptionEarlyStopping         Option[int64]          = C.NN_OPTION_EARLY_STOPPING
	OptionEarlyStoppingDelta    Option[float64]        = C.NN_OPTION_EARLY_STOPPING_DELTA
	OptionAccumulate            Option[int64]          = C.NN_OPTION_ACCUMULATE
	OptionShuffle               Option[int64]          = C.NN_OPTION_SHUFFLE
	OptionKeepGradients         Option[int64]          = C.NN_OPTION_KEEP_GRADIENTS
	OptionCSVSeparator          Option[int64]          = C.NN_OPTION_CSV_SEPARATOR
	OptionCSVMissing            Option[Missing]        = C.NN_OPTION_CSV_MISSING
	OptionCSVTarget             Option[CSVTarget]      = C.NN_OPTION_CSV_TARGET
)

// String is the name in neuro.h, such as "NN_OPTION_SEED".
func (o Option[T]) String() string {
	name, ok := goString(C.nn_option_name(C.nn_option(o)))
	if !ok {
		return "unknown option"
	}
	return name
}

// isReal tells the two kinds of options apart: a half is something for real numbers only.
func (o Option[T]) isReal() bool {
	return T(1)/T(2) != 0
}
