/* SPDX-License-Identifier: MIT
 *
 * Networks: creation, steps of training, prediction, parameters.
 * A chapter of neuro.h.
 */
#if !defined(NEURO_H) || defined(NEURO_NETWORK_H)
#error "include <neuro.h> instead of its chapters"
#endif
#define NEURO_NETWORK_H

/* Layers with their parameters, what training keeps beside them, and worker threads. */
typedef struct nn_network nn_network;

/* Creates a network of dense layers in *out: layer_sizes[0] inputs, then the width of each layer,
 * the last being the outputs; layer_count >= 2 entries, each >= 1. options: a set of options, which
 * is copied, or NULL for all defaults: hidden layers are then ReLU, their weights drawn from a
 * normal distribution with standard deviation sqrt(2/inputs of the layer) (He et al. 2015), biases
 * 0, and outputs softmax. The caller destroys the network. *out is written only on success. Errors:
 * INVALID_ARGUMENT (NULL, fewer than two layers, a width of 0, sizes whose product overflows, a
 * loss that does not go with the output, options of layers that there are not), OUT_OF_MEMORY,
 * UNSUPPORTED (NEURO_TARGET). Safe from any thread. Since 0.1. */
NN_API nn_status nn_create(nn_network** out, const size_t* layer_sizes, size_t layer_count,
                           const nn_options* options) NN_NOEXCEPT;

/* Destroys a network and joins its worker threads; NULL does nothing. No other thread may be using
 * it. Since 0.1. */
NN_API void nn_destroy(nn_network* network) NN_NOEXCEPT;

/* The number of entries of layer_sizes the network was created with, and entry i of them; 0 for a
 * NULL network or an i that is too large. Safe from several threads. Since 0.1. */
NN_API size_t nn_layer_count(const nn_network* network) NN_NOEXCEPT;
NN_API size_t nn_layer_size(const nn_network* network, size_t i) NN_NOEXCEPT;

/* How many steps have changed the network's weights, by whatever function; checkpoints keep it. 0
 * for NULL. Safe from several threads while none changes the network. Since 0.1. */
NN_API int64_t nn_step_count(const nn_network* network) NN_NOEXCEPT;

/* Sets an option of a living network (those marked "living" above), from the next call on. Errors:
 * INVALID_ARGUMENT (NULL, an unknown option, the other kind, out of bounds, NaN, not living), and
 * then nothing is changed. The network must not be in use by another thread. Since 0.1. */
NN_API nn_status nn_set_int(nn_network* network, nn_option option, int64_t value) NN_NOEXCEPT;
NN_API nn_status nn_set_real(nn_network* network, nn_option option, double value) NN_NOEXCEPT;

/* Gets any option of a network. Errors: INVALID_ARGUMENT (NULL, an unknown option, the other
 * kind). Safe from several threads while none changes the network. Since 0.1. */
NN_API nn_status nn_get_int(const nn_network* network, nn_option option,
                            int64_t* value) NN_NOEXCEPT;
NN_API nn_status nn_get_real(const nn_network* network, nn_option option,
                             double* value) NN_NOEXCEPT;

/* Gets an option marked "layer" as layer 0 ... layer_count-2 of a network has it. Errors:
 * INVALID_ARGUMENT (NULL, layer, not an option of layers, the other kind). Safe from several
 * threads while none changes the network. Since 0.1. */
NN_API nn_status nn_get_layer_int(const nn_network* network, size_t layer, nn_option option,
                                  int64_t* value) NN_NOEXCEPT;
NN_API nn_status nn_get_layer_real(const nn_network* network, size_t layer, nn_option option,
                                   double* value) NN_NOEXCEPT;

/* Allocates everything, and starts the worker threads, for training on batches of up to max_rows
 * rows: from then on a step neither allocates nor starts a thread (but for the first step on the
 * brink of overflow, which copies the parameters). Optional: the first step of a new batch size
 * does the same. Errors: INVALID_ARGUMENT (NULL, 0, a size that overflows), OUT_OF_MEMORY, THREAD;
 * the network stays as it was. The network must not be in use by another thread. Since 0.1. */
NN_API nn_status nn_reserve(nn_network* network, size_t max_rows) NN_NOEXCEPT;

/* === Training and prediction ================================================= */

/* One synchronous step of the optimizer on the mean loss of the batch.
 *
 *   inputs   rows x layer_sizes[0]: NN_F32, NN_F64 or NN_U8 (pixels, taken as v/255)
 *   targets  class labels 0 ... outputs-1, one a row (NN_U8, NN_I32, NN_I64; softmax and sigmoid
 *            outputs, of one sigmoid output 0 and 1), or dense rows x outputs (NN_F32, NN_F64)
 *   rows     any number >= 1
 *   loss     NULL, or receives the batch's mean loss before the update, see NN_OUTPUT_ and NN_LOSS_
 *            (cross-entropies are in nats); label smoothing and class weights are in it, penalties
 *            are not
 *
 * Errors: INVALID_ARGUMENT (NULL, types, rows; inputs or dense targets that are not finite in the
 * network's type, labels out of range: the message names row and column), NOT_FINITE (the loss, a
 * gradient or what an update would make of a parameter is not finite: the learning rate is likely
 * too high; the message names step, layer and tensor), OUT_OF_MEMORY, THREAD. After an error the
 * network and *loss are as before. The arrays are only read, during the call. The network must not
 * be in use by another thread. Since 0.1. */
NN_API nn_status nn_train_batch(nn_network* network, const void* inputs, nn_type input_type,
                                const void* targets, nn_type target_type, size_t rows,
                                double* loss) NN_NOEXCEPT;

/* The network's outputs for each row of inputs: outputs is rows x layer_sizes[last], NN_F32 or
 * NN_F64; what they are, NN_OUTPUT_ says. inputs as in nn_train_batch(). A row's result does not
 * depend on the rows beside it. Errors: INVALID_ARGUMENT (NULL, types, rows of 0 or too many,
 * inputs that are not finite: row and column are named), OUT_OF_MEMORY; outputs is untouched then.
 * Safe from several threads at once on one network that is not being trained or changed. Since 0.1.
 */
NN_API nn_status nn_predict(const nn_network* network, const void* inputs, nn_type input_type,
                            size_t rows, void* outputs, nn_type output_type) NN_NOEXCEPT;

/* Copies the parameters of layer 0 ... layer_count-2 out of, or into, a network. weights:
 * [out][in] row-major (the layout of torch.nn.Linear); bias: [out]; both of the given type, NN_F32
 * or NN_F64, rounded to nearest where it is narrower. Errors: INVALID_ARGUMENT (NULL, layer, type;
 * when setting: a value that is not finite in the network's type, named by row and column), and
 * then neither the network nor the arrays are changed. Getting is safe from several threads while
 * none changes the network; setting needs the network to itself. Since 0.1. */
NN_API nn_status nn_get_parameters(const nn_network* network, size_t layer, void* weights,
                                   void* bias, nn_type type) NN_NOEXCEPT;
NN_API nn_status nn_set_parameters(nn_network* network, size_t layer, const void* weights,
                                   const void* bias, nn_type type) NN_NOEXCEPT;
