"""Random data sets for evaluation, and what pycocotools and tidecv say of them.

    make_evaluation_cases.py CASES SEED OUT.json           writes cases with the figures
    make_evaluation_cases.py CASES SEED --against DETLOSS  compares with `detloss evaluate`

Recorded: pycocotools 2.0.11, tidecv 1.0.1, numpy 2.4.6, Python 3.11.
"""
import contextlib
import io
import json
import random
import subprocess
import sys
import tempfile

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

KEYS = ["AP", "AP50", "AP75", "AP_small", "AP_medium", "AP_large", "AR1", "AR10", "AR100",
        "AR_small", "AR_medium", "AR_large"]
KINDS = {"Cls": "classification", "Loc": "localisation", "Both": "both", "Dupe": "duplicate",
         "Bkg": "background", "Miss": "missed"}


def case(rng):
    """Boxes on a coarse grid, so that ties and overlaps at a threshold are common."""
    images = rng.randint(1, 6)
    classes = rng.randint(1, 5)
    step = rng.choice([1, 5, 0.1])
    ids = rng.sample(range(1, 50), images)
    categories = rng.sample(range(1, 91), classes)

    def box():
        w, h = (rng.choice([8, 10, 20, 40, 60, 100, 120]) for _ in "wh")
        return [rng.randint(0, 200 // 5) * 5 / 1, rng.randint(0, 40) * 5 / 1, w, h]

    annotations, results = [], []
    for image in ids:
        for _ in range(rng.choice([0, 1, 3, 8])):
            b = box()
            crowd = int(rng.random() < 0.1)
            area = b[2] * b[3] * rng.choice([1, 1, 0.5, 0.7])
            annotations.append({"id": len(annotations) + 1, "image_id": image,
                                "category_id": rng.choice(categories), "bbox": b,
                                "area": area, "iscrowd": crowd})
        mine = [a for a in annotations if a["image_id"] == image]
        count = rng.choice([0, 2, 5, 20] + ([130] if rng.random() < 0.1 else []))
        for _ in range(count):
            if mine and rng.random() < 0.7:
                a = rng.choice(mine)
                b = [v + rng.choice([0, 0, step, -step, 2 * step]) for v in a["bbox"]]
                b[2], b[3] = max(b[2], 1), max(b[3], 1)
                c = a["category_id"] if rng.random() < 0.8 else rng.choice(categories)
            else:
                b, c = box(), rng.choice(categories)
            score = rng.choice([round(rng.random(), 2), 0.5, rng.random()])
            results.append({"image_id": image, "category_id": c, "bbox": b, "score": score})
    rng.shuffle(results)
    order = list(ids)
    rng.shuffle(order)
    gt = {"images": [{"id": i, "file_name": f"{i}.jpg", "width": 320, "height": 320} for i in order],
          "annotations": annotations,
          "categories": [{"id": c, "name": f"c{c}"} for c in rng.sample(categories, classes)]}
    return gt, results


def coco_figures(gt, results):
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO()
        truth.dataset = json.loads(json.dumps(gt))
        truth.createIndex()
        found = truth.loadRes(json.loads(json.dumps(results)))
        e = COCOeval(truth, found, "bbox")
        e.evaluate(); e.accumulate(); e.summarize()
    p = e.eval["precision"]
    def mean(s):
        s = s[s > -1]
        return float(np.mean(s)) if s.size else None
    per = {str(c): [mean(p[:, :, k, 0, 2]), mean(p[0, :, k, 0, 2])]
           for k, c in enumerate(e.params.catIds)}
    return {"summary": [None if v == -1 else float(v) for v in e.stats], "classes": per}


def tide_figures(gt, results):
    from tidecv import TIDE, Data
    truth, found = Data("gt"), Data("found")
    for i in gt["images"]: truth.add_image(i["id"], i["file_name"])
    for a in gt["annotations"]:
        (truth.add_ignore_region if a["iscrowd"] else truth.add_ground_truth)(
            a["image_id"], a["category_id"], a["bbox"])
    for d in results: found.add_detection(d["image_id"], d["category_id"], d["score"], d["bbox"])
    with contextlib.redirect_stdout(io.StringIO()):
        t = TIDE()
        run = t.evaluate(truth, found, mode=TIDE.BOX)
        counts = {KINDS[k.short_name]: v for k, v in run.count_errors().items()}
        costs = {KINDS[k.short_name]: v for k, v in run.fix_main_errors().items()}
    return {"AP50": float(run.ap), "kinds": {k: [counts[k], float(costs[k])] for k in KINDS.values()}}


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    rng = random.Random(seed)
    cases = []
    while len(cases) < count:
        gt, results = case(rng)
        if not results: continue        # pycocotools cannot load an empty list
        coco = coco_figures(gt, results)
        try:
            tide = tide_figures(gt, results)
        except ZeroDivisionError:
            tide = None
        cases.append({"truth": gt, "results": results, "coco": coco, "tide": tide})
    if sys.argv[3] != "--against":
        json.dump(cases, open(sys.argv[3], "w"), separators=(",", ":"))
        return
    bad = tides = ulps = 0
    with tempfile.TemporaryDirectory() as folder:
        for n, c in enumerate(cases):
            g, r = folder + "/g.json", folder + "/r.json"
            json.dump(c["truth"], open(g, "w")); json.dump(c["results"], open(r, "w"))
            out = subprocess.run([sys.argv[4], "evaluate", "--labels", g, "--detections", r,
                                  "--format", "json"], capture_output=True, text=True)
            if out.returncode: print(n, out.stderr); bad += 1; continue
            d = json.loads(out.stdout)
            mine = [d["summary"][k] for k in KEYS]
            per = {str(e["category_id"]): [e["AP"], e["AP50"]] for e in d["classes"]}
            if mine != c["coco"]["summary"] or per != c["coco"]["classes"]:
                bad += 1
                if bad < 5: print(n, "coco", mine, c["coco"]["summary"], per, c["coco"]["classes"])
            if c["tide"] is None: continue
            tides += 1
            e = d["errors"]
            kinds = {k["kind"]: [k["count"], k["cost"]] for k in e["kinds"]}
            if {k: v[0] for k, v in kinds.items()} != {k: v[0] for k, v in c["tide"]["kinds"].items()} \
               or any(abs(kinds[k][1] - c["tide"]["kinds"][k][1]) > 1e-9 for k in kinds) \
               or abs(e["AP50"] - c["tide"]["AP50"]) > 1e-9:
                bad += 1
                if bad < 8: print(n, "tide", e, c["tide"])
            elif kinds != c["tide"]["kinds"] or e["AP50"] != c["tide"]["AP50"]: ulps += 1
    print(f"{count} cases, {tides} with TIDE, {bad} that differ, {ulps} of TIDE in the last bits")


main()
