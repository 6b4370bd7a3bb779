"""What the scripts of this folder share: where the fixtures stand and how their JSON is written."""

import json
import pathlib

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "Fixtures" / "field"


def rounded(value):
    """Fifteen significant digits: enough for any test, and equal on every processor."""
    if isinstance(value, float):
        return float(f"{value:.15g}")
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(item) for item in value]
    if hasattr(value, "item") and getattr(value, "shape", None) == ():
        return rounded(value.item())
    if hasattr(value, "tolist"):
        return rounded(value.tolist())
    return value


def render(value, depth=0, limit=1):
    """JSON with one line for everything below `limit` levels, so that a change shows as one line."""
    pad = " " * (depth + 1)
    if isinstance(value, dict) and value and depth < limit:
        inner = (f"{pad}{json.dumps(str(key))}: {render(item, depth + 1, limit)}" for key, item in value.items())
        return "{\n" + ",\n".join(inner) + "\n" + " " * depth + "}"
    if isinstance(value, list) and value and depth <= limit and isinstance(value[0], (dict, list)):
        inner = (pad + json.dumps(item, ensure_ascii=False) for item in value)
        return "[\n" + ",\n".join(inner) + "\n" + " " * depth + "]"
    return json.dumps(value, ensure_ascii=False)


def write(name, value, limit=1):
    path = FIXTURES / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(rounded(value), limit=limit) + "\n")
    print(f"{path.relative_to(FIXTURES)}: {path.stat().st_size} bytes")
