"""Fits what a loss costs by images, objects and classes, and draws .github/cost-model.svg.

    swift build -c release
    python3 Tests/References/cost_model.py [--measurements FILE]

Needs numpy. Runs detloss-benchmark over three sweeps that cross in one point (8 images, 10 objects
an image, 80 classes) and over the corners between them, for the loss and for the loss with its
gradient in a buffer that is used again, and fits by least squares of relative errors

    time = a + images · (b + c · classes + d · objects + e · objects · classes
                         + outside · (f + g · objects))

The term of classes is there because objectness lies further apart the more classes there are, so
that more pages are visited. `outside` is the share of the cache lines that hold an objectness, or
its derivative, which a cache cannot keep until the next call: scattered reads cost more from
memory. The size of that cache is the one that fits best, at most the last-level cache. Prints the
coefficients and the residuals.

    --benchmark FILE      detloss-benchmark (.build/release/detloss-benchmark)
    --measurements FILE   read the times from FILE if it is there, else measure and write it
    --output FILE         where to draw (.github/cost-model.svg)
    --repeats N           runs to take the median of (20)
    --passes N            how often everything is measured; the least median counts (3)
"""

import argparse
import json
import pathlib
import subprocess
import sys

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
OPERATIONS = {"loss": "loss", "loss+gradient-reused": "loss and gradient"}
CENTRE = {"images": 8, "objects": 10, "classes": 80}
SWEEPS = {
    "images": [1, 2, 4, 8, 16, 32],
    "objects": [1, 5, 10, 20, 50, 100, 150],
    "classes": [1, 20, 80, 200, 400],
}
CORNERS = [
    {"images": 1, "objects": objects, "classes": classes}
    for objects in (1, 10, 150) for classes in (1, 80, 400)
] + [{"images": 32, "objects": 150, "classes": 20}, {"images": 8, "objects": 150, "classes": 400}]

ANCHORS = 10_647
CACHE_LINE = 64
USUAL_CACHE = 32 << 20


# Measuring


def points():
    """Every combination that is measured, each once."""
    swept = [{**CENTRE, name: value} for name, values in SWEEPS.items() for value in values]
    unique = {tuple(point.values()): point for point in swept + CORNERS}
    return sorted(unique.values(), key=lambda point: point["images"] * point["classes"])


def measure(benchmark, repeats, passes):
    """The least median of every point: a pass that something else disturbed does not count."""
    rows = [{**point, "microseconds": {}} for point in points()]
    for _ in range(passes):
        for row in rows:
            command = [benchmark, "--format", "json", "--repeats", str(repeats),
                       "--operation", ",".join(OPERATIONS), "--batch", str(row["images"]),
                       "--objects", str(row["objects"]), "--classes", str(row["classes"])]
            result = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
            least = row["microseconds"]
            for measured in result["rows"]:
                time = measured["median_nanoseconds"] / 1000
                least[measured["operation"]] = min(time, least.get(measured["operation"], time))
    for row in rows:
        times = " ".join(f"{time:10.1f}" for time in row["microseconds"].values())
        print(f"{row['images']:3} images {row['objects']:3} objects {row['classes']:3} classes "
              f"{times} us", file=sys.stderr)
    return {"cache_bytes": cache_size(), "rows": rows}


def cache_size():
    """The last-level cache, in bytes, where Linux tells; a usual one elsewhere."""
    sizes = []
    for size in pathlib.Path("/sys/devices/system/cpu/cpu0/cache").glob("index*/size"):
        text = size.read_text().strip()
        factor = {"K": 1 << 10, "M": 1 << 20}.get(text[-1], 1)
        sizes.append(int(text.rstrip("KM")) * factor)
    return max(sizes, default=USUAL_CACHE)


# The model


class Model:
    """The sum of seven terms, each a coefficient times a product of counts."""

    terms = ["a call", "an image", "an image and class", "an object", "an object and class", "an image outside the cache",
             "an object outside the cache"]

    def __init__(self, rows, operation, largest_cache):
        # A gradient has as many lines as the heads.
        self.arrays = 2 if "gradient" in operation else 1
        times = np.array([row["microseconds"][operation] for row in rows])
        fits = []
        for cache in (largest_cache / part for part in (1, 2, 3, 4, 6, 8)):
            features = np.array([self.features(row, cache) for row in rows])
            # Rows divided by their times: a small batch counts as much as a large one.
            coefficients = least_squares(features / times[:, None], np.ones(len(times)))
            errors = features @ coefficients / times - 1
            fits.append((float(np.mean(errors**2)), cache, coefficients, errors))
        _, self.cache, self.coefficients, self.errors = min(fits, key=lambda fit: fit[0])

    def features(self, point, cache):
        images, objects, classes = point["images"], point["objects"], point["classes"]
        lines = self.arrays * images * ANCHORS * min(CACHE_LINE, (5 + classes) * 4)
        outside = max(0, 1 - cache / lines)
        return [1, images, images * classes, images * objects, images * objects * classes,
                images * outside, images * objects * outside]

    def __call__(self, point):
        return float(np.dot(self.features(point, self.cache), self.coefficients))

    @property
    def residual(self):
        """The root of the mean square of relative errors."""
        return float(np.sqrt(np.mean(self.errors**2)))

    def describe(self, name):
        print(f"{name}, in microseconds:")
        for term, coefficient in zip(self.terms, self.coefficients):
            print(f"  {coefficient:10.4f}  {term}")
        print(f"  cache of {self.cache / 2**20:.3g} MiB")
        print(f"  relative error {self.residual:.1%} (root mean square), "
              f"{np.abs(self.errors).max():.1%} at most")


def least_squares(features, wanted):
    """Least squares whose coefficients are not negative: a term that would be is left out."""
    used = list(range(features.shape[1]))
    while True:
        found = np.linalg.lstsq(features[:, used], wanted, rcond=None)[0]
        if (found >= 0).all():
            break
        used.remove(used[int(np.argmin(found))])
    coefficients = np.zeros(features.shape[1])
    coefficients[used] = found
    return coefficients


# The picture

STYLE = """
  .card { fill: #ffffff; stroke: #d0d7de }
  text { font: 12px -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif; fill: #1f2328 }
  .title { font-weight: 600; font-size: 14px }
  .quiet { fill: #59636e }
  .axis { stroke: #59636e; fill: none }
  .grid { stroke: #d0d7de; fill: none }
  .loss { stroke: #0969da; fill: none; stroke-width: 1.5 }
  .gradient { stroke: #bc4c00; fill: none; stroke-width: 1.5 }
  .loss.point { fill: #0969da; stroke: none }
  .gradient.point { fill: #bc4c00; stroke: none }
  @media (prefers-color-scheme: dark) {
    .card { fill: #0d1117; stroke: #3d444d }
    text { fill: #f0f6fc }
    .quiet { fill: #9198a1 }
    .axis { stroke: #9198a1 }
    .grid { stroke: #30363d }
    .loss { stroke: #4493f8 }
    .gradient { stroke: #f0883e }
    .loss.point { fill: #4493f8 }
    .gradient.point { fill: #f0883e }
  }
"""

WIDTH, HEIGHT = 880, 360
PANEL_WIDTH, PANEL_HEIGHT, TOP, LEFT, GAP = 220, 200, 84, 64, 60
LABELS = {"images": "images in the batch", "objects": "objects an image", "classes": "classes"}
CLASSES = {"loss": "loss", "loss+gradient-reused": "gradient"}


def nice_step(span, most=5):
    """The smallest of 1, 2, 5 times a power of ten that cuts `span` into at most so many parts."""
    power = 10.0 ** np.floor(np.log10(span / most))
    return next(step * power for step in (1, 2, 5, 10) if span / (step * power) <= most)


class Panel:
    """One sweep: time an image against one number, the others as in the centre."""

    def __init__(self, index, name, rows, models):
        self.name, self.models = name, models
        self.left = LEFT + index * (PANEL_WIDTH + GAP)
        others = [key for key in CENTRE if key != name]
        self.rows = sorted(
            (row for row in rows if all(row[key] == CENTRE[key] for key in others)),
            key=lambda row: row[name])
        self.most_x = self.rows[-1][name]
        times = [time / row["images"] for row in self.rows for time in row["microseconds"].values()]
        self.step_y = nice_step(max(times) * 1.05)
        self.most_y = self.step_y * np.ceil(max(times) * 1.05 / self.step_y)

    def x(self, value):
        return self.left + PANEL_WIDTH * value / self.most_x

    def y(self, time):
        return TOP + PANEL_HEIGHT * (1 - time / self.most_y)

    def draw(self):
        bottom, right = TOP + PANEL_HEIGHT, self.left + PANEL_WIDTH
        out = []
        for tick in np.arange(0, self.most_y + self.step_y / 2, self.step_y):
            y = self.y(tick)
            out.append(f'<path class="grid" d="M{self.left} {y:.1f}H{right}"/>')
            out.append(f'<text class="quiet" x="{self.left - 6}" y="{y + 4:.1f}" '
                       f'text-anchor="end">{tick:g}</text>')
        for tick in np.arange(0, self.most_x + 1e-9, nice_step(self.most_x)):
            x = self.x(tick)
            out.append(f'<path class="axis" d="M{x:.1f} {bottom}v4"/>')
            out.append(f'<text class="quiet" x="{x:.1f}" y="{bottom + 18}" '
                       f'text-anchor="middle">{tick:g}</text>')
        out.append(f'<path class="axis" d="M{self.left} {TOP}V{bottom}H{right}"/>')
        out.append(f'<text x="{(self.left + right) / 2:.1f}" y="{bottom + 38}" '
                   f'text-anchor="middle">{LABELS[self.name]}</text>')
        for operation, model in self.models.items():
            out += self.curve(operation, model)
        return out

    def curve(self, operation, model):
        kind = CLASSES[operation]
        first = self.rows[0][self.name]
        line = []
        for value in np.linspace(first, self.most_x, 100):
            point = {**CENTRE, self.name: value}
            line.append(f"{self.x(value):.1f} {self.y(model(point) / point['images']):.1f}")
        yield f'<path class="{kind}" d="M{" L".join(line)}"/>'
        for row in self.rows:
            time = row["microseconds"][operation] / row["images"]
            yield (f'<circle class="{kind} point" cx="{self.x(row[self.name]):.1f}" '
                   f'cy="{self.y(time):.1f}" r="3.5"><title>{row[self.name]} {self.name}: '
                   f'{time:.1f} µs an image</title></circle>')


def picture(rows, models):
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img" aria-labelledby="title">',
        '<title id="title">Microseconds an image against images, objects and classes</title>',
        f"<style>{STYLE}</style>",
        f'<rect class="card" x="0.5" y="0.5" width="{WIDTH - 1}" height="{HEIGHT - 1}" rx="8"/>',
        f'<text class="title" x="{LEFT - 40}" y="30">Time an image, in microseconds: '
        "one thread, 416 × 416 pixels</text>",
    ]
    x = LEFT - 40
    for operation, name in OPERATIONS.items():
        kind = CLASSES[operation]
        out.append(f'<path class="{kind}" d="M{x} 50h24"/>')
        out.append(f'<circle class="{kind} point" cx="{x + 12}" cy="50" r="3.5"/>')
        text = f"{name} (fit: ±{models[operation].residual:.0%})"
        out.append(f'<text x="{x + 32}" y="54">{text}</text>')
        x += 60 + 7 * len(text)
    for index, name in enumerate(SWEEPS):
        out += Panel(index, name, rows, models).draw()
    centre = f"{CENTRE['images']} images, {CENTRE['objects']} objects, {CENTRE['classes']} classes"
    out.append(f'<text class="quiet" x="{LEFT - 40}" y="{HEIGHT - 14}">'
               f"Points measured, lines fitted; what is not on an axis is {centre}.</text>")
    return "\n".join(out + ["</svg>"]) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--benchmark", default=str(ROOT / ".build/release/detloss-benchmark"))
    parser.add_argument("--measurements", type=pathlib.Path)
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / ".github/cost-model.svg")
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--passes", type=int, default=3)
    arguments = parser.parse_args()
    kept = arguments.measurements
    if kept and kept.exists():
        measured = json.loads(kept.read_text())
    else:
        measured = measure(arguments.benchmark, arguments.repeats, arguments.passes)
        if kept:
            kept.write_text(json.dumps(measured, indent=1))
    models = {}
    for operation, name in OPERATIONS.items():
        models[operation] = Model(measured["rows"], operation, measured["cache_bytes"])
        models[operation].describe(name)
    arguments.output.write_text(picture(measured["rows"], models))
    print(f"drew {arguments.output}")


if __name__ == "__main__":
    main()
