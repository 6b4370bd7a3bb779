"""Makes the numpy files under Tests/TensorFilesTests/Data, and checks with numpy what our writers made.

Run from the root of the package, with numpy 2.4: python3 Tests/References/make_tensor_files.py
"""

import io
import pathlib
import numpy as np

data = pathlib.Path("Tests/TensorFilesTests/Data")
data.mkdir(exist_ok=True)


class Pipe(io.RawIOBase):
    """A stream that cannot seek, such as a pipe: zip members then get data descriptors."""

    def __init__(self):
        self.bytes = bytearray()

    def writable(self):
        return True

    def write(self, piece):
        self.bytes += bytes(piece)
        return len(piece)


def ramp(dtype):
    return np.arange(6).reshape(2, 3).astype(dtype)


for dtype in ["<f2", ">f2", "<f4", ">f4", "<f8", ">f8", "|i1", "<i2", ">i2", "<i4", ">i4", "<i8", ">i8",
              "|u1", "<u2", ">u2", "<u4", ">u4", "<u8", ">u8", "|b1"]:
    order = {"<": "little", ">": "big", "|": "any"}[dtype[0]]
    np.save(data / f"{dtype[1:]}-{order}.npy", ramp(dtype))

np.save(data / "fortran.npy", np.asfortranarray(np.arange(24, dtype="<f4").reshape(2, 3, 4)))
np.save(data / "scalar.npy", np.array(2.5, dtype="<f4"))
np.save(data / "empty.npy", np.zeros((0, 7), dtype="<f4"))
np.save(data / "bfloat16.npy", np.zeros((2, 2), dtype="V2"))
np.save(data / "objects.npy", np.array([{}, None], dtype=object), allow_pickle=True)
with open(data / "version2.npy", "wb") as file:
    np.lib.format.write_array(file, ramp("<f4"), version=(2, 0))
with open(data / "version3.npy", "wb") as file:
    np.lib.format.write_array(file, ramp("<f4"), version=(3, 0))

heads = {
    "p3": np.linspace(-1, 1, 24, dtype="<f4").reshape(1, 2, 3, 4),
    "nested/p4": np.asfortranarray(np.arange(6, dtype="<f8").reshape(2, 3)),
    "größe": np.array([1, 2], dtype="<i8"),
    "file.npy": np.array(7, dtype="|u1"),
}
np.savez(data / "stored.npz", **heads)
np.savez_compressed(data / "deflated.npz", **heads)
np.savez_compressed(data / "zeros.npz", z=np.zeros((1000, 1000), dtype="<f4"))
np.savez(data / "none.npz")
for name, save in [("streamed.npz", np.savez), ("streamed-deflated.npz", np.savez_compressed)]:
    pipe = Pipe()
    save(pipe, **heads)
    (data / name).write_bytes(pipe.bytes)

# What our writers made, by the test "writes the committed bytes": numpy must read it.
written = data / "written.npz"
if written.exists():
    with np.load(written) as archive:
        assert archive.files == ["p3", "größe/p4", "empty", "one"], archive.files
        assert np.array_equal(archive["p3"], np.arange(6, dtype="<f4").reshape(1, 2, 3))
        assert np.array_equal(archive["größe/p4"], np.array([0.5, -2], dtype="<f8"))
        assert archive["empty"].shape == (0, 4) and archive["one"] == np.float32(3)
    print("numpy reads written.npz")
