"""Writes Tests/Fixtures/dialects/manifest.json: every file of the dialects' golden vectors with its checksum.

    python3 Tests/References/make_golden_manifest.py
"""

import hashlib, json, pathlib

folder = pathlib.Path(__file__).parent.parent / "Fixtures" / "dialects"


def entry(path):
    data = path.read_bytes()
    return {"path": str(path.relative_to(folder)), "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


dialects = []
for dialect in sorted(path for path in folder.iterdir() if path.is_dir() and path.name != "inputs"):
    cases = []
    for case in sorted(dialect.iterdir()):
        setup = json.loads((case / "setup.json").read_text())
        heads = folder / "inputs" / setup["inputs"] / "heads.npz"
        labels = folder / "inputs" / setup.get("labels", setup["inputs"]) / "labels.txt"
        files = [case / "expected.json", case / "gradients.npz", case / "setup.json", heads, labels]
        cases.append({"case": case.name, "files": [entry(path) for path in files]})
    sizes = [sum(file["bytes"] for file in case["files"]) for case in cases]
    smallest = cases[sizes.index(min(sizes))]["case"]
    dialects.append({"dialect": dialect.name, "smallest": smallest, "cases": cases})
(folder / "manifest.json").write_text(json.dumps({"schema": 1, "dialects": dialects}, indent=1) + "\n")
