"""What a peer must agree in with the toolkit before its time is worth anything."""

import numpy as np

LOSS_TOLERANCE = 1e-5
GRADIENT_TOLERANCE = 1e-5
DECODING_TOLERANCE = 1e-5


class Disagreement(Exception):
    pass


def check_loss(form, row):
    """The three terms and the total of a peer against those of a row."""
    parts = form.parts()
    expected = [row["loss"][name] for name in ("box", "objectness", "classification")]
    for name, found, wanted in zip(
            ("box", "objectness", "classification", "total"),
            [*parts, sum(parts)], [*expected, row["loss"]["total"]]):
        if not abs(found - wanted) <= LOSS_TOLERANCE * abs(wanted):
            raise Disagreement(f"{form.name}: {name} is {found}, detloss-benchmark says {wanted}")
    return abs(sum(parts) - row["loss"]["total"]) / row["loss"]["total"]


def check_form(form, row, workload):
    """A form's loss and gradient against the toolkit's, and what they differ by."""
    loss = check_loss(form, row)
    gradient = check_arrays(
        form.name, form.gradients(), workload.expected("gradients"), GRADIENT_TOLERANCE, "gradients")
    print(f"batch {row['batch']}, {form.name}: loss agrees to {loss:.1e}, gradient to {gradient:.1e}")


def check_arrays(name, found, expected, tolerance, what):
    """Every value, relative to the largest of its scale."""
    worst = 0
    for a, b in zip(found, expected):
        error = float(np.abs(a.reshape(b.shape) - b).max() / np.abs(b).max())
        if not error <= tolerance:
            raise Disagreement(f"{name}: {what} differ by {error:.2g} of the largest")
        worst = max(worst, error)
    return worst


def check_decoding(name, found, expected):
    """Every value relative to itself, as its size spans orders of magnitude."""
    for a, b in zip(found, expected):
        error = float((np.abs(np.asarray(a) - b) / np.maximum(np.abs(b), 1e-3)).max())
        if not error <= DECODING_TOLERANCE:
            raise Disagreement(f"{name}: decoded values differ by {error:.2g}")


def check_survivors(name, found, row):
    count = sum(len(scores) for _, _, scores in found)
    if count != row["detections"]:
        raise Disagreement(f"{name}: {count} survivors, detloss-benchmark says {row['detections']}")
