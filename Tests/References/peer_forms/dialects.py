"""The losses of PyTorch frameworks, from their formulas, on targets made once before.

    ultralytics, yolov7-plain    CIoU, objects on neighbouring cells, weights by size and classes
    ultralytics-v8               GIoU, anchors by the overlap of shapes
    eriklindernoren              CIoU, anchors by the ratio of sides

All have the same form, which is why one function computes them: objectness of every anchor against
the overlap of the responsible ones, boxes and classes of these alone, means over what counts. An
anchor responsible for several objects pays for the boxes and classes of each, and its objectness is
the last one's. The frameworks make targets and loss in one call; only the loss is timed here, as
detloss-benchmark times its own.
"""

import dataclasses
import json
import math
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

IMAGE_SIZE = 640  # what the gains by size were chosen for
CLASS_COUNT = 80  # and those by classes


@dataclasses.dataclass(frozen=True)
class Dialect:
    """What one framework's loss has of its own."""

    name: str
    weights: tuple  # of box, objectness and classes
    squares_sigmoid: bool = False  # size (2 sigmoid)^2 and centre 2 sigmoid - 0.5; else exp and sigmoid
    largest_factor: float = math.inf  # of exp
    overlap: str = "ciou"
    rule: str = "ratio"  # or "shape": the overlap of shapes
    limit: float = 4  # of the ratio of sides, or the least overlap of shapes
    has_neighbors: bool = False
    scale_weights: tuple = (1, 1, 1)  # of objectness, fine to coarse
    has_gains: bool = False
    times_batch: bool = False


DIALECTS = [
    Dialect("ultralytics", (0.05, 1, 0.5), squares_sigmoid=True, has_neighbors=True,
            scale_weights=(4, 1, 0.4), has_gains=True, times_batch=True),
    Dialect("yolov7-plain", (0.05, 0.7, 0.3), squares_sigmoid=True, has_neighbors=True,
            scale_weights=(4, 1, 0.4), has_gains=True, times_batch=True),
    Dialect("ultralytics-v8", (3.54, 64.3, 37.4), largest_factor=1000, overlap="giou", rule="shape",
            limit=0.2),
    Dialect("eriklindernoren", (0.05, 1, 0.5)),
]


class DialectScale:
    """One scale: its raw head [N, S, S, 3 (5 + C)], and what is responsible for which object.

    where    the index of each responsible anchor in [N S S 3]
    boxes    the object's centre, from the corner of the anchor's cell, and its size, in cells
    anchors  the anchor's size, in cells
    classes  the object's class as zeros and a one
    """

    def __init__(self, dialect, stride, anchors, raw, objects, classes):
        self.raw, self.channels = torch.from_numpy(raw), 5 + classes
        images, rows, columns, _ = raw.shape
        size = np.array([columns, rows])
        anchors = np.asarray(anchors, np.float64) / stride
        image, class_id, corners = objects
        centre = (corners[:, :2] + corners[:, 2:]) / 2 / stride
        extent = (corners[:, 2:] - corners[:, :2]) / stride

        # Anchor after anchor, and for each the objects that it fits.
        anchor, which = np.nonzero(fits(dialect, anchors[:, None], extent[None]))
        cells = [(np.floor(centre[which]).astype(int), anchor, which)]
        if dialect.has_neighbors:
            low, high = centre[which], size - centre[which]
            for axis, side in ((0, -1), (1, -1), (0, 1), (1, 1)):
                inside = (low if side < 0 else high)[:, axis]
                near = (inside % 1 < 0.5) & (inside > 1)
                move = np.zeros(2)
                move[axis] = side / 2
                cells.append((np.floor(centre[which[near]] + move).astype(int), anchor[near], which[near]))
        cell, anchor, which = (np.concatenate(parts) for parts in zip(*cells))

        held = np.clip(cell, 0, size - 1)
        index = np.ravel_multi_index(
            (image[which], held[:, 1], held[:, 0], anchor), (images, rows, columns, len(anchors)))
        self.where = torch.from_numpy(index)
        # Of those that share an anchor the last one's overlap is its objectness.
        _, last = np.unique(index[::-1], return_index=True)
        self.last = torch.from_numpy(len(index) - 1 - last)
        boxes = np.concatenate([centre[which] - cell, extent[which]], 1)
        self.boxes = torch.from_numpy(boxes.astype(np.float32))
        self.anchors = torch.from_numpy(anchors[anchor].astype(np.float32))
        self.classes = torch.from_numpy(np.eye(classes, dtype=np.float32)[class_id[which]])


def fits(dialect, anchors, extent):
    """Whether anchors and objects have sizes near enough."""
    if dialect.rule == "ratio":
        ratio = extent / anchors
        return np.maximum(ratio, 1 / ratio).max(-1) < dialect.limit
    shared = np.minimum(anchors, extent).prod(-1)
    return shared / (anchors.prod(-1) + extent.prod(-1) - shared) > dialect.limit


def overlap_of(kind, centre, size, boxes):
    """GIoU or CIoU of predictions with their objects."""
    low, high = centre - size / 2, centre + size / 2
    other_low, other_high = boxes[:, :2] - boxes[:, 2:] / 2, boxes[:, :2] + boxes[:, 2:] / 2
    shared = (torch.minimum(high, other_high) - torch.maximum(low, other_low)).clamp(min=0).prod(1)
    covered = size.prod(1) + boxes[:, 2:].prod(1) - shared
    iou = shared / covered
    enclosing = torch.maximum(high, other_high) - torch.minimum(low, other_low)
    if kind == "giou":
        area = enclosing.prod(1)
        return iou - (area - covered) / area
    distance = (centre - boxes[:, :2]).square().sum(1) / enclosing.square().sum(1)
    angle = torch.atan(boxes[:, 2] / boxes[:, 3]) - torch.atan(size[:, 0] / size[:, 1])
    v = 4 / math.pi**2 * angle.square()
    with torch.no_grad():
        alpha = v / (v - iou + (1 + 1e-7))
    return iou - distance - alpha * v


def dialect_loss(dialect, raws, scales, weights):
    """Box, objectness and class loss."""
    box = objectness = classes = 0
    for raw, scale, scale_weight in zip(raws, scales, dialect.scale_weights):
        values = raw.view(-1, scale.channels)
        target = torch.zeros(values.shape[0])
        if len(scale.where):
            found = values[scale.where]
            if dialect.squares_sigmoid:
                centre = 2 * torch.sigmoid(found[:, :2]) - 0.5
                size = (2 * torch.sigmoid(found[:, 2:4])).square() * scale.anchors
            else:
                centre = torch.sigmoid(found[:, :2])
                size = torch.exp(found[:, 2:4]).clamp(max=dialect.largest_factor) * scale.anchors
            overlap = overlap_of(dialect.overlap, centre, size, scale.boxes)
            box = box + (1 - overlap).mean()
            target[scale.where[scale.last]] = overlap.detach()[scale.last].clamp(min=0)
            classes = classes + F.binary_cross_entropy_with_logits(found[:, 5:], scale.classes)
        objectness = objectness + scale_weight * F.binary_cross_entropy_with_logits(values[:, 4], target)
    return box * weights[0], objectness * weights[1], classes * weights[2]


class DialectWorkload:
    """The heads and objects in a folder that detloss-benchmark wrote in a dialect."""

    def __init__(self, folder, dialect):
        folder = pathlib.Path(folder)
        config = json.loads((folder / "config.json").read_text())
        assert config["dialect"] == dialect.name, "another dialect's gradient would be compared with"
        heads, objects = np.load(folder / "heads.npz"), np.load(folder / "objects.npz")
        self.gradients = np.load(folder / "gradients.npz")
        listed = objects["image"].astype(int), objects["class"].astype(int), objects["box"]
        self.names = [scale["name"] for scale in config["scales"]]
        self.scales = [
            DialectScale(dialect, scale["stride"], scale["anchors"], heads[scale["name"]], listed,
                         config["classes"])
            for scale in config["scales"]]
        images, rows, _, _ = heads[self.names[0]].shape
        side = rows * config["scales"][0]["stride"]
        gains = (1, 1, 1)
        if dialect.has_gains:
            layers = 3 / len(self.scales)
            gains = (layers, layers * (side / IMAGE_SIZE) ** 2, layers * config["classes"] / CLASS_COUNT)
        batch = images if dialect.times_batch else 1
        self.weights = [weight * gain * batch for weight, gain in zip(dialect.weights, gains)]

    def expected(self, _):
        return [self.gradients[name] for name in self.names]


class DialectForm:
    """A dialect's loss in PyTorch as something to check and to time."""

    def __init__(self, dialect, workload, compiles=False):
        self.name = f"{dialect.name} in PyTorch" + (", compiled" if compiles else "")

        # Everything but the numbers is known to the compiler, as in the framework's own call.
        def function(*raws):
            return dialect_loss(dialect, raws, workload.scales, workload.weights)

        if compiles:
            # What was compiled for the dialect before counts against the most that is compiled.
            torch._dynamo.reset()
            function = torch.compile(function, dynamic=False)
        self.function = function
        self.raws = [scale.raw for scale in workload.scales]
        self.leaves = [raw.clone().requires_grad_() for raw in self.raws]

    def loss(self):
        with torch.no_grad():
            return self.function(*self.raws)

    def gradient(self):
        return torch.autograd.grad(sum(self.function(*self.leaves)), self.leaves)

    def parts(self):
        return [float(part) for part in self.loss()]

    def gradients(self):
        return [gradient.numpy() for gradient in self.gradient()]
