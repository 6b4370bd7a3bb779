#!/usr/bin/env python3
"""Opens pages of `detloss report` in a real browser and checks what a person would.

    Tests/Page/check.py .build/debug/detloss [--pictures FOLDER]

Only Python's own library and Debian's chromium are needed. With a folder it leaves pictures of every
case there, at three widths, light and dark.
"""

import os
import re
import subprocess
import sys
import tempfile
import traceback

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import browser as driver  # noqa: E402
import cases  # noqa: E402
import scripts  # noqa: E402

LARGEST = 300 * 1024
WIDTHS = (360, 800, 1400)


class Page:
    """The pages of all cases, and the browser that looks at them."""

    def __init__(self, tool, folder, browser):
        self.tool, self.folder, self.browser = tool, folder, browser
        self.options = cases.make(folder)
        self.paths = {name: os.path.join(folder, name + ".html") for name in self.options}
        for name, options in self.options.items():
            self.write(options, self.paths[name])

    def write(self, options, path, where=None, *more):
        command = [self.tool, "report", *options, "--output", path, "--quiet", *more]
        run = subprocess.run(command, capture_output=True, text=True, cwd=where)
        assert run.returncode == 0, run.stderr
        return path

    def open(self, name, width=1400, dark=False, fragment="", settles=True):
        self.browser.size(width, 900, dark)
        self.browser.open(self.paths[name], fragment, settles)

    def run(self, script):
        return self.browser.run(script)


def equal(found, wanted, what=""):
    assert found == wanted, f"{what}: found {found!r}, wanted {wanted!r}"


# MARK: The checks; what each is about stands in its name.


def check_same_bytes_for_other_paths_threads_and_times(page):
    options = ["--config", "config.json", "--labels", "labels.txt", "--heads", "heads.npz"]
    again = page.write(options, os.path.join(page.folder, "again.html"), cases.SAMPLE, "--threads", "1")
    with open(again, "rb") as one, open(page.paths["sample"], "rb") as two:
        assert one.read() == two.read(), "two runs give different bytes"


def check_size_beside_the_photographs(page):
    for name, path in page.paths.items():
        with open(path, encoding="utf-8") as file:
            text = file.read()
        size = len(re.sub(r"data:image/jpeg;base64,[^\"]*", "", text).encode())
        assert size < LARGEST, f"{name}: {size} bytes beside the photographs"
    # As they stand in a page photographs take four bytes for three; the sample's page pays for that too.
    own = sum(
        os.path.getsize(os.path.join(cases.SAMPLE, name))
        for name in os.listdir(cases.SAMPLE) if name.endswith(".jpg")
    )
    size = os.path.getsize(page.paths["sample"]) - own
    assert size < LARGEST, f"{size} bytes beside the photographs' own"


def check_opens_without_a_message_or_a_request_and_fits_its_width(page):
    for name in page.paths:
        for width in WIDTHS:
            for dark in (False, True):
                page.open(name, width, dark)
                equal(page.browser.messages(), [], name)
                equal(len(page.browser.requests()), 1, f"{name}: {page.browser.requests()}")
                found = page.run("document.documentElement.scrollWidth")
                assert found <= width, f"{name} is {found} wide at {width}"
                wide = page.run(scripts.SCROLLING)
                equal(wide, [], f"{name} at {width} scrolls sideways")
                if page.pictures:
                    file = f"{name}-{width}-{'dark' if dark else 'light'}.png"
                    page.browser.picture(os.path.join(page.pictures, file))


def check_every_layer_changes_what_is_shown(page):
    seen = set()
    for name in ("sample", "against", "not-a-number", "assignment"):
        page.open(name, fragment="#image=2" if name == "sample" else "")
        page.browser.key("Escape")
        for layer in page.run("[...document.querySelectorAll('input[id^=layer-]')].map(i => i.id)"):
            before = page.run(scripts.SHOWN)
            page.run(f"document.getElementById('{layer}').click()")
            page.browser.settle()
            after = page.run(scripts.SHOWN)
            if before != after:
                seen.add(layer)
            page.run(f"document.getElementById('{layer}').click()")
    wanted = {"layer-" + key for key in (
        "objects anchors collisions other ignored detections grid loss gradient bad").split()}
    equal(seen, wanted, "layers that change the picture")


def check_every_scale_changes_what_is_shown(page):
    page.open("sample", fragment="#image=1&layers=loss,anchors,grid")
    shown = set()
    for scale in range(-1, 3):
        page.run(f"document.getElementById('scale-{scale}').click()")
        page.browser.settle()
        shown.add(page.run(scripts.SHOWN))
    equal(len(shown), 4, "pictures of three scales and of all")


def check_the_keyboard_reaches_everything(page):
    for name in ("sample", "against", "batch"):
        page.open(name)
        wanted = page.run(scripts.FOCUSABLE)
        assert len(wanted) > 10, wanted
        reached = set()
        for _ in range(len(wanted) + 5):
            page.browser.key("Tab")
            reached.add(page.run(scripts.FOCUSED))
        equal(set(wanted) - reached, set(), f"{name}: what Tab does not reach")


def check_rows_by_arrow_keys_enter_and_escape(page):
    page.open("sample", fragment="#image=1")
    page.browser.key("Escape")
    rows = page.run("document.querySelectorAll('#object-table tbody tr').length")
    assert rows > 5, rows
    page.run("document.querySelector('#object-table tbody tr').focus()")
    seen = []
    for _ in range(rows):
        seen.append(page.run("document.activeElement.dataset.object"))
        equal(page.run("document.querySelector('#stage .object.lit').dataset.object"), seen[-1], "lit")
        assert page.run("document.getElementById('readout').textContent").startswith("Object " + seen[-1])
        page.browser.key("ArrowDown")
    equal(len(set(seen)), rows, "rows that the arrow keys reach")
    page.browser.key("Enter")
    equal(page.run(scripts.KEPT), [seen[-1]], "kept by Enter")
    assert "object=" + seen[-1] in page.run("location.hash")
    anchors = page.run("document.querySelectorAll('#anchor-table tbody tr').length")
    assert anchors >= 1, anchors
    page.run("document.querySelector('#anchor-table tbody tr').focus()")
    equal(page.run("document.querySelectorAll('#stage .box.lit').length"), 1, "anchors lit")
    page.browser.key("Escape")
    equal(page.run(scripts.KEPT), [], "kept after Escape")


def check_hover_lights_both_ways(page):
    page.open("sample", fragment="#image=1&layers=objects,anchors")
    page.browser.key("Escape")
    x, y = page.run(scripts.EDGE % "#stage .object[data-object=\"0\"] .hit")
    page.browser.point(x, y)
    page.browser.settle()
    equal(page.run("[...document.querySelectorAll('#object-table tr.lit')].map(r => r.dataset.object)"), ["0"], "row")
    assert page.run("document.querySelectorAll('#stage .box').length") > 0
    x, y = page.run(scripts.MIDDLE % "#object-table tbody tr:nth-child(2)")
    page.browser.point(x, y)
    page.browser.settle()
    equal(
        page.run("document.querySelector('#stage .object.lit').dataset.object"),
        page.run("document.querySelector('#object-table tbody tr:nth-child(2)').dataset.object"),
        "object under the row",
    )


def check_the_picture_moves_by_keys(page):
    page.open("sample")
    page.run("document.getElementById('stage').focus()")
    box = "document.querySelector('#stage > svg').getAttribute('viewBox')"
    whole = page.run(box)
    page.browser.key("+")
    near = page.run(box)
    assert near != whole, "plus does not zoom"
    page.browser.key("ArrowRight")
    assert page.run(box) != near, "an arrow key does not move"
    page.browser.key("0")
    equal(page.run(box), whole, "zero")


def check_contrast_of_text_and_marks(page):
    for name in page.paths:
        for dark in (False, True):
            for fragment in ("", "#image=0&layers=" + ",".join(scripts.ALL)):
                page.open(name, 1400, dark, fragment)
                equal(page.run(scripts.CONTRAST), [], f"{name}, {'dark' if dark else 'light'}")
        page.open(name, 360, True)
        equal(page.run(scripts.CONTRAST), [], f"{name}, narrow")


def check_hues_apart_for_the_colour_blind(page):
    for dark in (False, True):
        page.open("sample", dark=dark)
        colours = page.run(scripts.HUES)
        for kind, matrix in scripts.BLINDNESS.items():
            seen = [scripts.seen_as(colour, matrix) for colour in colours]
            for one in range(len(seen)):
                for two in range(one):
                    apart = sum((a - b) ** 2 for a, b in zip(seen[one], seen[two])) ** 0.5
                    assert apart > 12, f"{kind}, {'dark' if dark else 'light'}: {one} and {two}: {apart}"


def check_hostile_names_stay_text(page):
    page.open("hostile")
    equal(page.browser.messages(), [], "messages")
    equal(page.run("document.scripts.length"), 2, "scripts")
    equal(page.run("document.querySelectorAll('img, iframe, object, embed, base, form').length"), 0, "elements")
    names = page.run("[...document.querySelectorAll('#images .name')].map(n => n.textContent)")
    for name in cases.HOSTILE:
        wanted = name.replace(" ", "\u00a0").replace('"', "”").replace("\u202e", "\\u{202e}")
        # What a command line or a page must not act on is spelt out.
        assert wanted in names or wanted.replace("\u00a0", " ") in names, f"{wanted[:60]!r} is not in {[n[:40] for n in names]}"
    text = page.run("document.body.textContent")
    assert "\u202e" not in text, "a mark that turns the direction stands in the text"
    for index in range(len(cases.HOSTILE) + 1):
        page.open("hostile", fragment=f"#image={index}&object=0")
        equal(page.browser.messages(), [], f"image {index}")
        assert page.run("document.querySelectorAll('#object-table tbody tr').length") == 4


def check_the_address_keeps_the_look(page):
    page.open("sample", fragment="#image=2&object=3&scale=1&layers=objects,grid")
    equal(page.run(scripts.KEPT), ["3"], "object")
    equal(page.run("document.getElementById('image').selectedOptions[0].text.slice(0, 12)"), "000000116740", "image")
    equal(page.run("[...document.querySelectorAll('input:checked')].map(i => i.id)"), ["layer-objects", "layer-grid", "scale-1"], "inputs")
    page.open("sample", fragment="#image=99&object=999&scale=77&layers=none,<b>")
    equal(page.browser.messages(), [], "an address that leads nowhere")


def check_where_the_nan_is(page):
    page.open("not-a-number")
    equal(page.run("document.querySelectorAll('#stage .badCell').length"), 3, "hatched cells, one for each anchor")
    assert "No loss: 3 anchors" in page.run("document.querySelector('h1').textContent")
    equal(page.run("document.querySelectorAll('#totals').length"), 0, "totals")


def check_both_dialects(page):
    for name, side in (("against", "second"), ("against-reference", "first")):
        page.open(name, fragment="#image=1&layers=other")
        sides = page.run("[...document.querySelectorAll('#stage [data-side]')].map(d => d.dataset.side)")
        equal(set(sides), {"both", side}, "sides of dots")


def check_a_batch_of_hundreds(page):
    page.open("batch")
    equal(page.run("document.querySelectorAll('#images tbody tr').length"), 300, "rows")
    equal(page.run("document.querySelectorAll('#images .thumb svg').length"), 50, "small pictures")
    equal(page.run("document.getElementById('image').options.length"), 50, "images in full")
    took = page.run("performance.getEntriesByType('navigation')[0].loadEventEnd")
    assert took < 5000, f"{took} ms to load"


def check_tables_without_a_script(page):
    page.browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        # Without scripts there are no frames to wait for.
        page.open("sample", 360, settles=False)
    finally:
        page.browser.call("Emulation.setScriptExecutionDisabled", value=False)
    equal(page.run("document.getElementById('look').hidden"), True, "what needs a script")
    visible = "[...document.querySelectorAll('%s')].filter(e => e.checkVisibility()).length"
    equal(page.run(visible % "#stills svg"), 3, "pictures")
    equal(page.run(visible % "#objects tbody tr"), 41, "rows of objects")
    assert page.run(visible % "#anchors tbody tr") == 80
    assert page.run("document.documentElement.scrollWidth") <= 360


def check_roles_and_names(page):
    for name in ("sample", "against", "not-a-number"):
        page.open(name)
        nodes = page.browser.call("Accessibility.getFullAXTree")["nodes"]
        roles = {}
        for node in nodes:
            if node.get("ignored"):
                continue
            role = node["role"]["value"]
            roles.setdefault(role, []).append(node.get("name", {}).get("value", ""))
        for role in ("button", "checkbox", "radio", "combobox", "link", "grid", "heading"):
            assert roles.get(role), f"{name}: nothing is a {role}"
            assert all(text.strip() for text in roles[role]), f"{name}: a {role} without a name"
        assert any("costs" in text or "anchor" in text for text in roles.get("image", []) + roles.get("img", [])), "objects"


def check_prints(page):
    page.open("sample")
    data = page.browser.call("Page.printToPDF", printBackground=True)["data"]
    assert len(data) > 20_000, "an empty print"
    if page.pictures:
        import base64
        with open(os.path.join(page.pictures, "sample.pdf"), "wb") as file:
            file.write(base64.b64decode(data))


def check_a_picture_alone(page):
    path = os.path.join(page.folder, "alone.svg")
    page.write(page.options["sample"], os.path.join(page.folder, "beside.html"), None, "--svg", path)
    page.browser.size(500, 500)
    page.browser.open(path)
    equal(page.browser.messages(), [], "messages")
    equal(len(page.browser.requests()), 1, "requests")
    assert page.run("document.querySelectorAll('image').length") == 1
    assert page.run("document.querySelectorAll('circle').length") > 20


def main():
    tool = os.path.abspath(sys.argv[1])
    checks = [value for name, value in globals().items() if name.startswith("check_")]
    failures = 0
    with tempfile.TemporaryDirectory() as folder, driver.Browser() as browser:
        page = Page(tool, folder, browser)
        page.pictures = sys.argv[3] if sys.argv[2:3] == ["--pictures"] else None
        if page.pictures:
            os.makedirs(page.pictures, exist_ok=True)
        for check in checks:
            name = re.sub("_", " ", check.__name__[len("check_"):])
            try:
                check(page)
                print("passed", name, flush=True)
            except Exception as error:  # A browser that fails fails the check.
                failures += 1
                detail = str(error) if isinstance(error, AssertionError) else traceback.format_exc()
                print("FAILED", name, "\n   ", detail, flush=True)
    print(f"{len(checks) - failures} of {len(checks)} checks passed")
    return 1 if failures else 0


if __name__ == "__main__":
    if driver.find() is None:
        sys.exit("there is no chromium; install it: apt-get install chromium")
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main())
