# SPDX-License-Identifier: MIT
"""The prototypes of the functions in neuro.h, so that ctypes checks and converts all arguments; a call
that fails raises what its status says."""

from ctypes import POINTER, c_char_p, c_double, c_int32, c_int64, c_size_t, c_void_p

from neuro_abi import (AugmentFunction, DatasetHandle, Epoch, EvaluationHandle, Metrics,
                       NetworkHandle, Norms, OptionsHandle, Progress, ProgressFunction, Stream,
                       check, lib)

_option = _metric = _element = _STATUS = c_int32
_array, _size = (c_void_p, _element), c_size_t
_integer, _real, _sizes, _rows = (POINTER(kind) for kind in (c_int64, c_double, c_size_t, c_int64))
_watch = (ProgressFunction, c_void_p)
_fit = (_STATUS, NetworkHandle, DatasetHandle, DatasetHandle, *_watch)

PROTOTYPES = {
    # status.h
    "nn_last_error": (c_char_p,),
    "nn_status_name": (c_char_p, c_int32),
    "nn_version_string": (c_char_p,),
    "nn_version": (c_int32,),
    "nn_cpu_target": (c_char_p,),
    # options.h
    "nn_options_create": (_STATUS, POINTER(OptionsHandle)),
    "nn_options_destroy": (None, OptionsHandle),
    "nn_options_set_int": (_STATUS, OptionsHandle, _option, c_int64),
    "nn_options_set_real": (_STATUS, OptionsHandle, _option, c_double),
    "nn_options_get_int": (_STATUS, OptionsHandle, _option, _integer),
    "nn_options_get_real": (_STATUS, OptionsHandle, _option, _real),
    "nn_options_set_layer_int": (_STATUS, OptionsHandle, _size, _option, c_int64),
    "nn_options_set_layer_real": (_STATUS, OptionsHandle, _size, _option, c_double),
    "nn_options_get_layer_int": (_STATUS, OptionsHandle, _size, _option, _integer),
    "nn_options_get_layer_real": (_STATUS, OptionsHandle, _size, _option, _real),
    "nn_option_bounds_int": (_STATUS, _option, _integer, _integer, _integer),
    "nn_option_bounds_real": (_STATUS, _option, _real, _real, _real),
    "nn_option_name": (c_char_p, _option),
    # network.h
    "nn_create": (_STATUS, POINTER(NetworkHandle), _sizes, _size, OptionsHandle),
    "nn_destroy": (None, NetworkHandle),
    "nn_layer_count": (_size, NetworkHandle),
    "nn_layer_size": (_size, NetworkHandle, _size),
    "nn_step_count": (c_int64, NetworkHandle),
    "nn_set_int": (_STATUS, NetworkHandle, _option, c_int64),
    "nn_set_real": (_STATUS, NetworkHandle, _option, c_double),
    "nn_get_int": (_STATUS, NetworkHandle, _option, _integer),
    "nn_get_real": (_STATUS, NetworkHandle, _option, _real),
    "nn_get_layer_int": (_STATUS, NetworkHandle, _size, _option, _integer),
    "nn_get_layer_real": (_STATUS, NetworkHandle, _size, _option, _real),
    "nn_reserve": (_STATUS, NetworkHandle, _size),
    "nn_train_batch": (_STATUS, NetworkHandle, *_array, *_array, _size, _real),
    "nn_predict": (_STATUS, NetworkHandle, *_array, _size, *_array),
    "nn_get_parameters": (_STATUS, NetworkHandle, _size, c_void_p, *_array),
    "nn_set_parameters": (_STATUS, NetworkHandle, _size, c_void_p, *_array),
    # dataset.h
    "nn_dataset_create": (_STATUS, POINTER(DatasetHandle), *_array, _size, _size, *_array, _size),
    "nn_dataset_load_csv": (_STATUS, POINTER(DatasetHandle), c_char_p, c_int64),
    "nn_dataset_load_csv_with": (_STATUS, POINTER(DatasetHandle), c_char_p, c_int64, OptionsHandle,
                                 DatasetHandle),
    "nn_dataset_class_name": (c_char_p, DatasetHandle, _size),
    "nn_dataset_column_name": (c_char_p, DatasetHandle, _size),
    "nn_dataset_load_idx": (_STATUS, POINTER(DatasetHandle), c_char_p, c_char_p),
    "nn_dataset_select": (_STATUS, POINTER(DatasetHandle), DatasetHandle, _rows, _size),
    "nn_dataset_split": (_STATUS, POINTER(DatasetHandle), POINTER(DatasetHandle), DatasetHandle,
                         c_double, c_int64),
    "nn_dataset_set_weights": (_STATUS, DatasetHandle, _real),
    "nn_dataset_get_weights": (_STATUS, DatasetHandle, _size, _size, _real),
    "nn_dataset_destroy": (None, DatasetHandle),
    "nn_dataset_rows": (_size, DatasetHandle),
    "nn_dataset_cols": (_size, DatasetHandle),
    "nn_dataset_target_cols": (_size, DatasetHandle),
    "nn_dataset_classes": (_size, DatasetHandle),
    "nn_dataset_get_inputs": (_STATUS, DatasetHandle, _size, _size, *_array),
    "nn_dataset_get_targets": (_STATUS, DatasetHandle, _size, _size, *_array),
    "nn_dataset_wrap": (_STATUS, POINTER(DatasetHandle), *_array, _size, _size, *_array, _size),
    "nn_dataset_wrap_strided": (_STATUS, POINTER(DatasetHandle), *_array, _size, _size, _size,
                                *_array, _size, _size),
    # fit.h
    "nn_fit": _fit,
    "nn_resume": _fit,
    "nn_cancel": (None, NetworkHandle, c_int32),
    "nn_set_class_weights": (_STATUS, NetworkHandle, _real, _size),
    "nn_set_augmentation": (_STATUS, NetworkHandle, AugmentFunction, c_void_p),
    "nn_fit_stream": (_STATUS, NetworkHandle, POINTER(Stream), DatasetHandle, *_watch),
    "nn_train_rows": (_STATUS, NetworkHandle, DatasetHandle, _rows, _size, _real),
    "nn_predict_dataset": (_STATUS, NetworkHandle, DatasetHandle, *_array),
    "nn_history_count": (_size, NetworkHandle),
    "nn_history": (_STATUS, NetworkHandle, _size, POINTER(Epoch)),
    "nn_evaluate": (_STATUS, NetworkHandle, DatasetHandle, POINTER(Metrics)),
    # evaluation.h
    "nn_evaluation_create": (_STATUS, POINTER(EvaluationHandle), NetworkHandle, DatasetHandle),
    "nn_evaluation_destroy": (None, EvaluationHandle),
    "nn_evaluation_rows": (_size, EvaluationHandle),
    "nn_evaluation_outputs": (_size, EvaluationHandle),
    "nn_evaluation_classes": (_size, EvaluationHandle),
    "nn_evaluation_get": (_STATUS, EvaluationHandle, _metric, _real),
    "nn_evaluation_get_class": (_STATUS, EvaluationHandle, _metric, _size, _real),
    "nn_evaluation_top_k": (_STATUS, EvaluationHandle, _size, _real),
    "nn_evaluation_confusion": (_STATUS, EvaluationHandle, _integer, _size),
    "nn_evaluation_row": (_STATUS, EvaluationHandle, _size, _integer, _integer, _real),
    "nn_evaluation_worst": (_STATUS, EvaluationHandle, _sizes, _size, _sizes),
    "nn_metric_name": (c_char_p, _metric),
    # file.h
    "nn_save": (_STATUS, NetworkHandle, c_char_p),
    "nn_save_checkpoint": (_STATUS, NetworkHandle, c_char_p),
    "nn_save_buffer": (_STATUS, NetworkHandle, c_void_p, _size, _sizes),
    "nn_save_checkpoint_buffer": (_STATUS, NetworkHandle, c_void_p, _size, _sizes),
    "nn_load": (_STATUS, POINTER(NetworkHandle), c_char_p, OptionsHandle),
    "nn_load_buffer": (_STATUS, POINTER(NetworkHandle), c_void_p, _size, OptionsHandle),
    "nn_load_parameters": (_STATUS, NetworkHandle, c_char_p),
    "nn_set_metadata": (_STATUS, NetworkHandle, c_char_p, c_char_p),
    "nn_metadata": (c_char_p, NetworkHandle, c_char_p),
    "nn_metadata_count": (_size, NetworkHandle),
    "nn_metadata_key": (c_char_p, NetworkHandle, _size),
    # expert.h
    "nn_train_batch_weighted": (_STATUS, NetworkHandle, *_array, *_array, _real, _size, _real),
    "nn_compute_gradients": (_STATUS, NetworkHandle, *_array, *_array, _size, _real),
    "nn_apply_gradients": (_STATUS, NetworkHandle),
    "nn_gradients": (_STATUS, NetworkHandle, POINTER(c_void_p), _sizes),
    "nn_layer_norms": (_STATUS, NetworkHandle, _size, POINTER(Norms)),
    "nn_get_normalisation": (_STATUS, NetworkHandle, _size, c_void_p, c_void_p, c_void_p, *_array),
    "nn_set_normalisation": (_STATUS, NetworkHandle, _size, c_void_p, c_void_p, c_void_p, *_array),
    "nn_memory_need": (_STATUS, _sizes, _size, OptionsHandle, _size, _sizes),
}

# Not nn_status, though the same C type.
_PLAIN_INTEGERS = ("nn_version",)

for _name, (_result, *_arguments) in PROTOTYPES.items():
    _function = getattr(lib, _name)
    _function.restype, _function.argtypes = _result, _arguments
    if _result is _STATUS and _name not in _PLAIN_INTEGERS:
        _function.errcheck = check
