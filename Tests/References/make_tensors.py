"""Makes Tests/Fixtures/tensors: one small dump in every form, by the programs that people use, and what they read of it.

Run from the root of the package: python3 Tests/References/make_tensors.py
Written with numpy 2.4.6, ml_dtypes 0.6.0, safetensors 0.8.0, mlx 0.32.4 (CPU), onnx 1.23.2, onnxruntime 1.32.0,
polygraphy 0.53.6. trtexec needs a GPU and was not run: its two forms are written here as its source prints them
(NVIDIA/TensorRT, samples/common/sampleInference.cpp and sampleReporting.cpp). Fields of ONNX that stand unpacked, which
its own writer never makes, are written by hand, too.
"""

import json
import pathlib
import struct
import subprocess
import sys

import ml_dtypes
import mlx.core as mx
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file, save_file

folder = pathlib.Path("Tests/Fixtures/tensors")
folder.mkdir(exist_ok=True)
truth = []
ramp = np.random.default_rng(11).normal(0, 4, (1, 2, 3, 4)).astype("<f4")
counts = np.arange(-6, 6).reshape(1, 2, 2, 3)


def numbers(array):
    """Each as text that JSON has no word for, or shortest."""
    wide = np.asarray(array).astype(np.float64).ravel()
    return [float(x) if np.isfinite(x) else str(x) for x in wide]


def told(path, writer, arrays, element=None):
    truth.append({
        "path": path, "writer": writer, "element": element,
        "arrays": [{"name": name, "shape": list(array.shape), "type": str(array.dtype), "values": numbers(array)}
                   for name, array in arrays.items()],
    })


# Raw numbers.
ramp.tofile(folder / "plain.bin")
told("plain.bin:1x2x3x4:float32", "numpy tofile", {"plain": ramp})
told("plain.bin:6x4:f32:little", "numpy tofile", {"plain": ramp.reshape(6, 4)})
ramp.astype(">f8").tofile(folder / "big.bin")
told("big.bin:1x2x3x4:double:big", "numpy tofile", {"big": ramp.astype("f8")})
counts.astype("i1").tofile(folder / "bytes.bin")
told("bytes.bin:1x2x2x3:i8", "numpy tofile", {"bytes": counts.astype("i1")})
rows = np.full((2, 3, 8), np.nan, dtype="<f2")
rows[:, :, :4] = ramp[0]
flat = rows.ravel()[: 2 * 3 * 8 - 4]
flat.tofile(folder / "padded.bin")
(folder / "padded.bin.json").write_text(json.dumps(
    {"shape": [1, 2, 3, 4], "dtype": "float16", "strides": [48, 24, 8, 1], "order": "little"}))
told("padded.bin", "numpy tofile of padded rows", {"padded": ramp.astype("f2")})
channels_last = np.ascontiguousarray(np.moveaxis(ramp[0], 0, -1))
channels_last.astype(">f4").tofile(folder / "last.dat")
(folder / "last.dat.json").write_text(json.dumps(
    {"shape": [2, 3, 4], "dtype": "f32", "strides": [1, 8, 2], "order": "big"}, indent=2))
told("last.dat", "numpy tofile of another order", {"last": ramp[0]})
for word, dtype in [("Float", "<f4"), ("Half", "<f2"), ("Int8", "i1"), ("Int64", "<i8")]:
    name = f"p5_out.{word.lower()}.output.1.2.3.4.{word}.raw"
    ramp.astype(dtype).tofile(folder / name)
    told(name, "form of trtexec --dumpRawBindingsToFile", {f"p5_out.{word.lower()}": ramp.astype(dtype)})

# trtexec's JSON: C++ prints six digits, and its own words for what is no number.
special = ramp.copy().ravel()
special[[0, 5, 7]] = [np.nan, np.inf, -np.inf]
special = special.reshape(ramp.shape)
text = "[\n"
for index, (name, array) in enumerate({"p5": ramp, "p4": special, "one": np.array(0.5, "<f4")}.items()):
    values = ", ".join("%g" % x for x in array.ravel())
    dimensions = "x".join(map(str, array.shape)) or "1"
    text += f'{", " if index else "  "}{{ "name" : "{name}"\n  , "dimensions" : "{dimensions}"\n'
    text += f'  , "values" : [ {values} ]\n  }}\n'
(folder / "trtexec.json").write_text(text + "]\n")
printed = {name: np.array([float("%g" % x) for x in array.ravel()], "f4").reshape(array.shape or (1,))
           for name, array in {"p5": ramp, "p4": special, "one": np.array(0.5, "f4")}.items()}
told("trtexec.json", "form of trtexec --exportOutput", printed)

# ONNX.
kinds = ["float32", "float16", "float64", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "bool"]
small = {kind: (counts if not kind.startswith("u") else counts + 6).astype(kind) for kind in kinds}
small["float32"], small["float16"], small["float64"] = ramp, ramp.astype("f2"), ramp.astype("f8")
for kind in ["bfloat16", "float8_e4m3fn", "float8_e5m2"]:
    small[kind] = ramp.astype(getattr(ml_dtypes, kind))
for kind, array in small.items():
    tensor = numpy_helper.from_array(array, name=f"raw_{kind}")
    assert tensor.HasField("raw_data")
    path = f"onnx-raw-{kind}.pb"
    (folder / path).write_bytes(tensor.SerializeToString())
    told(path, "onnx numpy_helper.from_array", {f"raw_{kind}": numpy_helper.to_array(tensor)})
    fields = helper.make_tensor("", tensor.data_type, array.shape, array.ravel())
    assert not fields.HasField("raw_data")
    path = f"onnx-fields-{kind}.pb"
    (folder / path).write_bytes(fields.SerializeToString())
    told(path, "onnx helper.make_tensor", {path.removesuffix(".pb"): numpy_helper.to_array(fields)})
empty = numpy_helper.from_array(np.zeros((0, 7), "f4"), name="empty")
(folder / "onnx-empty.pb").write_bytes(empty.SerializeToString())
told("onnx-empty.pb", "onnx numpy_helper.from_array", {"empty": np.zeros((0, 7), "f4")})
scalar = numpy_helper.from_array(np.array(2.5, "f4"), name="scalar")
(folder / "onnx-scalar.pb").write_bytes(scalar.SerializeToString())
told("onnx-scalar.pb", "onnx numpy_helper.from_array", {"scalar": np.array(2.5, "f4")})
unpacked = b"".join(b"\x08" + bytes([length]) for length in ramp.shape) + b"\x10\x01"
unpacked += b"".join(b"\x25" + struct.pack("<f", x) for x in ramp.ravel())
(folder / "onnx-unpacked.pb").write_bytes(unpacked)
parsed = TensorProto.FromString(unpacked)
told("onnx-unpacked.pb", "protobuf by hand, read by onnx", {"onnx-unpacked": numpy_helper.to_array(parsed)})
halves = b"\x0a\x01\x04\x10\x01" + b"".join(
    b"\x22\x08" + struct.pack("<2f", *pair) for pair in ramp.ravel()[:4].reshape(2, 2))
(folder / "onnx-pieces.pb").write_bytes(halves)
told("onnx-pieces.pb", "protobuf by hand, read by onnx",
     {"onnx-pieces": numpy_helper.to_array(TensorProto.FromString(halves))})
external = numpy_helper.from_array(ramp, name="external")
onnx.external_data_helper.set_external_data(external, "weights.bin", 0, ramp.nbytes)
external.ClearField("raw_data")
external.data_location = TensorProto.EXTERNAL
(folder / "onnx-external.pb").write_bytes(external.SerializeToString())
inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 2, 3, 4])]
outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 2, 3, 4]) for name in ["p5", "p4"]]
graph = helper.make_graph(
    [helper.make_node("Identity", ["x"], ["p5"]), helper.make_node("Neg", ["x"], ["p4"])], "g", inputs, outputs)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
onnx.save(model, str(folder / "model.onnx"))

# Polygraphy, run by its own command.
polygraphy = str(pathlib.Path(sys.executable).with_name("polygraphy"))


def run(*arguments):
    subprocess.run([polygraphy, "run", "model.onnx", *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)


run("--onnxrt", "--save-outputs", "polygraphy.json", "--save-inputs", "polygraphy-inputs.json", "--seed", "11")
run("--onnxrt", "--save-outputs", "polygraphy-iterations.json", "--iterations", "2")
run("--onnxrt", "--onnxrt", "--save-outputs", "polygraphy-runners.json")
from polygraphy.comparator import RunResults  # noqa: E402
from polygraphy.json import load_json  # noqa: E402

results = RunResults.load(str(folder / "polygraphy.json"))
first = results[0][1][0]
told("polygraphy.json", "polygraphy run --save-outputs", {name: np.asarray(first[name]) for name in first})
feed = load_json(str(folder / "polygraphy-inputs.json"))[0]
told("polygraphy-inputs.json", "polygraphy run --save-inputs", {name: np.asarray(feed[name]) for name in feed})

# Arrays whose file tells only the size of a number.
for kind in ["bfloat16", "float8_e4m3fn", "float8_e5m2"]:
    array = ramp.astype(getattr(ml_dtypes, kind))
    np.save(folder / f"{kind}.npy", array)
    told(f"{kind}.npy", "numpy and ml_dtypes", {kind: array}, element=kind)
np.savez_compressed(folder / "bfloat16.npz", p5=ramp.astype(ml_dtypes.bfloat16), p4=ramp)
told("bfloat16.npz", "numpy and ml_dtypes", {"p5": ramp.astype(ml_dtypes.bfloat16), "p4": ramp}, element="bfloat16")

# MLX.
array = mx.array(ramp)
half = array.astype(mx.bfloat16)
mx.save(str(folder / "mlx-bfloat16.npy"), half)
told("mlx-bfloat16.npy", "mlx save", {"mlx-bfloat16": ramp.astype(ml_dtypes.bfloat16)}, element="bfloat16")
mx.save(str(folder / "mlx-transposed.npy"), mx.transpose(array[0]))
told("mlx-transposed.npy", "mlx save", {"mlx-transposed": np.transpose(ramp[0])})
mx.savez(str(folder / "mlx.npz"), p5=array, p4=array.astype(mx.float16))
told("mlx.npz", "mlx savez", {"p5": ramp, "p4": ramp.astype("f2")})
mx.save_safetensors(str(folder / "mlx.safetensors"), {"p5": half, "p4": array, "ids": mx.array([1, 2, 3])})
told("mlx.safetensors", "mlx save_safetensors",
     {"p5": ramp.astype(ml_dtypes.bfloat16), "p4": ramp, "ids": np.array([1, 2, 3], "i4")})

# What safetensors lists and nobody computes with.
save_file({"spectrum": np.array([1 + 2j, 3 - 4j], "c8"), "p5": ramp}, folder / "complex.safetensors")

# What our writer made, by OutputFormsTests: safetensors must read it.
written = folder / "written.safetensors"
if written.exists():
    read = load_file(written)
    assert sorted(read) == ["empty", 'größe "p4"\\\n', "one", "p3"], sorted(read)
    assert np.array_equal(read["p3"], np.arange(6, dtype="f4").reshape(1, 2, 3))
    assert np.array_equal(read['größe "p4"\\\n'], np.array([0.5, -2]))
    assert read["empty"].shape == (0, 4) and read["one"] == np.float32(3) and read["one"].shape == ()
    print("safetensors reads written.safetensors")

(folder / "truth.json").write_text("[\n" + ",\n".join(json.dumps(entry) for entry in truth) + "\n]\n")
print(f"{len(truth)} files read by their writers, {sum(p.stat().st_size for p in folder.iterdir())} bytes")
