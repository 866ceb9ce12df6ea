# SPDX-License-Identifier: MIT
"""Safetensors files as dictionaries of NumPy arrays.

By the package `safetensors` where it is installed; otherwise, as it is not in every distribution,
by these few lines, which show all there is to the format: eight bytes with the length of a JSON
header, the header, the tensors' bytes.
"""

try:
    from safetensors.numpy import load_file, save_file
except ImportError:
    import json

    import numpy as np

    _DTYPES = {"F32": np.dtype("<f4"), "F64": np.dtype("<f8"), "I64": np.dtype("<i8")}

    def save_file(tensors, path, metadata=None):
        """Writes float32, float64 and int64 arrays, and a dictionary of strings."""
        header, end = {"__metadata__": metadata} if metadata else {}, 0
        names = {dtype: name for name, dtype in _DTYPES.items()}
        arrays = {name: np.asarray(array, array.dtype.newbyteorder("<"), "C")
                  for name, array in tensors.items()}
        for name, array in arrays.items():
            begin, end = end, end + array.nbytes
            header[name] = {"dtype": names[array.dtype], "shape": list(array.shape),
                            "data_offsets": [begin, end]}
        text = json.dumps(header, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 8)
        with open(path, "wb") as file:
            file.write(len(text).to_bytes(8, "little") + text)
            file.writelines(array.tobytes() for array in arrays.values())

    def load_file(path):
        """All tensors of a file, which must be float32 or float64."""
        with open(path, "rb") as file:
            data = file.read()
        start = 8 + int.from_bytes(data[:8], "little")
        header = json.loads(data[8:start])
        header.pop("__metadata__", None)
        tensors = {}
        for name, tensor in header.items():
            begin, end = (start + offset for offset in tensor["data_offsets"])
            values = np.frombuffer(data[begin:end], _DTYPES[tensor["dtype"]])
            tensors[name] = values.reshape(tensor["shape"])
        return tensors
