"""Makes Tests/Fixtures/nms/onnx.json: ONNX's nine vectors of NonMaxSuppression, as JSON.

Run from the root of the package with the folder of the vectors, which Debian's package libonnx-testdata 1.12.0-2 has
under usr/share/libonnx-testdata/data/node: python3 Tests/References/make_nms_vectors.py FOLDER
Read with onnx (see VERSION in the file). The vectors are ONNX's, Apache-2.0, copyright the ONNX Project Contributors.
"""

import json
import pathlib
import sys

import onnx
from onnx import numpy_helper

cases = []
for folder in sorted(pathlib.Path(sys.argv[1]).glob("test_nonmaxsuppression_*")):
    model = onnx.load(folder / "model.onnx")
    node = model.graph.node[0]
    values = {}
    for index, name in enumerate(node.input):
        tensor = onnx.TensorProto.FromString((folder / f"test_data_set_0/input_{index}.pb").read_bytes())
        values[name] = numpy_helper.to_array(tensor)
    selected = numpy_helper.to_array(onnx.TensorProto.FromString((folder / "test_data_set_0/output_0.pb").read_bytes()))
    cases.append({
        "name": folder.name.removeprefix("test_nonmaxsuppression_"),
        "center_point_box": next((a.i for a in node.attribute if a.name == "center_point_box"), 0),
        "boxes": values["boxes"].astype("f8").tolist(), "scores": values["scores"].astype("f8").tolist(),
        "max_output_boxes_per_class": int(values["max_output_boxes_per_class"].ravel()[0]),
        "iou_threshold": float(values["iou_threshold"].ravel()[0]),
        "score_threshold": float(values["score_threshold"].ravel()[0]),
        "selected_indices": selected.tolist(),
    })
text = ",\n".join("    " + json.dumps(case) for case in cases)
pathlib.Path("Tests/Fixtures/nms/onnx.json").write_text(
    '{\n  "source": "ONNX, Apache-2.0, copyright the ONNX Project Contributors; libonnx-testdata 1.12.0-2",\n'
    f'  "version": "onnx {onnx.__version__}",\n  "cases": [\n{text}\n  ]\n}}\n')
print(len(cases), "cases")
