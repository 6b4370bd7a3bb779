"""Takes public corpora into Tests/Fixtures/corpora, and records what their own readers make of them.

    python Tests/References/make_corpora.py GO_ZIP_TESTDATA

GO_ZIP_TESTDATA is src/archive/zip/testdata of Go; Debian's golang-1.19-src 1.19.8-2 has it. The arrays are
those that the packages numpy and onnx bring for their own tests.

Recorded with Python 3.11 (zipfile), numpy 2.4.6, onnx 1.23.2.
"""

import json
import pathlib
import shutil
import sys
import zipfile

import numpy
import onnx
from onnx import numpy_helper

TARGET = pathlib.Path(__file__).parent.parent / "Fixtures" / "corpora"

# The largest tensor that is taken, in bytes, and how many of each kind of number.
MOST_BYTES = 600
MOST_OF_A_TYPE = 12


def member_name(info):
    """The name; UTF-8 where it is that without a flag, as macOS writes it."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def zips(source):
    found = {}
    (TARGET / "go-zip").mkdir(parents=True, exist_ok=True)
    for path in sorted(pathlib.Path(source).glob("*.zip")):
        shutil.copyfile(path, TARGET / "go-zip" / path.name)
        try:
            with zipfile.ZipFile(path) as archive:
                found[path.name] = [
                    {"name": member_name(info), "size": info.file_size, "start": list(archive.read(info)[:6])}
                    for info in archive.infolist()
                ]
        except zipfile.BadZipFile:
            found[path.name] = None
    return found


def arrays():
    found = {}
    (TARGET / "numpy").mkdir(parents=True, exist_ok=True)
    for path in sorted((pathlib.Path(numpy.__file__).parent / "lib" / "tests" / "data").glob("*.np?")):
        shutil.copyfile(path, TARGET / "numpy" / path.name)
        try:
            values = numpy.load(path, allow_pickle=False)
            values = values if isinstance(values, numpy.ndarray) else values["x"]
            found[path.name] = {"shape": list(values.shape), "values": values.ravel().tolist()}
        except ValueError:
            # What only a pickle can hold.
            found[path.name] = None
    return found


def tensors():
    found = {}
    (TARGET / "onnx").mkdir(parents=True, exist_ok=True)
    data = pathlib.Path(onnx.__file__).parent / "backend" / "test" / "data"
    counts = {}
    for path in sorted(data.glob("*/*/*/*.pb")):
        if path.stat().st_size > MOST_BYTES:
            continue
        tensor = onnx.TensorProto()
        try:
            tensor.ParseFromString(path.read_bytes())
            values = numpy_helper.to_array(tensor)
        except Exception:
            # A list of tensors, which is another message.
            continue
        if values.dtype == object:
            continue
        kind = str(values.dtype)
        counts[kind] = counts.get(kind, 0) + 1
        if counts[kind] > MOST_OF_A_TYPE:
            continue
        name = f"{path.parent.parent.name}-{path.name}"
        shutil.copyfile(path, TARGET / "onnx" / name)
        found[name] = {
            "name": tensor.name,
            "type": kind,
            "shape": list(values.shape),
            "values": [float(value) for value in values.ravel()],
        }
    return found


def main():
    truth = {"zip": zips(sys.argv[1]), "numpy": arrays(), "onnx": tensors()}
    text = json.dumps(truth, indent=1, ensure_ascii=False)
    (TARGET / "truth.json").write_text(text + "\n", encoding="utf-8")
    print({key: len(value) for key, value in truth.items()})


main()
