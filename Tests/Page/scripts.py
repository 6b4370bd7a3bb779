"""What the checks ask a page, in JavaScript, and what they make of colours."""

ALL = "objects anchors collisions other ignored detections grid loss bad".split()

# All that the picture and its legend show.
SHOWN = "document.querySelector('#stage > svg').innerHTML + document.getElementById('legend').outerHTML"

KEPT = "[...document.querySelectorAll('#object-table tr[aria-selected=true]')].map(r => r.dataset.object)"

# Elements that scroll sideways, other than the picture.
SCROLLING = """
[...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && !e.closest('svg')
  && !e.closest('.hidden') && !e.closest('select')
  && e.scrollWidth > e.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX))
  .map(e => e.tagName + '.' + e.className + ' ' + e.scrollWidth + ' in ' + e.clientWidth)
"""

# What Tab must reach: of radio buttons one, of rows those that are in its order.
FOCUSABLE = """
(() => {
  window.tag = element => element.id || element.getAttribute('aria-label') || element.getAttribute('href')
    || element.dataset.object || element.dataset.anchor || element.textContent.slice(0, 40);
  return [...new Set([...document.querySelectorAll(
    'a[href], button:not(:disabled), select, input:not([type=radio]), input[type=radio]:checked, summary, [tabindex="0"]')]
    .filter(e => e.checkVisibility()).map(tag))];
})()
"""
FOCUSED = "tag(document.activeElement)"

# A point on an outline, and in the middle, of what a selector finds.
EDGE = """
(() => { const e = document.querySelector('%s'); e.scrollIntoView({block: 'center'});
  const r = e.getBoundingClientRect(); return [r.left + 1, (r.top + r.bottom) / 2 + r.height * 0.3]; })()
"""
MIDDLE = """
(() => { const e = document.querySelector('%s'); e.scrollIntoView({block: 'center'});
  const r = e.getBoundingClientRect(); return [(r.left + r.right) / 2, (r.top + r.bottom) / 2]; })()
"""

# Text and marks whose contrast is below WCAG's AA: 4.5 for text, 3 for large text and for marks
# against the ground that lies around them.
CONTRAST = """
(() => {
  const parse = text => { const n = (text.match(/[\\d.]+/g) || []).map(Number); return n.length ? [n[0], n[1], n[2], n[3] ?? 1] : [0, 0, 0, 0]; };
  const light = c => { const f = v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
    return 0.2126 * f(c[0]) + 0.7152 * f(c[1]) + 0.0722 * f(c[2]); };
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
  const behind = element => { for (let e = element; e; e = e.parentElement) {
    const c = parse(getComputedStyle(e).backgroundColor); if (c[3] === 1) return c; } return [255, 255, 255, 1]; };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let texts = 0;
  while (walker.nextNode()) {
    const node = walker.currentNode, element = node.parentElement;
    if (!node.textContent.trim() || ['SCRIPT', 'STYLE', 'TITLE', 'title'].includes(element.tagName) || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    texts++;
    if (element.closest('svg.still')) continue;
    if (element instanceof SVGElement) {
      const rect = element.parentElement.querySelector('rect');
      const r = ratio(parse(style.fill), parse(getComputedStyle(rect).fill));
      if (r < 4.5) found.push(['tab', node.textContent.slice(0, 20), r]);
      continue;
    }
    if (element.closest(':disabled')) continue;
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const r = ratio(parse(style.color), behind(element));
    if (r < (large ? 3 : 4.5)) found.push([element.tagName, node.textContent.slice(0, 30), r]);
  }
  if (texts < 20) found.push(['texts', texts]);
  const ground = parse(getComputedStyle(document.body).backgroundColor);
  for (const mark of document.querySelectorAll('#stage svg :is(rect, path, line, circle)')) {
    const style = getComputedStyle(mark), name = mark.getAttribute('class');
    if (!name || mark.closest('defs') || /halo|Halo|back|padding|faint|hit|heat/.test(name)) continue;
    const colour = style.stroke !== 'none' && !/dot/.test(name) ? style.stroke : style.fill;
    if (!/^rgb/.test(colour)) continue;
    const r = ratio(parse(colour), ground);
    if (r < 3) found.push(['mark', name, r]);
  }
  return found.slice(0, 5);
})()
"""

HUES = """
['--object', '--anchor', '--find', '--bad'].map(name => {
  const probe = document.createElement('i');
  probe.style.color = getComputedStyle(document.documentElement).getPropertyValue(name);
  document.body.append(probe);
  const colour = getComputedStyle(probe).color.match(/\\d+/g).map(Number);
  probe.remove();
  return colour;
})
"""

# What dichromats see of linear light: Machado, Oliveira and Fernandes (2009), severity 1.
BLINDNESS = {
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def seen_as(colour, matrix):
    """The CIELAB colour that somebody sees."""
    light = [v / 255 / 12.92 if v <= 10.3 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in colour]
    seen = [min(1, max(0, sum(a * b for a, b in zip(row, light)))) for row in matrix]
    to_xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    white = (0.9505, 1.0, 1.089)
    x, y, z = (sum(a * b for a, b in zip(row, seen)) / w for row, w in zip(to_xyz, white))

    def f(t):
        return t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116

    return 116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))
