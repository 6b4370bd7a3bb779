"""Tiny pictures that carry an orientation, and what OpenCV and Pillow say of them.

    python3 -m venv v && v/bin/pip install numpy==2.4.6 opencv-python-headless==5.0.0.93 pillow==13.0.0
    v/bin/python Tests/References/field/exif.py          # from the root of the package

Writes Tests/Fixtures/field/exif/ and exif.json. Every picture is 24 wide and 16 high as stored, with
a red upper left corner. The TIFF part of the Exif data is made here, byte by byte. `opencv` is the size
that cv2.imread answers (what the reference and ultralytics train on), `unchanged` the size with
IMREAD_UNCHANGED, `pillow` that of Image.open alone (keras-yolo3), `transposed` that after
ImageOps.exif_transpose. `right` is the size to take with "orientation": "apply"; "ignore" is the
stored size. Deterministic for the same versions (the encoders' bytes may differ in others).

    --second PYTHON       a Python with another OpenCV (4.11.0.86): its sizes go into `second`
"""

import argparse
import io
import json
import subprocess
import struct
import zlib

import cv2
import numpy as np
from PIL import Image, ImageOps
import PIL

from common import FIXTURES, write

WIDTH, HEIGHT = 24, 16
FOLDER = FIXTURES / "exif"
FOLDER.mkdir(parents=True, exist_ok=True)

pixels = np.full((HEIGHT, WIDTH, 3), 200, np.uint8)
pixels[:8, :8] = (230, 20, 20)
picture = Image.fromarray(pixels)


def encoded(kind):
    buffer = io.BytesIO()
    options = {"JPEG": {"quality": 80}, "PNG": {}, "WEBP": {"lossless": True}}[kind]
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def tiff(orientation, order="<", type_=3, count=1, thumbnail=None, before=(), offset=None, magic=42):
    """A TIFF header with one directory; `thumbnail`: the orientation of a second one."""
    mark = b"II" if order == "<" else b"MM"

    def entry(tag, kind, number, value):
        size = {1: 1, 3: 2, 4: 4}.get(kind, 4) * number
        if kind == 3 and size <= 4:
            body = struct.pack(order + "HH", value, 0)
        elif kind == 1:
            body = struct.pack("B3x", value)
        else:
            body = struct.pack(order + "I", value)
        return struct.pack(order + "HHI", tag, kind, number) + body

    entries = [entry(tag, kind, number, value) for tag, kind, number, value in before]
    if orientation is not None:
        entries.append(entry(0x0112, type_, count, orientation))
    first = struct.pack(order + "H", len(entries)) + b"".join(entries)
    start = 8 if offset is None else offset
    second = b""
    following = 0
    if thumbnail is not None:
        following = 8 + len(first) + 4
        second = struct.pack(order + "H", 1) + entry(0x0112, 3, 1, thumbnail) + struct.pack(order + "I", 0)
    return mark + struct.pack(order + "HI", magic, start) + first + struct.pack(order + "I", following) + second


def segment(marker, body):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg(exif=None, first=b"", after_jfif=True, more=b""):
    """The JPEG with an APP1 segment behind its APP0."""
    data = encoded("JPEG")
    assert data[2:4] == b"\xff\xe0"
    end = 4 + struct.unpack(">H", data[4:6])[0]
    app1 = b"" if exif is None else segment(0xE1, b"Exif\0\0" + exif)
    if after_jfif:
        return data[:end] + first + app1 + more + data[end:]
    return data[:2] + app1 + data[end:]


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(exif, before_image=True, prefix=b""):
    data = encoded("PNG")
    head, rest = data[:33], data[33:]
    piece = chunk(b"eXIf", prefix + exif)
    if before_image:
        return head + piece + rest
    return data[:-12] + piece + data[-12:]


def webp(exif, prefix=b"", flag=True):
    data = encoded("WEBP")
    body = data[12:]
    flags = 0x08 if flag else 0
    vp8x = b"VP8X" + struct.pack("<I", 10) + bytes([flags, 0, 0, 0])
    vp8x += struct.pack("<I", WIDTH - 1)[:3] + struct.pack("<I", HEIGHT - 1)[:3]
    exif = prefix + exif
    piece = b"EXIF" + struct.pack("<I", len(exif)) + exif + (b"\0" if len(exif) % 2 else b"")
    inner = b"WEBP" + vp8x + body + piece
    return b"RIFF" + struct.pack("<I", len(inner)) + inner


SECOND = """import cv2, json, sys
out = {"version": cv2.__version__}
for f in sys.argv[1:]:
    a = cv2.imread(f)
    out[f.split("/")[-1]] = None if a is None else [a.shape[1], a.shape[0]]
print(json.dumps(out))"""
parser = argparse.ArgumentParser()
parser.add_argument("--second")
arguments = parser.parse_args()

files = {}


def add(name, data, orientation, why):
    files[name] = (data, orientation, why)


for n in range(1, 9):
    add(f"jpeg-{n}-little.jpg", jpeg(tiff(n)), n, f"orientation {n}, little endian")
    add(f"jpeg-{n}-big.jpg", jpeg(tiff(n, ">")), n, f"orientation {n}, big endian")
    add(f"png-{n}.png", png(tiff(n, ">")), n, f"eXIf chunk before the picture data, orientation {n}")
    add(f"webp-{n}.webp", webp(tiff(n)), n, f"EXIF chunk, orientation {n}")
add("jpeg-none.jpg", jpeg(), 1, "no Exif at all")
add("jpeg-no-jfif-6.jpg", jpeg(tiff(6), after_jfif=False), 6, "Exif is the first segment, as telephones write it")
add("jpeg-zero.jpg", jpeg(tiff(0)), 1, "orientation 0: no such value, as upright")
add("jpeg-nine.jpg", jpeg(tiff(9)), 1, "orientation 9: no such value, as upright")
add("jpeg-thumbnail-differs.jpg", jpeg(tiff(1, thumbnail=6)), 1, "the thumbnail's directory says 6, the picture's 1: the picture's counts")
add("jpeg-thumbnail-only.jpg", jpeg(tiff(None, before=[(0x0128, 3, 1, 2)], thumbnail=6)), 1, "only the thumbnail's directory has one: upright")
add("jpeg-thumbnail-other.jpg", jpeg(tiff(8, ">", thumbnail=1)), 8, "picture 8, thumbnail 1, big endian")
add("jpeg-among-tags-6.jpg", jpeg(tiff(6, before=[(0x0100, 4, 1, 24), (0x0101, 4, 1, 16)])), 6, "other tags before it")
add("jpeg-xmp-first-6.jpg", jpeg(tiff(6), first=segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x/>")), 6, "another APP1 (XMP) before the Exif one")
add("jpeg-comment-first-5.jpg", jpeg(tiff(5), first=segment(0xFE, b"a comment")), 5, "a comment segment before it")
add("jpeg-two-exif.jpg", jpeg(tiff(6), more=segment(0xE1, b"Exif\0\0" + tiff(1))), None, "two Exif segments, 6 then 1: see what OpenCV does")
add("jpeg-long-6.jpg", jpeg(tiff(6, type_=4)), None, "the value as LONG in place of SHORT, little endian")
add("jpeg-long-6-big.jpg", jpeg(tiff(6, ">", type_=4)), None, "the value as LONG in place of SHORT, big endian")
add("jpeg-cut-directory.jpg", jpeg(tiff(6)[:14]), 1, "broken: the directory is cut off")
add("jpeg-cut-header.jpg", jpeg(tiff(6)[:5]), 1, "broken: the TIFF header is cut off")
add("jpeg-empty-exif.jpg", jpeg(b""), 1, "broken: nothing behind Exif\\0\\0")
add("jpeg-bad-mark.jpg", jpeg(b"XX" + tiff(6)[2:]), 1, "broken: neither II nor MM")
add("jpeg-bad-magic.jpg", jpeg(tiff(6, magic=43)), None, "broken: 43 in place of 42")
add("jpeg-far-offset.jpg", jpeg(tiff(6, offset=0x7FFFFFF0)), 1, "broken: the directory stands beyond the segment")
add("jpeg-offset-loop.jpg", jpeg(tiff(6)[:-4] + struct.pack("<I", 8)), 6, "the next directory is the same again: read once")
add("jpeg-many-entries.jpg", jpeg(tiff(6)[:8] + struct.pack("<H", 0xFFFF) + tiff(6)[10:]), None, "says 65535 entries, has one")
add("png-after-6.png", png(tiff(6), before_image=False), 6, "eXIf behind the picture data: legal")
add("png-prefix-6.png", png(tiff(6), prefix=b"Exif\0\0"), None, "eXIf with the JPEG's Exif\\0\\0 before it: not legal, but written by some")
add("webp-prefix-6.webp", webp(tiff(6), prefix=b"Exif\0\0"), None, "EXIF chunk with Exif\\0\\0 before it, as many encoders write")
add("webp-no-flag-6.webp", webp(tiff(6), flag=False), None, "EXIF chunk, but VP8X does not announce it")
add("webp-simple.webp", encoded("WEBP"), 1, "no VP8X at all")

for old in FOLDER.iterdir():
    old.unlink()
rows = []
for name, (data, orientation, why) in files.items():
    path = FOLDER / name
    path.write_bytes(data)
    image = cv2.imread(str(path))
    raw = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    flat = cv2.imread(str(path), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    memory = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)

    def size(array):
        return None if array is None else [array.shape[1], array.shape[0]]

    def corner(array):
        """Where the red corner stands: tells the eight orientations apart, the size alone does not."""
        if array is None:
            return None
        h, w = array.shape[:2]
        spots = {"upper left": array[3, 3], "upper right": array[3, w - 4], "lower left": array[h - 4, 3], "lower right": array[h - 4, w - 4]}
        red = [k for k, v in spots.items() if int(v[2]) > 150 and int(v[1]) < 120]
        return red[0] if len(red) == 1 else None

    with Image.open(path) as opened:
        stored = list(opened.size)
        try:
            turned = list(ImageOps.exif_transpose(opened).size)
        except Exception as fault:
            turned = type(fault).__name__
    seen = size(image)
    row = {"file": name, "why": why, "orientation": orientation, "stored": [WIDTH, HEIGHT], "opencv": seen,
           "opencv_red_corner": corner(image), "imdecode": size(memory), "unchanged": size(raw), "ignore_orientation": size(flat),
           "pillow": stored, "transposed": turned}
    if orientation is None:
        row["right"] = seen
    else:
        row["right"] = [HEIGHT, WIDTH] if orientation >= 5 else [WIDTH, HEIGHT]
    row["opencv_agrees"] = seen == row["right"]
    rows.append(row)
    if not row["opencv_agrees"] or turned != row["right"]:
        print(name, row)

second = None
if arguments.second:
    paths = [str(FOLDER / row["file"]) for row in rows]
    ran = subprocess.run([arguments.second, "-c", SECOND, *paths], capture_output=True, text=True, check=True)
    second = json.loads(ran.stdout)
    for row in rows:
        row["second"] = second[row["file"]]
        if row["second"] != row["opencv"]:
            print("the second OpenCV differs:", row["file"], row["second"], row["opencv"])

write("exif.json", {
    "about": "Made by Tests/References/field/exif.py. Sizes are width, height. `orientation` null: the file is unusual, and `right` "
             "is what OpenCV does. `second`: the sizes of an older OpenCV, which does not turn WebP, nor a JPEG with XMP first.",
    "versions": {"opencv": cv2.__version__, "second": second and second["version"], "pillow": PIL.__version__, "numpy": np.__version__},
    "files": rows})
