"""Checks a loss written in PyTorch against a framework's own run, stored in Tests/Fixtures/dialects.

    python3 Tests/References/check_torch_loss.py Tests/Fixtures/dialects/dena/random-256-c3

Put your own function in place of `loss`; Tests/Fixtures/dialects/README.md says what stands in which file.
This one is the function that darknet trains on, as the dialects dena and darknet-pjreddie have it.
"""

import json, pathlib, sys
import numpy as np, torch
from torch.nn.functional import binary_cross_entropy_with_logits as bce

case = pathlib.Path(sys.argv[1])
setup, expected = (json.loads((case / name).read_text()) for name in ("setup.json", "expected.json"))
inputs = case.parent.parent / "inputs"
labels = (inputs / setup.get("labels", setup["inputs"]) / "labels.txt").read_text().splitlines()
# Corners in pixels of the network input and a class, an image a line.
objects = [[[float(v) for v in box.split(",")] for box in line.split()[1:]] for line in labels]
width, height, classes = setup["input"]["width"], setup["input"]["height"], setup["class_count"]
anchors = torch.tensor(setup["anchors_in_pixels"], dtype=torch.float64)


def loss(heads, objects):
    """The parts of the loss of all images; heads [N, H, W, A, 5 + C], in the order of the scales."""
    box = objectness = classification = torch.zeros((), dtype=torch.float64)
    for image, boxes in enumerate(objects):
        truth = torch.tensor(boxes, dtype=torch.float64).reshape(-1, 5)
        corners, sides = truth[:, :4], truth[:, 2:4] - truth[:, :2]
        shared = torch.minimum(sides[:, None], anchors.reshape(1, -1, 2)).prod(2)
        best = (shared / (sides.prod(1)[:, None] + anchors.reshape(1, -1, 2).prod(2) - shared)).argmax(1)
        for scale, head in enumerate(heads):
            raw, stride, count = head[image], setup["strides"][scale], anchors.shape[1]
            rows, columns = torch.meshgrid(*map(torch.arange, raw.shape[:2]), indexing="ij")
            cells = torch.stack([columns, rows], 2)[:, :, None]
            center, size = (raw[..., :2].sigmoid() + cells) * stride, raw[..., 2:4].exp() * anchors[scale]
            low, high = center - size / 2, center + size / 2
            overlap = torch.zeros(raw.shape[:3], dtype=torch.float64)
            for x1, y1, x2, y2 in corners.tolist():
                lower, upper = torch.tensor([[x1, y1], [x2, y2]], dtype=torch.float64)
                both = (torch.minimum(high, upper) - torch.maximum(low, lower)).clamp(min=0).prod(3)
                area = size.prod(3) + (x2 - x1) * (y2 - y1) - both
                overlap = torch.maximum(overlap, both / area)
            counts, targets = overlap.detach() <= 0.7, torch.zeros_like(raw[..., 5:])
            kept = {}  # The last object of an anchor has its box; the classes of all are asked for.
            for index in range(len(truth)):
                if best[index] // count != scale:
                    continue
                x, y = ((corners[index, :2] + corners[index, 2:]) / 2 / stride).tolist()
                site = (int(y), int(x), int(best[index] % count))
                kept[site] = (index, torch.tensor([x - int(x), y - int(y)], dtype=torch.float64))
                targets[site][int(truth[index, 4])] = 1
            for site, (index, offset) in kept.items():
                counts[site] = False
                small = 2 - sides[index].prod() / (width * height)
                ratio = (sides[index] / anchors[scale, site[2]]).log()
                box = box + small * bce(raw[site][:2], offset, reduction="sum")
                box = box + small * ((raw[site][2:4] - ratio) ** 2).sum() / 2
                objectness = objectness + bce(raw[site][4], torch.ones((), dtype=torch.float64))
                classification = classification + bce(raw[site][5:], targets[site], reduction="sum")
            logits = raw[..., 4][counts]
            objectness = objectness + bce(logits, torch.zeros_like(logits), reduction="sum")
    return {"box": box, "objectness": objectness, "classification": classification}


arrays, gradients = np.load(inputs / setup["inputs"] / "heads.npz"), np.load(case / "gradients.npz")
raw = [torch.tensor(arrays[name].astype(np.float64), requires_grad=True) for name in setup["scale_names"]]
heads = [head.reshape(*head.shape[:3], anchors.shape[1], 5 + classes) for head in raw]
parts = loss(heads, objects)
theirs = (expected.get("components") or expected)["loss"]
wrong = False
for name, value in parts.items():
    error = abs(value.item() - theirs[name]) / max(abs(theirs[name]), 1e-3)
    wrong |= error > 1e-6
    print(f"{name:15} {value.item():18.9f}  the framework {theirs[name]:18.9f}  relative error {error:.1e}")
sum(parts.values()).backward()
largest = max(np.abs(gradients[name]).max() for name in setup["scale_names"])
worst = max(np.abs(head.grad.numpy() - gradients[name]).max() for head, name in zip(raw, setup["scale_names"]))
print(f"gradient: worst error {worst / largest:.1e} of the largest entry")
sys.exit(int(wrong or worst > 2e-5 * largest))
