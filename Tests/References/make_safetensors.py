"""Makes the files of the safetensors package under Tests/TensorFilesTests/Data.

Run from the root of the package, with safetensors 0.8.0, numpy 2.4.6 and ml_dtypes 0.6.0:
python3 Tests/References/make_safetensors.py
"""

import pathlib

import ml_dtypes
import numpy as np
from safetensors.numpy import save_file

data = pathlib.Path("Tests/TensorFilesTests/Data")
kinds = ["float64", "float32", "float16", "int64", "int32", "int16", "int8", "uint64", "uint32", "uint16", "uint8"]
ramp = np.arange(6).reshape(2, 3)
arrays = {kind: ramp.astype(kind) for kind in kinds}
arrays["bool"] = ramp % 2 == 1
arrays["bfloat16"] = ramp.astype(ml_dtypes.bfloat16)
arrays["float8_e4m3fn"] = ramp.astype(ml_dtypes.float8_e4m3fn)
arrays["float8_e5m2"] = ramp.astype(ml_dtypes.float8_e5m2)
save_file(arrays, data / "kinds.safetensors", metadata={"format": "np", "größe": "\u0000"})

every = np.arange(256, dtype="u1")
save_file(
    {name: every.view(getattr(ml_dtypes, name)) for name in ["float8_e4m3fn", "float8_e5m2"]},
    data / "float8.safetensors",
)
for name in ["float8_e4m3fn", "float8_e5m2"]:
    np.save(data / f"{name}-values.npy", every.view(getattr(ml_dtypes, name)).astype("<f4"))

save_file(
    {"scalar": np.array(2.5, dtype="<f4"), "empty": np.zeros((0, 7), dtype="<f4"), "": np.ones(1, dtype="u1")},
    data / "shapes.safetensors",
)
save_file({}, data / "none.safetensors")
