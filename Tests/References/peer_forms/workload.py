"""A workload that detloss-benchmark wrote, with the reference's targets made once more by this file.

The assignment is the reference's: each anchor stands in the middle of the object's cell; on every
scale an object gets the anchors whose IoU with it exceeds 0.3, or where there is none the best of
all. The last object in the file keeps an anchor that several got.
"""

import json
import pathlib

import numpy as np

# The reference makes room for so many objects on every scale.
REFERENCE_ROOM = 150

ASSIGNMENT_IOU = 0.3
LABEL_SMOOTHING = 0.01


class Scale:
    """One scale: its raw head, and its targets in dense and in sparse form.

    raw        [N, S, S, 3 (5 + C)]   float32
    label      [N, S, S, 3, 5 + C]    centre, size in pixels, 1, smoothed classes; zeros elsewhere
    boxes      [N, M, 4]              centre and size of the objects on this scale, padded with zeros
    positives  (image, row, column, anchor) of each responsible anchor, in the order of the array
    """

    def __init__(self, name, stride, anchors, raw, classes):
        self.name, self.stride, self.classes = name, stride, classes
        self.anchors = np.asarray(anchors, np.float64)
        self.raw = raw
        images, rows, columns, _ = raw.shape
        self.label = np.zeros((images, rows, columns, len(anchors), 5 + classes), np.float32)
        self.listed = [[] for _ in range(images)]

    def overlaps(self, box):
        """The IoU of an object with the anchors of its cell."""
        cell = np.minimum(np.floor(box[:2] / self.stride), np.array(self.raw.shape[2:0:-1]) - 1)
        centre = (cell + 0.5) * self.stride
        low = np.maximum(box[:2] - box[2:] / 2, centre - self.anchors / 2)
        high = np.minimum(box[:2] + box[2:] / 2, centre + self.anchors / 2)
        shared = np.prod(np.maximum(high - low, 0), axis=1)
        covered = np.prod(box[2:]) + np.prod(self.anchors, axis=1) - shared
        return cell.astype(int), shared / covered

    def put(self, image, box, class_id, cell, anchors):
        """Makes anchors of a cell responsible for an object."""
        for anchor in anchors:
            entry = self.label[image, cell[1], cell[0], anchor]
            entry[:4], entry[4] = box, 1
            entry[5:] = LABEL_SMOOTHING / self.classes
            entry[5 + class_id] += 1 - LABEL_SMOOTHING
        self.listed[image].append(box)

    def boxes(self, room=None):
        """The objects of this scale, with room for so many or for the most that an image has."""
        room = room or max(1, max(map(len, self.listed)))
        boxes = np.zeros((len(self.listed), room, 4), np.float32)
        for image, listed in enumerate(self.listed):
            boxes[image, :len(listed)] = listed
        return boxes

    @property
    def positives(self):
        return np.nonzero(self.label[..., 4])


class Workload:
    """The heads and objects in a folder, and what detloss-benchmark makes of them."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        config = json.loads((folder / "config.json").read_text())
        assert config["dialect"] == "reference", "the peers compute the reference's loss"
        self.folder, self.classes = folder, config["classes"]
        heads = np.load(folder / "heads.npz")
        channels = 3 * (5 + self.classes)
        self.is_planes = heads[config["scales"][0]["name"]].shape[1] == channels
        self.scales = []
        for scale in config["scales"]:
            raw = heads[scale["name"]]
            if self.is_planes:
                raw = np.ascontiguousarray(raw.transpose(0, 2, 3, 1))
            self.scales.append(
                Scale(scale["name"], scale["stride"], scale["anchors"], raw, self.classes))
        self.planes = [heads[scale.name] for scale in self.scales] if self.is_planes else None
        self.images = self.scales[0].raw.shape[0]
        self.assign(np.load(folder / "objects.npz"))

    def assign(self, objects):
        for image, class_id, (left, top, right, bottom) in zip(
                objects["image"].astype(int), objects["class"].astype(int), objects["box"]):
            box = np.array([(left + right) / 2, (top + bottom) / 2, right - left, bottom - top])
            found = [scale.overlaps(box) for scale in self.scales]
            if max(overlaps.max() for _, overlaps in found) > ASSIGNMENT_IOU:
                for scale, (cell, overlaps) in zip(self.scales, found):
                    anchors = np.flatnonzero(overlaps > ASSIGNMENT_IOU)
                    if len(anchors):
                        scale.put(image, box, class_id, cell, anchors)
            else:
                best = int(np.argmax([overlaps.max() for _, overlaps in found]))
                cell, overlaps = found[best]
                self.scales[best].put(image, box, class_id, cell, [int(np.argmax(overlaps))])

    def expected(self, name):
        """The arrays that detloss-benchmark wrote under a name, one for each scale."""
        arrays = np.load(self.folder / f"{name}.npz")
        return [arrays[scale.name] for scale in self.scales]
