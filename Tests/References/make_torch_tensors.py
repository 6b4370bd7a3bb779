"""Adds what PyTorch writes to Tests/Fixtures/tensors: a safetensors file with its floating-point types, and the array of a
tensor whose axes were exchanged, as numpy saves it.

Run from the root of the package, after make_tensors.py: python3 Tests/References/make_torch_tensors.py
Written with torch 2.13.0 (CPU), safetensors 0.8.0, numpy 2.4.6.
"""

import json
import pathlib

import numpy as np
import torch
from safetensors.torch import load_file, save_file

folder = pathlib.Path("Tests/Fixtures/tensors")
ramp = torch.from_numpy(np.random.default_rng(11).normal(0, 4, (1, 2, 3, 4)).astype("<f4"))
types = [torch.float32, torch.float16, torch.bfloat16, torch.float64, torch.float8_e4m3fn, torch.float8_e5m2, torch.int8]


def entry(path, writer, tensors):
    return {"path": path, "writer": writer, "element": None, "arrays": [
        {"name": name, "shape": list(tensor.shape), "type": str(tensor.dtype).removeprefix("torch."),
         "values": tensor.to(torch.float64).flatten().tolist()} for name, tensor in tensors.items()]}


save_file({str(kind).removeprefix("torch."): ramp.to(kind) for kind in types}, folder / "torch.safetensors")
exchanged = ramp.permute(0, 2, 3, 1)
np.save(folder / "torch-permuted.npy", exchanged.numpy())
assert not exchanged.is_contiguous()

truth = [entry for entry in json.loads((folder / "truth.json").read_text()) if not entry["writer"].startswith("torch")]
truth.append(entry("torch.safetensors", "torch through safetensors", load_file(folder / "torch.safetensors")))
truth.append(entry("torch-permuted.npy", "torch through numpy", {"torch-permuted": exchanged}))
(folder / "truth.json").write_text("[\n" + ",\n".join(json.dumps(entry) for entry in truth) + "\n]\n")
