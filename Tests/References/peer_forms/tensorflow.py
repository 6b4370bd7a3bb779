"""The reference's loss and decoding in TensorFlow's graph mode, in the form the reference has them.

Label tensors are dense, every object list has room for 150 boxes, and decoding makes one tensor of
everything, from which the loss takes its slices.
"""

import numpy as np
import tensorflow as tf

from .workload import REFERENCE_ROOM

BACKGROUND_IOU = 0.5


class GraphScale:
    """One scale: its constants, and the tensors that are handed to the graph."""

    def __init__(self, scale):
        images, rows, columns, _ = scale.raw.shape
        self.shape = (images, rows, columns, 3, 5 + scale.classes)
        self.stride = float(scale.stride)
        self.anchors = tf.constant(scale.anchors, tf.float32)
        y, x = np.mgrid[:rows, :columns]
        self.grid = tf.constant(np.stack([x, y], -1)[None, :, :, None, :], tf.float32)
        self.raw = tf.constant(scale.raw)
        self.label = tf.constant(scale.label)
        self.boxes = tf.constant(scale.boxes(REFERENCE_ROOM))
        self.input_area = (self.stride * rows) ** 2


def decode(raw, scale):
    """Every value of every anchor, in one tensor."""
    values = tf.reshape(raw, scale.shape)
    centre = (tf.sigmoid(values[..., 0:2]) + scale.grid) * scale.stride
    size = tf.exp(values[..., 2:4]) * scale.anchors
    return tf.concat([centre, size, tf.sigmoid(values[..., 4:5]), tf.sigmoid(values[..., 5:])], -1)


def corners(box):
    return box[..., :2] - box[..., 2:] * 0.5, box[..., :2] + box[..., 2:] * 0.5


def shared_area(a, b):
    (a_low, a_high), (b_low, b_high) = a, b
    sides = tf.maximum(tf.minimum(a_high, b_high) - tf.maximum(a_low, b_low), 0.0)
    return sides[..., 0] * sides[..., 1]


def generalized_iou(a, b):
    a_corners, b_corners = corners(a), corners(b)
    shared = shared_area(a_corners, b_corners)
    covered = a[..., 2] * a[..., 3] + b[..., 2] * b[..., 3] - shared
    sides = tf.maximum(a_corners[1], b_corners[1]) - tf.minimum(a_corners[0], b_corners[0])
    enclosing = sides[..., 0] * sides[..., 1]
    return shared / covered - (enclosing - covered) / enclosing


def iou(a, b):
    shared = shared_area(corners(a), corners(b))
    return shared / (a[..., 2] * a[..., 3] + b[..., 2] * b[..., 3] - shared)


def layer(raw, label, boxes, scale):
    """The three terms of one scale."""
    values = tf.reshape(raw, scale.shape)
    predicted = decode(raw, scale)
    box, p = predicted[..., 0:4], predicted[..., 4:5]
    responsible = label[..., 4:5]
    giou = generalized_iou(box, label[..., 0:4])[..., None]
    weight = 2.0 - label[..., 2:3] * label[..., 3:4] / scale.input_area
    box_loss = responsible * weight * (1 - giou)
    overlaps = iou(box[..., None, :], boxes[:, None, None, None, :, :])
    best = tf.reduce_max(overlaps, -1, keepdims=True)
    background = (1.0 - responsible) * tf.cast(best < BACKGROUND_IOU, tf.float32)
    bce = tf.nn.sigmoid_cross_entropy_with_logits(labels=responsible, logits=values[..., 4:5])
    objectness = tf.pow(responsible - p, 2) * (responsible * bce + background * bce)
    classes = responsible * tf.nn.sigmoid_cross_entropy_with_logits(
        labels=label[..., 5:], logits=values[..., 5:])
    return [tf.reduce_mean(tf.reduce_sum(term, [1, 2, 3, 4])) for term in (box_loss, objectness, classes)]


class GraphForm:
    """The loss as something to check and to time."""

    name = "TensorFlow"

    def __init__(self, workload):
        self.scales = [GraphScale(scale) for scale in workload.scales]
        self.inputs = [[scale.raw, scale.label, scale.boxes] for scale in self.scales]

        def terms(inputs):
            layers = [layer(*tensors, scale) for tensors, scale in zip(inputs, self.scales)]
            return [sum(parts) for parts in zip(*layers)]

        @tf.function
        def loss(inputs):
            return terms(inputs)

        @tf.function
        def gradient(inputs):
            raws = [tensors[0] for tensors in inputs]
            with tf.GradientTape() as tape:
                tape.watch(raws)
                total = sum(terms(inputs))
            return total, tape.gradient(total, raws)

        @tf.function
        def decoded(raws):
            return [decode(raw, scale) for raw, scale in zip(raws, self.scales)]

        self.graph_loss, self.graph_gradient, self.graph_decoded = loss, gradient, decoded

    def loss(self):
        return self.graph_loss(self.inputs)

    def gradient(self):
        return self.graph_gradient(self.inputs)[1]

    def all(self):
        return self.graph_decoded([scale.raw for scale in self.scales])

    def parts(self):
        return [float(part) for part in self.loss()]

    def gradients(self):
        return [gradient.numpy() for gradient in self.gradient()]
