/* SPDX-License-Identifier: MIT
 *
 * Model files: saving and loading networks, checkpoints, metadata.
 * A chapter of neuro.h.
 *
 * A model file is in the safetensors format, which Python, Rust and others read without this
 * library: layer N's parameters are the tensors "layers.N.weight", [out][in] as in torch.nn.Linear,
 * and "layers.N.bias", F32 or F64, little-endian; where it is normalised also
 * "layers.N.norm.weight" and "layers.N.norm.bias" (scale and shift), and by batches
 * "layers.N.norm.running_mean" and "layers.N.norm.running_var". Everything else is text in
 * "__metadata__": the layers' sizes and what they do, output, loss and input scaling, the options a
 * network was trained with, its history, and what nn_set_metadata() adds. How parameters begin
 * (NN_OPTION_INITIALISATION) is not saved. The same network gives the same bytes on every machine.
 * Files of every released version stay readable; a version that does not know something in a file
 * that changes predictions refuses it.
 *
 * A checkpoint also holds where training stands, so that it can go on exactly as if it had never
 * been stopped: after any batch of nn_fit(), in another process, with another number of workers.
 * What an optimizer keeps for each parameter are the tensors "optimizer.0.layers..." (and
 * "optimizer.1.layers..." where it keeps two numbers), the parameters of the best epoch so far, if
 * NN_OPTION_EARLY_STOPPING has any, "best.layers...".
 */
#if !defined(NEURO_H) || defined(NEURO_FILE_H)
#error "include <neuro.h> instead of its chapters"
#endif
#define NEURO_FILE_H

/* Saves a network as a model file, or as a checkpoint. What is at path is replaced as a whole, or
 * in case of an error not at all: the bytes go to an unnamed file in the same directory, which gets
 * its name when it is complete and on the disk. (Only if the directory itself cannot be synced in
 * the end, the error comes with the new file in place.) A file that is replaced passes on its
 * permissions; a symbolic link stays, and the file it points to is replaced. A process that is
 * killed leaves the old file or the new one; where the file system has no unnamed files, or in the
 * instant of replacing, it may also leave a file ".NAME.neuro-saving...", which a later save to the
 * same path removes. The directory must be readable and writable. Errors: INVALID_ARGUMENT (NULL),
 * IO (the path and the system's reason; something at path that is not a regular file, or that may
 * not be written), UNSUPPORTED (more than 65536 layers or 131072 tensors, or more text than the
 * 100 MB that a header may have: a scaling of some 2 million inputs), OUT_OF_MEMORY. Safe from
 * several threads while none changes the network; of several that save to one path at once, one
 * wins. A progress callback may save the network that is being fitted. Since 0.1. */
NN_API nn_status nn_save(const nn_network* network, const char* path) NN_NOEXCEPT;
NN_API nn_status nn_save_checkpoint(const nn_network* network, const char* path) NN_NOEXCEPT;

/* The same, to memory. *size receives how many bytes the file has; where capacity is less than that
 * nothing is written to buffer, which is INVALID_ARGUMENT, unless buffer is NULL and capacity 0:
 * then size is all that is asked for. Errors: INVALID_ARGUMENT, UNSUPPORTED, OUT_OF_MEMORY. Safe
 * from several threads while none changes the network. Since 0.1. */
NN_API nn_status nn_save_buffer(const nn_network* network, void* buffer, size_t capacity,
                                size_t* size) NN_NOEXCEPT;
NN_API nn_status nn_save_checkpoint_buffer(const nn_network* network, void* buffer, size_t capacity,
                                           size_t* size) NN_NOEXCEPT;

/* Creates a network in *out from a model file or checkpoint, or from one in memory, which is only
 * read during the call. options: or NULL; those that have been set in it replace the file's (with
 * another NN_OPTION_TYPE, parameters are converted), but those that say what the network is must be
 * the file's: NN_OPTION_OUTPUT, _LOSS, _HUBER_DELTA, _INPUT_SCALING, _NORMALISATION_EPSILON, and of
 * layers _ACTIVATION (with _LEAKY_SLOPE or _ELU_ALPHA, where the activation has one) and
 * _NORMALISATION. Dropout may be replaced, for all layers or one by one. With another
 * NN_OPTION_OPTIMIZER than a checkpoint's, what its optimizer has kept is left out, and the new one
 * begins as in a new network; the learning rate stays the file's unless it is set as well.
 * NN_OPTION_WORKERS, NN_OPTION_PROGRESS_INTERVAL, NN_OPTION_ALLOW_NOT_FINITE and
 * NN_OPTION_KEEP_GRADIENTS are never taken from a file. Getters answer what the file and options
 * have come to: an option of layers has the value that all hidden layers agree on, else its default
 * (or what options say), and each layer its own. The caller destroys the network.
 *
 * The file is trusted in nothing: all of it is checked before *out is written, and nothing is
 * allocated for a size it claims before that size has been checked against its length. Beside the
 * network itself loading takes 64 KiB and a few times the length of the file's header, which has at
 * most 100 MB and for most networks less than a page.
 *
 * Errors: INVALID_ARGUMENT (NULL, options that contradict the file), IO (cannot open or read, not a
 * regular file), FORMAT (not a model file, damaged, parameters that are not finite, a variance
 * below 0: the message names byte, tensor or metadata), UNSUPPORTED (a newer format version,
 * something this version does not know, NEURO_TARGET), OUT_OF_MEMORY. Safe from any thread. Since
 * 0.1. */
NN_API nn_status nn_load(nn_network** out, const char* path, const nn_options* options) NN_NOEXCEPT;
NN_API nn_status nn_load_buffer(nn_network** out, const void* data, size_t size,
                                const nn_options* options) NN_NOEXCEPT;

/* Replaces all parameters of a network by those of any safetensors file of F32 or F64 tensors, such
 * as the state_dict of a PyTorch nn.Sequential of Linear, BatchNorm1d, LayerNorm and activation
 * modules. The file must hold for each layer one "NAME.weight", [out][in], and one "NAME.bias"; for
 * each normalised layer behind that another "NAME.weight", [out], and "NAME.bias", and beside them,
 * where it is normalised by batches, "NAME.running_mean" and "NAME.running_var"; and nothing else
 * (but "NAME.num_batches_tracked", which is not needed, and what checkpoints of this library have
 * beside their network). Modules are taken in the order of their names, numbers in them compared as
 * numbers ("2" before "10"). Everything else about the network stays as it is: options, input
 * scaling, history, metadata, what its optimizer keeps. Errors: INVALID_ARGUMENT (NULL; tensors
 * that do not fit the network, by name), IO, FORMAT (also a running variance below 0), UNSUPPORTED
 * (another element type), OUT_OF_MEMORY; the network is unchanged then. The network must not be in
 * use by another thread. Since 0.1. */
NN_API nn_status nn_load_parameters(nn_network* network, const char* path) NN_NOEXCEPT;

/* Text that belongs to a network and is saved with it: class names, units, where the data came
 * from. Setting copies; a value of NULL removes the key, which is no error if there is none. Both
 * are UTF-8; a key has 1 ... 255 bytes and does not begin with "neuro.". A value has at most 1 MiB
 * and all of it 16 MiB as it is written in the file: in quotation marks, where a quotation mark, a
 * backslash or a control character takes 2 to 6 bytes. There are at most 4096 keys. Errors:
 * INVALID_ARGUMENT (NULL, key, value), OUT_OF_MEMORY; nothing is changed then. The network must not
 * be in use by another thread. Since 0.1. */
NN_API nn_status nn_set_metadata(nn_network* network, const char* key,
                                 const char* value) NN_NOEXCEPT;

/* The value of a key, or NULL if there is none (or network or key is NULL); it belongs to the
 * network until metadata are set or it is destroyed. And the number of keys and key i of them in
 * ascending order, NULL if i is too large: whatever a file had in its metadata that this version
 * of the library has no use for is among them. Safe from several threads while none changes the
 * network. Since 0.1. */
NN_API const char* nn_metadata(const nn_network* network, const char* key) NN_NOEXCEPT;
NN_API size_t nn_metadata_count(const nn_network* network) NN_NOEXCEPT;
NN_API const char* nn_metadata_key(const nn_network* network, size_t i) NN_NOEXCEPT;
