// SPDX-License-Identifier: MIT
//
// The enumerations of neuro.h that options have for values, numbered as there.

package neuro

// #include <neuro.h>
import "C"

// Precision is the arithmetic of a whole network.
type Precision int64

const (
	PrecisionSingle Precision = C.NN_F32
	PrecisionDouble Precision = C.NN_F64
)

// Scaling is what a fit learns about the scale of the inputs.
type Scaling int64

const (
	ScalingNone     Scaling = C.NN_SCALING_NONE
	ScalingMinMax   Scaling = C.NN_SCALING_MIN_MAX
	ScalingStandard Scaling = C.NN_SCALING_STANDARD
)

// Output is the last layer and its loss.
type Output int64

const (
	OutputSoftmax  Output = C.NN_OUTPUT_SOFTMAX
	OutputIdentity Output = C.NN_OUTPUT_IDENTITY
	OutputSigmoid  Output = C.NN_OUTPUT_SIGMOID
)

// Loss is the loss, where the output leaves a choice.
type Loss int64

const (
	LossDefault  Loss = C.NN_LOSS_DEFAULT
	LossSquared  Loss = C.NN_LOSS_SQUARED
	LossAbsolute Loss = C.NN_LOSS_ABSOLUTE
	LossHuber    Loss = C.NN_LOSS_HUBER
)

// Activation is what a hidden layer makes of its sums.
type Activation int64

const (
	ActivationIdentity  Activation = C.NN_ACTIVATION_IDENTITY
	ActivationReLU      Activation = C.NN_ACTIVATION_RELU
	ActivationLeakyReLU Activation = C.NN_ACTIVATION_LEAKY_RELU
	ActivationELU       Activation = C.NN_ACTIVATION_ELU
	ActivationSELU      Activation = C.NN_ACTIVATION_SELU
	ActivationGELU      Activation = C.NN_ACTIVATION_GELU
	ActivationSiLU      Activation = C.NN_ACTIVATION_SILU
	ActivationTanh      Activation = C.NN_ACTIVATION_TANH
	ActivationSigmoid   Activation = C.NN_ACTIVATION_SIGMOID
	ActivationSoftplus  Activation = C.NN_ACTIVATION_SOFTPLUS
)

// Normalisation is of a layer's sums, before its activation.
type Normalisation int64

const (
	NormalisationNone  Normalisation = C.NN_NORMALISATION_NONE
	NormalisationBatch Normalisation = C.NN_NORMALISATION_BATCH
	NormalisationLayer Normalisation = C.NN_NORMALISATION_LAYER
)

// Initialisation is how a layer's weights begin.
type Initialisation int64

const (
	InitialisationHeNormal      Initialisation = C.NN_INITIALISATION_HE_NORMAL
	InitialisationHeUniform     Initialisation = C.NN_INITIALISATION_HE_UNIFORM
	InitialisationXavierNormal  Initialisation = C.NN_INITIALISATION_XAVIER_NORMAL
	InitialisationXavierUniform Initialisation = C.NN_INITIALISATION_XAVIER_UNIFORM
	InitialisationLeCunNormal   Initialisation = C.NN_INITIALISATION_LECUN_NORMAL
	InitialisationLeCunUniform  Initialisation = C.NN_INITIALISATION_LECUN_UNIFORM
	InitialisationZeros         Initialisation = C.NN_INITIALISATION_ZEROS
)

// Optimizer is what makes a step of a gradient.
type Optimizer int64

const (
	OptimizerSGD      Optimizer = C.NN_OPTIMIZER_SGD
	OptimizerMomentum Optimizer = C.NN_OPTIMIZER_MOMENTUM
	OptimizerNesterov Optimizer = C.NN_OPTIMIZER_NESTEROV
	OptimizerRMSprop  Optimizer = C.NN_OPTIMIZER_RMSPROP
	OptimizerAdagrad  Optimizer = C.NN_OPTIMIZER_ADAGRAD
	OptimizerAdam     Optimizer = C.NN_OPTIMIZER_ADAM
	OptimizerAdamW    Optimizer = C.NN_OPTIMIZER_ADAMW
	OptimizerRprop    Optimizer = C.NN_OPTIMIZER_RPROP
)

// Schedule is what gives each step of a fit its learning rate.
type Schedule int64

const (
	ScheduleConstant    Schedule = C.NN_SCHEDULE_CONSTANT
	ScheduleStep        Schedule = C.NN_SCHEDULE_STEP
	ScheduleExponential Schedule = C.NN_SCHEDULE_EXPONENTIAL
	ScheduleCosine      Schedule = C.NN_SCHEDULE_COSINE
	ScheduleOneCycle    Schedule = C.NN_SCHEDULE_ONE_CYCLE
	SchedulePlateau     Schedule = C.NN_SCHEDULE_PLATEAU
)

// Missing is what becomes of empty cells in a CSV file's input columns.
type Missing int64

const (
	MissingRefuse Missing = C.NN_MISSING_REFUSE
	MissingZero   Missing = C.NN_MISSING_ZERO
	MissingMean   Missing = C.NN_MISSING_MEAN
	MissingMedian Missing = C.NN_MISSING_MEDIAN
)

// CSVTarget is how a CSV file's label column is read.
type CSVTarget int64

const (
	CSVTargetAutomatic CSVTarget = C.NN_CSV_TARGET_AUTOMATIC
	CSVTargetNumbers   CSVTarget = C.NN_CSV_TARGET_NUMBERS
)
