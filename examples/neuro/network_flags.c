/* SPDX-License-Identifier: MIT
 *
 * The table of the options of `neuro train` that are options of a network.
 */
#include "network_options.h"

#define LAYERS FLAG_PER_LAYER
#define LIVES FLAG_MAY_CHANGE
#define NUMBER(name, argument, option, traits, help) \
  { name, argument, help, take_network_flag, 0, option, 0, traits }
#define SWITCH(name, option, value, help) \
  { name, NULL, help, take_network_flag, 0, option, value, 0 }
#define HEADING(help) \
  { NULL, NULL, help, NULL, 0, 0, 0, 0 }

static const struct flag flags[] = {
    HEADING("The network (where values may differ from layer to layer, separate them by commas):"),
    NUMBER("output", "O", NN_OPTION_OUTPUT, 0,
           "softmax: one of the classes; sigmoid: a yes or no for each class, or for two classes "
           "one; identity: numbers, with --target numbers (softmax, or with that, identity)"),
    NUMBER("loss", "L", NN_OPTION_LOSS, 0,
           "of --output identity: squared, absolute or huber (squared; of others cross-entropy)"),
    NUMBER("huber-delta", "D", NN_OPTION_HUBER_DELTA, 0,
           "where --loss huber goes over from squares to a line (1)"),
    NUMBER("activation", "A[,A...]", NN_OPTION_ACTIVATION, LAYERS,
           "of hidden layers: relu, leaky-relu, elu, selu, gelu, silu, tanh, sigmoid, softplus or "
           "identity (relu)"),
    NUMBER("leaky-slope", "S[,S...]", NN_OPTION_LEAKY_SLOPE, LAYERS,
           "of leaky-relu below 0 (0.01)"),
    NUMBER("elu-alpha", "A[,A...]", NN_OPTION_ELU_ALPHA, LAYERS, "of elu (1)"),
    NUMBER("normalisation", "N[,N...]", NN_OPTION_NORMALISATION, LAYERS,
           "before the activation of hidden layers: none, batch or layer (none)"),
    NUMBER("normalisation-epsilon", "E", NN_OPTION_NORMALISATION_EPSILON, 0,
           "added to the variance (1e-5)"),
    NUMBER("normalisation-momentum", "M", NN_OPTION_NORMALISATION_MOMENTUM, LIVES,
           "the weight of a batch in the running mean and variance (0.1)"),
    NUMBER("dropout", "P[,P...]", NN_OPTION_DROPOUT, LAYERS,
           "the probability that a hidden layer's output is left out in training (0)"),
    NUMBER("input-dropout", "P", NN_OPTION_INPUT_DROPOUT, 0, "likewise of inputs (0)"),
    NUMBER("init", "I[,I...]", NN_OPTION_INITIALISATION, LAYERS,
           "how weights begin: he-normal, he-uniform, xavier-normal, xavier-uniform, lecun-normal, "
           "lecun-uniform or zeros; may have one more value, for the last layer (he-normal)"),
    NUMBER("initial-bias", "B[,B...]", NN_OPTION_INITIAL_BIAS, LAYERS,
           "what biases begin with; likewise (0)"),
    NUMBER("scaling", "S", NN_OPTION_INPUT_SCALING, 0,
           "of each input: none, min-max or standard (min-max for CSV, none for IDX, whose pixels "
           "are taken as 0 ... 1)"),
    SWITCH("f64", NN_OPTION_TYPE, NN_F64, "double precision"),
    NUMBER("seed", "N", NN_OPTION_SEED, 0,
           "decides weights, the order of rows, dropout, what is held out (0)"),

    HEADING("Training:"),
    NUMBER("epochs", "N", NN_OPTION_EPOCHS, LIVES, "passes over the data, in all (5)"),
    NUMBER("batch", "N", NN_OPTION_BATCH_SIZE, 0,
           "rows a step; 0: all of them (32; with --optimizer rprop 0)"),
    NUMBER("rate", "R", NN_OPTION_LEARNING_RATE, LIVES,
           "learning rate (0.1; 0.01 with rmsprop, adagrad and rprop, 0.001 with adam and adamw)"),
    NUMBER("optimizer", "O", NN_OPTION_OPTIMIZER, 0,
           "sgd, momentum, nesterov, rmsprop, adagrad, adam, adamw or rprop (sgd)"),
    NUMBER("momentum", "M", NN_OPTION_MOMENTUM, LIVES, "of momentum and nesterov (0.9)"),
    NUMBER("beta1", "B", NN_OPTION_BETA1, LIVES, "of adam and adamw (0.9)"),
    NUMBER("beta2", "B", NN_OPTION_BETA2, LIVES, "likewise (0.999)"),
    NUMBER("rms-decay", "D", NN_OPTION_RMS_DECAY, LIVES, "of rmsprop (0.99)"),
    NUMBER("epsilon", "E", NN_OPTION_EPSILON, LIVES,
           "of rmsprop, adagrad, adam and adamw, added to the root they divide by (1e-8)"),
    NUMBER("rprop-decrease", "F", NN_OPTION_RPROP_DECREASE, LIVES,
           "of rprop: the factor of a step whose gradient has changed its sign (0.5)"),
    NUMBER("rprop-increase", "F", NN_OPTION_RPROP_INCREASE, LIVES, "or has not (1.2)"),
    NUMBER("rprop-minimum", "S", NN_OPTION_RPROP_MINIMUM, LIVES, "the least step (1e-6)"),
    NUMBER("rprop-maximum", "S", NN_OPTION_RPROP_MAXIMUM, LIVES, "the largest step (50)"),
    NUMBER("schedule", "S", NN_OPTION_SCHEDULE, LIVES,
           "of the learning rate: constant, step, exponential, cosine, one-cycle or plateau "
           "(constant)"),
    NUMBER("warmup", "N", NN_OPTION_WARMUP_STEPS, LIVES,
           "steps at the beginning in which the rate rises from 0 (0)"),
    NUMBER("schedule-period", "N", NN_OPTION_SCHEDULE_PERIOD, LIVES,
           "of step: epochs from one to the next (10)"),
    NUMBER("schedule-factor", "F", NN_OPTION_SCHEDULE_FACTOR, LIVES,
           "of step, exponential and plateau: what the rate is multiplied by (0.1)"),
    NUMBER("minimum-rate", "R", NN_OPTION_MINIMUM_RATE, LIVES,
           "where cosine ends; the least rate of plateau (0)"),
    NUMBER("one-cycle-rise", "PART", NN_OPTION_ONE_CYCLE_RISE, LIVES,
           "of one-cycle: the part of the steps in which the rate rises (0.3)"),
    NUMBER("one-cycle-start", "D", NN_OPTION_ONE_CYCLE_START, LIVES,
           "what the rate is divided by for the first step (25)"),
    NUMBER("one-cycle-end", "D", NN_OPTION_ONE_CYCLE_END, LIVES,
           "and that again for the last one (1e4)"),
    NUMBER("plateau-patience", "N", NN_OPTION_PLATEAU_PATIENCE, LIVES,
           "of plateau: epochs without a better loss that are borne (10)"),
    NUMBER("plateau-threshold", "T", NN_OPTION_PLATEAU_THRESHOLD, LIVES,
           "better is less than the best times 1 - T (1e-4)"),
    NUMBER("early-stopping", "N", NN_OPTION_EARLY_STOPPING, LIVES,
           "end after N epochs that were not better than the best, whose weights are kept (off)"),
    NUMBER("early-stopping-delta", "D", NN_OPTION_EARLY_STOPPING_DELTA, LIVES,
           "by how much the loss must be less to be better (0)"),
    NUMBER("accumulate", "N", NN_OPTION_ACCUMULATE, LIVES,
           "batches whose gradients are added up before each step (1)"),
    SWITCH("no-shuffle", NN_OPTION_SHUFFLE, 0, "take rows as they come"),

    HEADING("Against overfitting and instability:"),
    NUMBER("l1", "W", NN_OPTION_L1, LIVES, "weight of the sum of the weights' magnitudes (0)"),
    NUMBER("l2", "W", NN_OPTION_L2, LIVES, "weight of half the sum of their squares (0)"),
    NUMBER("weight-decay", "D", NN_OPTION_WEIGHT_DECAY, LIVES,
           "decoupled from the gradient (0; with adamw 0.01)"),
    NUMBER("clip-norm", "N", NN_OPTION_CLIP_NORM, LIVES,
           "the largest norm of a gradient; a larger one is scaled down (0: off)"),
    NUMBER("clip-value", "V", NN_OPTION_CLIP_VALUE, LIVES,
           "the largest magnitude of its elements; larger ones are cut (0: off)"),
    NUMBER("label-smoothing", "E", NN_OPTION_LABEL_SMOOTHING, LIVES,
           "the part of each target that all classes share (0)"),
    SWITCH("balance-classes", NN_OPTION_BALANCE_CLASSES, 1,
           "let rare classes count as much as frequent ones"),
};

#undef LAYERS
#undef LIVES
#undef NUMBER
#undef SWITCH
#undef HEADING

enum { COUNT = sizeof flags / sizeof *flags };
typedef char flags_fit_given[(int)COUNT <= (int)MAX_NETWORK_FLAGS ? 1 : -1];

const struct flag_table network_flags = {flags, COUNT};
