"""Computes the loss functions with PyTorch, in double precision, for random input.

The output is checked in; LossFunctionsTests compares it with the Swift module. To make it anew,
in an environment that has torch:

    python Tests/References/loss_functions.py > Tests/LossFunctionsTests/Data/pytorch.json

Where PyTorch has the loss, its function is called; the others are their formula, written down
once more, and differentiated by autograd.
"""

import json
import math
import platform

import torch
import torch.nn.functional as F

SEED = 20_240_607
generator = torch.Generator().manual_seed(SEED)


def normal(*shape, spread=2.0):
    return spread * torch.randn(*shape, generator=generator, dtype=torch.float64)


def uniform(*shape):
    return torch.rand(*shape, generator=generator, dtype=torch.float64)


def labels(count, classes):
    return torch.randint(classes, (count,), generator=generator)


def distributions(*shape):
    return torch.softmax(normal(*shape), dim=-1)


cases = []


def case(loss, function, differentiable, constants=None, numbers=None, mean=None):
    """Records a loss that gives one value for each element or sample.

    `function` takes the tensors by name; `mean` says how to reduce its values where that is not
    their plain mean.
    """
    inputs = {name: x.clone().requires_grad_(True) for name, x in differentiable.items()}
    constants = constants or {}
    values = function(**inputs, **constants)
    reduced = {"sum": values.sum(), "mean": mean(**inputs, **constants) if mean else values.mean()}
    record = {"loss": loss, "numbers": numbers or {}, "values": values.flatten().tolist()}
    everything = {**differentiable, **constants}
    record["inputs"] = {name: x.flatten().tolist() for name, x in everything.items()}
    record["reduced"] = {name: value.item() for name, value in reduced.items()}
    record["gradients"] = {}
    for name, value in reduced.items():
        gradients = torch.autograd.grad(value, list(inputs.values()), retain_graph=True)
        record["gradients"][name] = {
            key: gradient.flatten().tolist() for key, gradient in zip(inputs, gradients)
        }
    cases.append(record)


# Regression.

regression = {"predictions": normal(8)}
target = {"targets": normal(8)}
case("l1", lambda predictions, targets: F.l1_loss(predictions, targets, reduction="none"),
     regression, target)
case("l2", lambda predictions, targets: F.mse_loss(predictions, targets, reduction="none"),
     regression, target)
for beta in (0.0, 1 / 9, 1.0, 2.5):
    case("smoothL1",
         lambda predictions, targets: F.smooth_l1_loss(
             predictions, targets, reduction="none", beta=beta),
         regression, target, {"beta": beta})


def weighted_smooth_l1(predictions, targets, anchorWeights, codeWeights, beta=1 / 9):
    known = ~torch.isnan(targets)
    difference = torch.where(known, predictions - torch.nan_to_num(targets), 0.0) * codeWeights
    flat = F.smooth_l1_loss(difference, torch.zeros_like(difference), reduction="none", beta=beta)
    return flat * anchorWeights[:, None]


codes = normal(4, 3)
codes[1, 2] = codes[3, 0] = math.nan
case("weightedSmoothL1", weighted_smooth_l1, {"predictions": normal(4, 3)},
     {"targets": codes, "anchorWeights": uniform(4), "codeWeights": 2 * uniform(3)},
     {"codes": 3, "beta": 1 / 9})

# Yes-or-no questions.

logit = torch.tensor([-1000, -40, -3, 0, 2, 40, 1000], dtype=torch.float64)
logit = {"logits": torch.cat([logit, logit, normal(10)])}
answer = {"targets": torch.cat([torch.zeros(7), torch.ones(7), uniform(10)]).double()}


def bce(logits, targets, **options):
    return F.binary_cross_entropy_with_logits(logits, targets, reduction="none", **options)


def miss(logits, targets):
    return targets * torch.sigmoid(-logits) + (1 - targets) * torch.sigmoid(logits)


def balance(targets, alpha):
    return 1.0 if alpha is None else targets * alpha + (1 - targets) * (1 - alpha)


case("sigmoidCrossEntropy", bce, logit, answer)
case("weightedSigmoidCrossEntropy",
     lambda logits, targets, positiveWeights: bce(logits, targets, pos_weight=positiveWeights),
     {"logits": normal(4, 3)},
     {"targets": uniform(4, 3), "positiveWeights": 3 * uniform(3)})
for gamma in (0.0, 1.0, 1.5, 2.0):
    case("squaredDistanceFocal",
         lambda logits, targets: 0.75
         * torch.abs(targets - torch.sigmoid(logits)) ** gamma * bce(logits, targets),
         {"logits": normal(10)}, {"targets": uniform(10)}, {"alpha": 0.75, "gamma": gamma})
    case("sigmoidFocal",
         lambda logits, targets, weights: balance(targets, 0.25)
         * miss(logits, targets) ** gamma * bce(logits, targets) * weights[:, None],
         {"logits": normal(5, 2)}, {"targets": uniform(5, 2), "weights": uniform(5)},
         {"alpha": 0.25, "gamma": gamma, "classes": 2})
    if gamma > 0:
        case("sigmoidFocalStar",
             lambda logits, targets: -balance(targets, 0.25)
             * F.logsigmoid(gamma * logits * (2 * targets - 1)) / gamma,
             {"logits": normal(10)}, {"targets": uniform(10)}, {"alpha": 0.25, "gamma": gamma})

# Choices among classes.

SAMPLES, CLASSES = 6, 5
choice = {"logits": normal(SAMPLES, CLASSES)}
label = {"labels": labels(SAMPLES, CLASSES)}
class_weights = {"classWeights": uniform(CLASSES)}
size = {"classes": CLASSES}


def article_smoothing(logits, labels, smoothing):
    weights = torch.full_like(logits, smoothing / (logits.shape[1] - 1))
    weights[torch.arange(len(labels)), labels] = 1 - smoothing
    return -(weights * F.log_softmax(logits, dim=1)).sum(dim=1)


def softmax_focal(logits, labels, alpha, gamma):
    surprise = F.cross_entropy(logits, labels, reduction="none")
    return alpha[labels] * (1 - torch.exp(-surprise)) ** gamma * surprise


for smoothing in (0.0, 0.1):
    case("softmaxCrossEntropy",
         lambda logits, labels, classWeights: F.cross_entropy(
             logits, labels, classWeights, reduction="none", label_smoothing=smoothing),
         choice, {**label, **class_weights}, {**size, "overAllClasses": smoothing},
         lambda logits, labels, classWeights: F.cross_entropy(
             logits, labels, classWeights, label_smoothing=smoothing))
    case("softmaxCrossEntropyOfDistributions",
         lambda logits, targets, classWeights: F.cross_entropy(
             logits, targets, classWeights, reduction="none", label_smoothing=smoothing),
         choice, {"targets": distributions(SAMPLES, CLASSES), **class_weights},
         {**size, "overAllClasses": smoothing},
         lambda logits, targets, classWeights: F.cross_entropy(
             logits, targets, classWeights, label_smoothing=smoothing))
case("softmaxCrossEntropyOverOthers",
     lambda logits, labels: article_smoothing(logits, labels, 0.1),
     choice, label, {**size, "overOtherClasses": 0.1})
case("weightedCrossEntropy",
     lambda logits, targets, weights: weights * F.cross_entropy(
         logits, targets.argmax(dim=1), reduction="none"),
     choice,
     {"targets": F.one_hot(label["labels"], CLASSES).double(), "weights": uniform(SAMPLES)}, size)
for gamma in (0.0, 0.5, 2.0):
    case("softmaxFocal", lambda logits, labels, alpha: softmax_focal(logits, labels, alpha, gamma),
         choice, {**label, "alpha": uniform(CLASSES)}, {**size, "gamma": gamma})


def keypoint(logits, targets, weights):
    surprise = F.kl_div(F.log_softmax(logits, dim=1), targets, reduction="none")
    return weights * surprise.sum(dim=1)


heads = {"logits": normal(4, 6)}
bins = {"targets": distributions(4, 6), "weights": uniform(4)}
case("keypointDivergence", keypoint, heads, bins, {"bins": 6})
case("articleKeypointDivergence", lambda **inputs: keypoint(**inputs) / 6, heads, bins,
     {"bins": 6})

# Features and class vectors.

FEATURES = 3
vectors = {"features": normal(SAMPLES, FEATURES), "weights": normal(FEATURES, CLASSES)}
# Against its own class: there the margin passes half a turn.
vectors["features"][0] = -1.5 * vectors["weights"][:, label["labels"][0]] + 0.1


def cosines(features, weights):
    return F.normalize(features) @ F.normalize(weights, dim=0)


def arc_face(features, weights, labels, scale, margin, monotonic):
    cosine = cosines(features, weights)
    moved = torch.cos(torch.acos(cosine) + margin)
    if monotonic:
        guarded = cosine - margin * math.sin(math.pi - margin)
        moved = torch.where(cosine > math.cos(math.pi - margin), moved, guarded)
    chosen = F.one_hot(labels, weights.shape[1]).bool()
    return F.cross_entropy(scale * torch.where(chosen, moved, cosine), labels, reduction="none")


case("modifiedSoftmax",
     lambda features, weights, labels: F.cross_entropy(
         features @ F.normalize(weights, dim=0), labels, reduction="none"),
     vectors, label, size)
short = normal(FEATURES, CLASSES)
# One column that is cut off by nothing and only grown.
short[:, 1] *= 1e-7
case("articleModifiedSoftmax",
     lambda features, weights, labels: F.cross_entropy(
         features @ weights.renorm(2, 1, 1e-5).mul(1e5), labels, reduction="none"),
     {**vectors, "weights": short}, label, size)
case("normFace",
     lambda features, weights, labels: F.cross_entropy(
         16 * cosines(features, weights), labels, reduction="none"),
     vectors, label, {**size, "scale": 16})
for monotonic in (0, 1):
    case("arcFace",
         lambda features, weights, labels: arc_face(
             features, weights, labels, 8.0, 0.5, monotonic),
         vectors, label, {**size, "scale": 8, "margin": 0.5, "monotonic": monotonic})
centers = {"features": normal(SAMPLES, FEATURES), "centers": normal(CLASSES, FEATURES)}
case("center",
     lambda features, centers, labels: 0.5 * ((features - centers[labels]) ** 2).sum(dim=1),
     centers, label, size)
case("articleCenter",
     lambda features, centers, labels: (
         torch.dist(features, centers[labels]) / (2 * len(labels))).reshape(1),
     centers, label, size)

# Regions.

region = {"probabilities": uniform(3, 8)}
truth = {"targets": (uniform(3, 8) > 0.6).double()}


def dice(probabilities, targets, above, below):
    shared = (probabilities * targets).sum(dim=1)
    return 1 - (2 * shared + above) / (probabilities.sum(dim=1) + targets.sum(dim=1) + below)


case("dice", lambda **inputs: dice(**inputs, above=0.7, below=0.7), region, truth,
     {"elements": 8, "smoothing": 0.7})
case("articleDoubleSmoothedDice", lambda **inputs: dice(**inputs, above=2, below=1), region, truth,
     {"elements": 8})
case("articleUnsmoothedDice",
     lambda probabilities, targets: dice(
         probabilities.reshape(1, -1), targets.reshape(1, -1), 0, 1e-6),
     region, truth)


def mined(loss, targets, ratio, epsilon):
    positive = targets == 1
    positives = int(positive.sum())
    count = min(int((~positive).sum()), int(positives * ratio))
    kept = loss[positive].sum() + loss[~positive].topk(count).values.sum()
    return kept / (positives + count + epsilon)


sparse = {"targets": F.one_hot(labels(3, 12), 12).double()}
case("hardExampleMining",
     lambda logits, targets: torch.stack(
         [mined(loss, t, 3.0, 0.0) for loss, t in zip(bce(logits, targets), targets)]),
     {"logits": normal(3, 12)}, sparse, {"elements": 12})
case("articleHardExampleMining",
     lambda probabilities, targets: mined(
         F.binary_cross_entropy(probabilities, targets, reduction="none"), targets, 3.0, 1e-6
     ).reshape(1),
     {"probabilities": uniform(3, 12)}, sparse)

versions = {"python": platform.python_version(), "torch": torch.__version__}


def plain(x):
    """Not-a-number is no number in JSON either; null stands for it."""
    if isinstance(x, dict):
        return {key: plain(value) for key, value in x.items()}
    if isinstance(x, list):
        return [plain(value) for value in x]
    return None if isinstance(x, float) and math.isnan(x) else x


print(json.dumps({"versions": versions, "seed": SEED, "cases": plain(cases)},
                 allow_nan=False, separators=(",", ":")).replace('{"loss"', '\n{"loss"'))
