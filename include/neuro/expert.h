/* SPDX-License-Identifier: MIT
 *
 * For experts: gradients on their own, norms, the parameters of normalisations, memory.
 * A chapter of neuro.h.
 */
#if !defined(NEURO_H) || defined(NEURO_EXPERT_H)
#error "include <neuro.h> instead of its chapters"
#endif
#define NEURO_EXPERT_H

/* nn_train_batch() where rows count differently: each row's loss, and with it what it adds to the
 * gradient, is multiplied by its weight, a finite number >= 0; the mean is still over the number of
 * rows. weights: one a row. Errors as nn_train_batch(), and INVALID_ARGUMENT naming the row of a
 * weight that is negative or not finite in the network's type. Since 0.1. */
NN_API nn_status nn_train_batch_weighted(nn_network* network, const void* inputs,
                                         nn_type input_type, const void* targets,
                                         nn_type target_type, const double* weights, size_t rows,
                                         double* loss) NN_NOEXCEPT;

/* A training step in two halves, for those who want to look at gradients, change them, or add up
 * those of several machines. nn_compute_gradients() forms the gradient of the mean loss of a batch,
 * in place of the one before; nn_apply_gradients() makes the optimizer's step with it, clipping and
 * regularisation included. The two together give the bits of nn_train_batch(). Batch
 * normalisation's running moments, too, move with the second half. A step in between (such as
 * nn_train_batch()) takes the gradient away, until nn_gradients() is called. Arguments, errors and
 * thread-safety as nn_train_batch(); nn_apply_gradients() also has INVALID_ARGUMENT where there is
 * no gradient, and NOT_FINITE for a gradient that is not finite. Since 0.1. */
NN_API nn_status nn_compute_gradients(nn_network* network, const void* inputs, nn_type input_type,
                                      const void* targets, nn_type target_type, size_t rows,
                                      double* loss) NN_NOEXCEPT;
NN_API nn_status nn_apply_gradients(nn_network* network) NN_NOEXCEPT;

/* Where the gradients lie: *gradients receives the address of *count numbers of the network's
 * NN_OPTION_TYPE, contiguous, layer by layer: weights [out][in], bias [out] and, where the layer is
 * normalised, scale [out] and shift [out]. They belong to the network, stay in place until it is
 * destroyed and may be changed; they are zeros before the first gradient. From the first call on
 * nn_compute_gradients(), and each step with NN_OPTION_KEEP_GRADIENTS, writes them there, and
 * nn_apply_gradients() takes them from there. Errors: INVALID_ARGUMENT (NULL), OUT_OF_MEMORY. The
 * network must not be in use by another thread. Since 0.1. */
NN_API nn_status nn_gradients(nn_network* network, void** gradients, size_t* count) NN_NOEXCEPT;

/* Euclidean norms of a layer's parameters and of its last gradient that was kept
 * (nn_compute_gradients(), NN_OPTION_KEEP_GRADIENTS, NN_OPTION_CLIP_NORM before it clips); NaN for
 * a gradient that is not there. They are those of the last gradient even where its step has failed,
 * and do not see what a caller has changed in it. Set struct_size to sizeof(nn_norms) before the
 * call: the library fills no more than that. */
typedef struct nn_norms {
  size_t struct_size;
  double weights;
  double bias;
  double scale; /* 0 where the layer is not normalised, likewise below */
  double shift;
  double weight_gradient;
  double bias_gradient;
  double scale_gradient;
  double shift_gradient;
} nn_norms;

/* The norms of layer 0 ... layer_count-2. Errors: INVALID_ARGUMENT (NULL, layer, a struct_size
 * smaller than that of 0.1), OUT_OF_MEMORY. Safe from several threads while none changes the
 * network. Since 0.1. */
NN_API nn_status nn_layer_norms(const nn_network* network, size_t layer,
                                nn_norms* norms) NN_NOEXCEPT;

/* Copies the parameters of a layer's normalisation out of, or into, a network: scale and shift, and
 * with batch normalisation the running mean and variance (>= 0) that prediction uses, [out] each,
 * of the given type, NN_F32 or NN_F64. mean and variance are NULL for layer normalisation. Errors:
 * INVALID_ARGUMENT (NULL, layer, type, a layer that is not normalised; when setting: values that
 * are not finite in the network's type, a variance below 0), and then nothing is changed.
 * Thread-safety as nn_get_parameters() and nn_set_parameters(). Since 0.1. */
NN_API nn_status nn_get_normalisation(const nn_network* network, size_t layer, void* scale,
                                      void* shift, void* mean, void* variance,
                                      nn_type type) NN_NOEXCEPT;
NN_API nn_status nn_set_normalisation(nn_network* network, size_t layer, const void* scale,
                                      const void* shift, const void* mean, const void* variance,
                                      nn_type type) NN_NOEXCEPT;

/* How much memory a network of these sizes and options (or NULL) needs on this machine, before it
 * is created: *bytes receives the size of all arrays that nn_create() and nn_reserve(max_rows)
 * allocate: parameters, what the optimizer keeps, activations and deltas, gradients where they are
 * kept, room for one prediction by all workers. Some KiB of bookkeeping and the workers' stacks
 * come on top; a fit also takes 8 bytes a row for their order, and early stopping a copy of the
 * parameters. Nothing of that size is allocated. Errors: as nn_create(), OUT_OF_MEMORY also for
 * sizes that no address space has room for. Safe from any thread. Since 0.1. */
NN_API nn_status nn_memory_need(const size_t* layer_sizes, size_t layer_count,
                                const nn_options* options, size_t max_rows,
                                size_t* bytes) NN_NOEXCEPT;
