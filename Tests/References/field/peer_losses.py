"""Losses that peers have and the library lacked (FIELD, section 7): values and gradients in double precision.

    python3 -m venv v && v/bin/pip install numpy==2.4.6 torch==2.15.0
    v/bin/python Tests/References/field/peer_losses.py [w/x]     # from the root of the package

Writes Tests/Fixtures/field/losses.json, in the form that LossFunctionsTests' ReferenceCase reads: inputs flat,
`values` one for each element or sample, `reduced` their sum and mean, `gradients` of both by the inputs. Where
PyTorch has the loss it is called (where two sides of a box are equal, the last pair of the overlaps, it
shares the slope between them); the others are their formula, and where an unpacked mmdet 3.3.0 stands
in w/x (see confirm.py) they are held against its own function. The same bytes at every run.
"""

import sys

import torch
import torch.nn.functional as F

from common import FIXTURES

import json
import math

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
generator = torch.Generator().manual_seed(20_260_121)
cases, checks = [], []


def normal(*shape, spread=2.0):
    return spread * torch.randn(*shape, generator=generator)


def uniform(*shape):
    return torch.rand(*shape, generator=generator)


def case(loss, function, differentiable, constants=None, numbers=None, mean=None, shape=None):
    constants = constants or {}
    inputs = {name: x.clone().requires_grad_(True) for name, x in differentiable.items()}
    values = function(**inputs, **constants)
    reduced = {"sum": values.sum(), "mean": mean(values, **constants) if mean else values.mean()}
    record = {"loss": loss, "numbers": numbers or {}, "values": values.flatten().tolist(),
              "inputs": {name: x.double().flatten().tolist() for name, x in {**differentiable, **constants}.items()},
              "reduced": {name: value.item() for name, value in reduced.items()}, "gradients": {}}
    if shape:
        record["shape"] = list(shape)
    for name, value in reduced.items():
        found = torch.autograd.grad(value, list(inputs.values()), retain_graph=True)
        record["gradients"][name] = {key: g.flatten().tolist() for key, g in zip(inputs, found)}
    cases.append(record)
    return values.detach()


def bce(logits, targets, **options):
    return F.binary_cross_entropy_with_logits(logits, targets, reduction="none", **options)


# A label that is left out: 0 for its sample, no gradient; the mean is over the others.
logits = normal(7, 5)
labels = torch.tensor([2, -100, 0, 4, -100, 1, 3])
case("softmaxCrossEntropyIgnoring", lambda logits, labels: F.cross_entropy(logits, labels, reduction="none", ignore_index=-100),
     {"logits": logits}, {"labels": labels}, {"classes": 5, "ignored": -100}, mean=lambda values, labels: values.sum() / (labels != -100).sum())
case("softmaxCrossEntropyIgnoring", lambda logits, labels: F.cross_entropy(logits, labels, reduction="none", ignore_index=2),
     {"logits": logits}, {"labels": torch.tensor([2, 1, 0, 4, 2, 1, 3])}, {"classes": 5, "ignored": 2}, mean=lambda values, labels: values.sum() / (labels != 2).sum())
for smoothing in (0.1,):
    case("softmaxCrossEntropyIgnoring",
         lambda logits, labels: F.cross_entropy(logits, labels, reduction="none", ignore_index=-100, label_smoothing=smoothing),
         {"logits": logits}, {"labels": labels}, {"classes": 5, "ignored": -100, "smoothing": smoothing},
         mean=lambda values, labels: values.sum() / (labels != -100).sum())

# A weight for each element, alone and with a positive weight.
z, t, w = normal(4, 3), uniform(4, 3), 3 * uniform(4, 3)
w[1, 1] = 0
case("sigmoidCrossEntropyWeighted", lambda logits, targets, weights: bce(logits, targets, weight=weights), {"logits": z}, {"targets": t, "weights": w})
case("sigmoidCrossEntropyWeighted", lambda logits, targets, weights, positiveWeights: bce(logits, targets, weight=weights, pos_weight=positiveWeights),
     {"logits": z}, {"targets": t, "weights": w, "positiveWeights": 3 * uniform(3)})

# Huber's loss is beta times smooth L1.
p, q = normal(12), normal(12)
q[3] = p[3]
q[4] = p[4] + 1.0
for delta in (0.1, 1.0, 2.5):
    case("huber", lambda predictions, targets: F.huber_loss(predictions, targets, reduction="none", delta=delta), {"predictions": p}, {"targets": q}, {"delta": delta})

# Classes along another axis: N, C, H, W.
grid = normal(2, 3, 2, 2)
places = torch.randint(3, (2, 2, 2), generator=generator)
case("softmaxCrossEntropyAlongAxis", lambda logits, labels: F.cross_entropy(logits, labels, reduction="none"), {"logits": grid}, {"labels": places},
     {"classes": 3, "axis": 1}, shape=grid.shape)
case("softmaxCrossEntropyAlongAxis", lambda logits, targets: F.cross_entropy(logits, targets, reduction="none"), {"logits": grid},
     {"targets": torch.softmax(normal(2, 3, 2, 2), 1)}, {"classes": 3, "axis": 1}, shape=grid.shape)


# Quality focal loss: |y - s|^beta BCE(s, y); y is the quality at the label's class, 0 elsewhere.
def quality(logits, targets, beta=2.0):
    return torch.abs(targets - torch.sigmoid(logits)) ** beta * bce(logits, targets)


z, label, score = normal(6, 4), torch.tensor([0, 3, 4, 1, 4, 2]), uniform(6)
y = torch.zeros(6, 4)
for i, c in enumerate(label):
    if c < 4:
        y[i, c] = score[i]
for beta in (2.0, 1.0, 1.5):
    checks.append(("gfocal_loss.py", "quality_focal_loss", (z, (label, score)), {"beta": beta},
                   case("qualityFocal", lambda logits, targets: quality(logits, targets, beta), {"logits": z}, {"targets": y}, {"beta": beta}).sum(1)))


# Varifocal loss: q BCE for q > 0 (or BCE alone), alpha |s - q|^gamma BCE for q = 0.
def varifocal(logits, targets, alpha=0.75, gamma=2.0, weighted=True):
    positive = (targets > 0).double()
    weight = (targets if weighted else 1.0) * positive + alpha * torch.abs(torch.sigmoid(logits) - targets) ** gamma * (1 - positive)
    return weight * bce(logits, targets)


for alpha, gamma, weighted in ((0.75, 2.0, True), (0.25, 1.5, True), (0.75, 2.0, False)):
    checks.append(("varifocal_loss.py", "varifocal_loss", (z, y), {"alpha": alpha, "gamma": gamma, "iou_weighted": weighted, "reduction": "none"},
                   case("varifocal", lambda logits, targets: varifocal(logits, targets, alpha, gamma, weighted), {"logits": z}, {"targets": y},
                        {"alpha": alpha, "gamma": gamma, "iouWeighted": float(weighted)})))

# Losses of an overlap: 1 - IoU, 1 - IoU squared, -ln IoU (mmdetection clamps IoU at 1e-6: no gradient below).
corner = 40 * uniform(10, 2)
truth = torch.cat([corner, corner + 5 + 30 * uniform(10, 2)], 1)
guess = truth + normal(10, 4, spread=3.0)
guess[8] = torch.tensor([100.0, 100, 120, 130])                 # apart
guess[9] = truth[9]                                              # equal


def iou(a, b):
    size = (torch.minimum(a[:, 2:], b[:, 2:]) - torch.maximum(a[:, :2], b[:, :2])).clamp(min=0)
    common = size[:, 0] * size[:, 1]
    return common / ((a[:, 2:] - a[:, :2]).prod(1) + (b[:, 2:] - b[:, :2]).prod(1) - common)


for name, code, form in (("linear", 0, lambda x: 1 - x), ("square", 1, lambda x: 1 - x**2), ("log", 2, lambda x: -x.log())):
    checks.append(("iou_loss.py", "iou_loss", (guess, truth), {"mode": name},
                   case(f"iou{name.capitalize()}", lambda predictions, targets: form(iou(predictions, targets).clamp(min=1e-6)),
                        {"predictions": guess}, {"targets": truth}, {"clamp": 1e-6})))

# Classes that are masked out with minus infinity (here by their numbers): the loss is that of the others.
masked = []
for x, label, out in (([1.0, 2.0, 0.5], 1, [0, 2]), ([3.0, -1.0, 0.2, 4.0], 2, [0]), ([0.0, 0.0, 7.0], 0, [1]), ([5.0], 0, []), ([-800.0, 800.0, 1.0], 0, [1])):
    v = torch.tensor(x)
    v[out] = -math.inf
    v.requires_grad_(True)
    value = F.cross_entropy(v[None], torch.tensor([label]))
    (slope,) = torch.autograd.grad(value, v)
    masked.append({"logits": x, "masked": out, "label": label, "loss": value.item(), "gradient": [0.0 if k in out else g for k, g in enumerate(slope.tolist())]})

if len(sys.argv) > 1:
    import pathlib
    from functools import partial

    def overlaps(a, b, is_aligned):
        return iou(a, b)

    for source, name, arguments, options, mine in checks:
        scope = {"torch": torch, "F": F, "math": math, "Tensor": torch.Tensor, "bbox_overlaps": overlaps, "partial": partial,
                 "weight_reduce_loss": lambda loss, *rest: loss}
        import ast
        path = pathlib.Path(sys.argv[1]) / "mmdet/mmdet/models/losses" / source
        node = next(n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.FunctionDef) and n.name == name)
        node.decorator_list, node.returns = [], None
        for a in node.args.args:
            a.annotation = None
        exec(compile(ast.Module([node], []), source, "exec"), scope)
        theirs = scope[name](*arguments, **options)
        error = (theirs - mine).abs().max().item()
        print(f"mmdet {name:22} {options} largest difference {error:.1e}")
        assert error < 1e-14, name

text = json.dumps({"versions": {"torch": torch.__version__.split("+")[0]}, "seed": 20_260_121, "cases": cases,
                   "masked": masked}, allow_nan=False, separators=(",", ":"))
(FIXTURES / "losses.json").write_text(text.replace('{"loss"', '\n{"loss"').replace('"masked":[{', '"masked":[\n{') + "\n")
print("losses.json:", len(text), "bytes,", len(cases), "cases")
