"""The reference's loss and decoding in PyTorch: dense, sparse and compiled."""

import numpy as np
import torch
import torch.nn.functional as F

BACKGROUND_IOU = 0.5


class TorchScale:
    """One scale as tensors."""

    def __init__(self, scale):
        images, rows, columns, _ = scale.raw.shape
        self.shape = (images, rows, columns, 3, 5 + scale.classes)
        self.stride = float(scale.stride)
        self.anchors = torch.tensor(scale.anchors, dtype=torch.float32)
        y, x = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
        self.grid = torch.stack([x, y], -1).float()[None, :, :, None, :]
        self.raw = torch.from_numpy(scale.raw)
        self.label = torch.from_numpy(scale.label)
        self.boxes = torch.from_numpy(scale.boxes())
        self.small_box_weight = 1 / (self.stride * rows) ** 2
        where = np.ravel_multi_index(scale.positives, self.shape[:4])
        self.positives = torch.from_numpy(where)
        self.positive_labels = self.label.reshape(-1, self.shape[4])[self.positives]
        self.positive_anchors = self.anchors[self.positives % 3]
        self.positive_grid = self.grid.expand(*self.shape[:4], 2).reshape(-1, 2)[self.positives]
        self.is_background = torch.ones(int(np.prod(self.shape[:4])))
        self.is_background[self.positives] = 0


def centre_and_size(values, grid, anchors, stride):
    centre = (torch.sigmoid(values[..., 0:2]) + grid) * stride
    return centre, torch.exp(values[..., 2:4]) * anchors


def generalized_iou(centre, size, label):
    """GIoU of predictions with the boxes of their labels."""
    low, high = centre - size / 2, centre + size / 2
    label_low, label_high = label[..., 0:2] - label[..., 2:4] / 2, label[..., 0:2] + label[..., 2:4] / 2
    shared = torch.prod((torch.minimum(high, label_high) - torch.maximum(low, label_low)).clamp(min=0), -1)
    covered = torch.prod(size, -1) + torch.prod(label[..., 2:4], -1) - shared
    enclosing = torch.prod(torch.maximum(high, label_high) - torch.minimum(low, label_low), -1)
    return shared / covered - (enclosing - covered) / enclosing


def best_iou(centre, size, boxes):
    """The largest IoU of each prediction with the objects of its image; no gradient flows."""
    low, high = (centre - size / 2)[..., None, :], (centre + size / 2)[..., None, :]
    between = (boxes.shape[0],) + (1,) * (centre.dim() - 2) + (-1, 2)
    middle, extent = boxes[..., 0:2].reshape(between), boxes[..., 2:4].reshape(between)
    edges = torch.minimum(high, middle + extent / 2) - torch.maximum(low, middle - extent / 2)
    edges = edges.clamp(min=0)
    shared = edges[..., 0] * edges[..., 1]
    area = (size[..., 0] * size[..., 1])[..., None]
    return (shared / (area + extent[..., 0] * extent[..., 1] - shared)).amax(-1)


def objectness_sum(logits, target, counts):
    """(target − p)² · BCE of the anchors that count."""
    p = torch.sigmoid(logits)
    bce = F.binary_cross_entropy_with_logits(logits, target, reduction="none")
    return ((target - p).square() * bce * counts).sum()


def dense_loss(raws, scales):
    """Everything for every anchor, masked by the label, as the reference writes it."""
    box = objectness = classes = 0
    for raw, scale in zip(raws, scales):
        values = raw.view(scale.shape)
        centre, size = centre_and_size(values, scale.grid, scale.anchors, scale.stride)
        label, responsible = scale.label, scale.label[..., 4]
        weight = 2 - label[..., 2] * label[..., 3] * scale.small_box_weight
        box = box + (responsible * weight * (1 - generalized_iou(centre, size, label))).sum()
        with torch.no_grad():
            background = (1 - responsible) * (best_iou(centre, size, scale.boxes) < BACKGROUND_IOU)
        objectness = objectness + objectness_sum(values[..., 4], responsible, responsible + background)
        bce = F.binary_cross_entropy_with_logits(values[..., 5:], label[..., 5:], reduction="none")
        classes = classes + (responsible[..., None] * bce).sum()
    images = raws[0].shape[0]
    return box / images, objectness / images, classes / images


def sparse_loss(raws, scales):
    """Objectness everywhere; boxes and classes gathered where an anchor is responsible."""
    box = objectness = classes = 0
    for raw, scale in zip(raws, scales):
        images, channels = scale.shape[0], scale.shape[4]
        values = raw.view(-1, channels)
        with torch.no_grad():
            centre, size = centre_and_size(
                raw.view(scale.shape), scale.grid, scale.anchors, scale.stride)
            overlap = best_iou(centre.view(images, -1, 2), size.view(images, -1, 2), scale.boxes)
            background = (overlap.view(-1) < BACKGROUND_IOU) * scale.is_background
        logits = values[:, 4]
        p = torch.sigmoid(logits)
        objectness = objectness + (p.square() * F.softplus(logits) * background).sum()
        found, label = values[scale.positives], scale.positive_labels
        objectness = objectness + (torch.sigmoid(-found[:, 4]).square() * F.softplus(-found[:, 4])).sum()
        centre, size = centre_and_size(
            found, scale.positive_grid, scale.positive_anchors, scale.stride)
        weight = 2 - label[:, 2] * label[:, 3] * scale.small_box_weight
        box = box + (weight * (1 - generalized_iou(centre, size, label))).sum()
        classes = classes + F.binary_cross_entropy_with_logits(
            found[:, 5:], label[:, 5:], reduction="sum")
    images = raws[0].shape[0]
    return box / images, objectness / images, classes / images


class TorchForm:
    """A loss function in PyTorch as something to check and to time."""

    def __init__(self, name, function, workload):
        self.name, self.function = name, function
        self.scales = [TorchScale(scale) for scale in workload.scales]
        self.raws = [scale.raw for scale in self.scales]
        self.leaves = [raw.clone().requires_grad_() for raw in self.raws]

    def loss(self):
        with torch.no_grad():
            return self.function(self.raws, self.scales)

    def gradient(self):
        return torch.autograd.grad(sum(self.function(self.leaves, self.scales)), self.leaves)

    def parts(self):
        return [float(part) for part in self.loss()]

    def gradients(self):
        return [gradient.numpy() for gradient in self.gradient()]


def dense(workload):
    return TorchForm("PyTorch dense", dense_loss, workload)


def sparse(workload):
    return TorchForm("PyTorch sparse", sparse_loss, workload)


def compiled(workload):
    return TorchForm("PyTorch sparse, compiled", torch.compile(sparse_loss, dynamic=False), workload)


# Decoding


class Decoder:
    """Decoding in PyTorch, of rows [N, S, S, 3 (5 + C)]."""

    name = "PyTorch"

    def __init__(self, workload):
        self.scales = [TorchScale(scale) for scale in workload.scales]

    def all(self):
        decoded = []
        for scale in self.scales:
            values = scale.raw.view(scale.shape)
            centre, size = centre_and_size(values, scale.grid, scale.anchors, scale.stride)
            decoded.append(torch.cat([centre, size, torch.sigmoid(values[..., 4:])], -1))
        return decoded

    def survivors(self, threshold):
        """Boxes, classes and scores above a threshold, gathered by objectness before anything else."""
        least = float(np.log(threshold) - np.log1p(-threshold))
        found = []
        for scale in self.scales:
            values = scale.raw.view(-1, scale.shape[4])
            where = (values[:, 4] > least).nonzero()[:, 0]
            found.append(survivors_at(scale, values[where], where, threshold))
        return found


class PlanesDecoder(Decoder):
    """Decoding in PyTorch, of planes [N, 3 (5 + C), S, S]."""

    def __init__(self, workload):
        super().__init__(workload)
        self.planes = [torch.from_numpy(plane) for plane in workload.planes]

    def survivors(self, threshold):
        least = float(np.log(threshold) - np.log1p(-threshold))
        found = []
        for scale, plane in zip(self.scales, self.planes):
            images, rows, columns, anchors, channels = scale.shape
            values = plane.view(images, anchors, channels, rows, columns)
            image, anchor, row, column = (values[:, :, 4] > least).nonzero(as_tuple=True)
            where = ((image * rows + row) * columns + column) * anchors + anchor
            found.append(
                survivors_at(scale, values[image, anchor, :, row, column], where, threshold))
        return found


def survivors_at(scale, values, where, threshold):
    class_logit, class_id = values[:, 5:].max(1)
    score = torch.sigmoid(values[:, 4]) * torch.sigmoid(class_logit)
    keep = score > threshold
    values, where = values[keep], where[keep]
    anchors, columns, rows = 3, scale.shape[2], scale.shape[1]
    cell = where // anchors
    grid = torch.stack([cell % columns, cell // columns % rows], -1)
    centre, size = centre_and_size(values, grid, scale.anchors[where % anchors], scale.stride)
    return torch.cat([centre - size / 2, centre + size / 2], 1), class_id[keep], score[keep]
