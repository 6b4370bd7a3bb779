(function () {
  'use strict';

  // What Swift wrote; lists have their numbers in these places.
  const data = JSON.parse(document.getElementById('data').textContent);
  const OBJECT = { class: 0, box: 1, anchors: 5, cost: 6 };
  const ANCHOR = { site: 0, object: 4, box: 5, cost: 9, raw: 12, overlap: 13, score: 14, found: 15, target: 16 };
  const CANDIDATE = { object: 0, site: 1, outcome: 5, reason: 6, numbers: 7 };
  const KEPT = 0;
  const REFUSED = 4;
  const PARTS = ['box', 'objectness', 'class'];
  const [W, H] = data.input;
  const SVG = 'http://www.w3.org/2000/svg';

  // MARK: Elements, made of text and attributes alone

  function fill(node, attributes, children) {
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key === 'text') node.textContent = value;
      else if (value !== null && value !== undefined && value !== false) node.setAttribute(key, value === true ? '' : value);
    }
    for (const child of children) if (child) node.append(child);
    return node;
  }
  const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
  const sv = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
  const name = text => el('bdi', { text });

  // MARK: Numbers

  function cost(value) {
    const size = Math.abs(value);
    if (value === 0) return '0';
    if (size >= 1000) return value.toPrecision(4);
    if (size < 0.0005) return String(Number(value.toPrecision(2)));
    return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 3);
  }
  const brief = (value, digits) => String(Number(value.toPrecision(digits || 3)));
  const count = (number, one, many) => number + ' ' + (number === 1 ? one : many || one + 's');
  const total = (row, at) => row[at] + row[at + 1] + row[at + 2];

  // MARK: The state, which the address keeps

  const LAYERS = [
    ['objects', 'objects', true],
    ['anchors', 'anchors', true],
    ['collisions', 'collisions', true],
    ['other', 'both dialects', Boolean(data.other)],
    ['ignored', 'ignored', false],
    ['detections', 'detections', false],
    ['grid', 'grid', false],
    ['loss', 'loss per cell', false],
    ['gradient', 'gradient per cell', false],
    ['bad', 'NaN', true],
  ].filter(([key]) => {
    if (key === 'other') return data.other;
    if (key === 'bad') return data.images.some(image => image.bad.length > 0);
    return data.loss || ['objects', 'anchors', 'collisions', 'grid'].includes(key);
  });
  const usual = LAYERS.filter(layer => layer[2]).map(layer => layer[0]);

  const state = { image: 0, object: null, anchor: null, scale: -1, layers: new Set(usual) };
  // What the pointer or the focus is on; it goes before what is kept.
  const look = { object: null, anchor: null };
  const view = { x: 0, y: 0, zoom: 1 };
  const current = () => data.images[state.image];
  const shownObject = () => (look.object !== null ? look.object : state.object);
  const shownAnchor = () => (look.anchor !== null ? look.anchor : state.anchor);

  function dearest(image) {
    const order = image.objects.map((_, index) => index);
    if (data.loss) order.sort((a, b) => total(image.objects[b], OBJECT.cost) - total(image.objects[a], OBJECT.cost) || a - b);
    return order;
  }

  function readAddress() {
    const words = new URLSearchParams(location.hash.slice(1));
    const wanted = words.has('image') ? data.images.findIndex(image => String(image.i) === words.get('image')) : -1;
    const whole = key => (/^\d{1,9}$/.test(words.get(key) || '') ? Number(words.get(key)) : null);
    if (wanted >= 0) state.image = wanted;
    const object = whole('object');
    state.object = object !== null && object < current().objects.length ? object : null;
    if (!words.has('image') && !words.has('object') && data.loss) state.object = dearest(current())[0] ?? null;
    state.anchor = null;
    const scale = whole('scale');
    state.scale = scale !== null && scale < data.scales.length ? scale : -1;
    if (words.has('layers')) {
      const known = LAYERS.map(layer => layer[0]);
      state.layers = new Set(words.get('layers').split(',').filter(layer => known.includes(layer)));
    }
  }

  function writeAddress() {
    const words = ['image=' + current().i];
    if (state.object !== null) words.push('object=' + state.object);
    if (state.scale >= 0) words.push('scale=' + state.scale);
    const layers = LAYERS.map(layer => layer[0]).filter(layer => state.layers.has(layer));
    if (layers.join() !== usual.join()) words.push('layers=' + layers.join());
    const address = '#' + words.join('&');
    if (address === location.hash) return;
    try { history.replaceState(null, '', address); } catch { /* A viewer that has no addresses. */ }
  }

  // MARK: Words

  const shortened = text => ([...text].length > 40 ? [...text].slice(0, 40).join('') + '…' : text);
  const classOf = row => shortened(data.classes[row[OBJECT.class]]);
  const scaleName = site => data.scales[site[0]].name;
  const place = site => scaleName(site) + ', row ' + site[1] + ', column ' + site[2] + ', anchor ' + site[3];
  const sameSite = (a, at, b, bt) => a[at] === b[bt] && a[at + 1] === b[bt + 1] && a[at + 2] === b[bt + 2] && a[at + 3] === b[bt + 3];

  function objectWords(index) {
    const row = current().objects[index];
    let words = 'Object ' + index + ', ' + classOf(row);
    if (data.loss) words += ', costs ' + cost(total(row, OBJECT.cost));
    return words + (row[OBJECT.anchors] ? ', ' + count(row[OBJECT.anchors], 'anchor') : ', no anchor');
  }

  // The formula of the box loss with its numbers, as far as one holds.
  function formula(anchor) {
    const form = data.formula;
    const overlap = anchor[ANCHOR.overlap];
    if (!form || overlap === null || overlap === undefined) return null;
    const box = current().objects[anchor[ANCHOR.object]].slice(OBJECT.box, OBJECT.box + 4);
    const area = (box[2] - box[0]) * (box[3] - box[1]) / (W * H);
    const number = form.measure + ' ' + overlap.toFixed(3);
    const factors = [];
    if (form.weight !== 1) factors.push(brief(form.weight, 4));
    if (form.small) factors.push('(2 − ' + area.toFixed(3) + ')');
    factors.push(form.form === 'one_minus' ? '(1 − ' + number + ')'
      : form.form === 'minus_log' ? '−ln(' + number + ')' : '(1 − (' + number + ')²)');
    let text = 'box ' + factors.join(' · ') + ' = ' + cost(anchor[ANCHOR.raw]);
    const share = anchor[ANCHOR.raw] ? anchor[ANCHOR.cost] / anchor[ANCHOR.raw] : 1;
    if (Math.abs(share - 1) > 1e-3) text += ', times ' + brief(share) + ' = ' + cost(anchor[ANCHOR.cost]);
    return text;
  }

  function anchorWords(anchor) {
    const words = [];
    const box = formula(anchor);
    if (box) words.push(box);
    if (typeof anchor[ANCHOR.found] === 'number') {
      words.push('objectness ' + brief(anchor[ANCHOR.found]) + ', should be ' + brief(anchor[ANCHOR.target]));
    }
    if (typeof anchor[ANCHOR.score] === 'number') {
      words.push('its class ' + brief(anchor[ANCHOR.score]));
    }
    return words.join('; ');
  }

  function reason(candidate) {
    let next = CANDIDATE.numbers;
    return data.reasons[candidate[CANDIDATE.reason]].replace(/#/g, () => candidate[next++] ?? '');
  }

  // MARK: The frame of the page

  const section = document.getElementById('look');
  for (const still of document.querySelectorAll('#stills, section.still')) still.hidden = true;
  section.hidden = false;

  const picker = el('select', { id: 'image', 'aria-label': 'image' });
  data.images.forEach((image, index) => {
    const words = image.short + (image.loss ? ', ' + cost(total(image.loss, 0)) : '');
    picker.append(el('option', { value: index, text: words }));
  });
  const before = el('button', { type: 'button', 'aria-label': 'image before', text: '‹' });
  const after = el('button', { type: 'button', 'aria-label': 'next image', text: '›' });
  const layerInputs = new Map();
  const layers = el('fieldset', {}, el('legend', { text: 'Show' }));
  for (const [key, words] of LAYERS) {
    const input = el('input', { type: 'checkbox', id: 'layer-' + key });
    layerInputs.set(key, input);
    layers.append(el('label', {}, input, words));
    input.addEventListener('change', () => {
      // Two maps on one picture cannot be read.
      if (input.checked && key === 'loss') state.layers.delete('gradient');
      if (input.checked && key === 'gradient') state.layers.delete('loss');
      if (input.checked) state.layers.add(key); else state.layers.delete(key);
      update();
    });
  }
  const scaleInputs = [];
  const scales = el('fieldset', {}, el('legend', { text: 'Scale' }));
  [['all', -1], ...data.scales.map((scale, index) => [scale.name, index])].forEach(([words, index]) => {
    const input = el('input', { type: 'radio', name: 'scale', value: index, id: 'scale-' + index });
    scaleInputs.push(input);
    scales.append(el('label', {}, input, name(words)));
    input.addEventListener('change', () => { state.scale = index; update(); });
  });

  const picture = sv('svg', { viewBox: `0 0 ${W} ${H}`, role: 'img' });
  const pictureTitle = sv('title', {});
  const ground = sv('g', {});
  const marks = sv('g', {});
  const focus = sv('g', {});
  picture.append(pictureTitle, ground, marks, focus);
  const closer = el('button', { type: 'button', 'aria-label': 'zoom in', text: '+' });
  const farther = el('button', { type: 'button', 'aria-label': 'zoom out', text: '−' });
  const all = el('button', { type: 'button', 'aria-label': 'show all of the picture', text: '0' });
  const stage = el('div', {
    class: 'stage', id: 'stage', tabindex: 0, role: 'group',
    'aria-label': 'Picture; arrow keys move it, plus and minus zoom, zero shows all',
  }, picture, el('div', { class: 'tools' }, farther, all, closer));
  const readout = el('p', { class: 'readout', id: 'readout', 'aria-live': 'polite' });
  const legend = el('div', { class: 'legend', id: 'legend' });
  const absence = el('p', { class: 'setting' });
  const side = el('div', { class: 'side' });
  const detail = el('div', { class: 'detail', id: 'detail' });
  section.append(
    el('h2', { text: 'The picture and its objects' }),
    el('div', { class: 'controls' },
      el('div', { class: 'step' }, before, picker, after), layers, scales),
    el('div', { class: 'split' }, el('div', {}, stage, legend, absence, readout), side),
    detail);

  // MARK: The ground: photograph, padding, heat

  const stillImage = image => document.querySelector('#still-' + image.i + ' image');

  function drawGround() {
    const image = current();
    ground.replaceChildren();
    const coarse = Math.max(W, H) / 416;
    const defs = sv('defs', {},
      sv('pattern', { id: 'padding', width: 8, height: 8, patternUnits: 'userSpaceOnUse', patternTransform: `rotate(45) scale(${coarse})` },
        sv('line', { x1: 0, y1: 0, x2: 0, y2: 8, class: 'padline' })),
      sv('pattern', { id: 'hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
        sv('rect', { width: 6, height: 6, class: 'hatchGround' }),
        sv('line', { x1: 0, y1: 0, x2: 0, y2: 6, class: 'hatchLine', 'stroke-width': 3 })));
    ground.append(defs, sv('rect', { width: W, height: H, class: 'back' }), sv('rect', { width: W, height: H, class: 'padding' }));
    const heat = state.layers.has('loss') ? 0 : state.layers.has('gradient') ? 1 : -1;
    const still = stillImage(image);
    const [x, y, width, height] = image.frame;
    if (still) {
      ground.append(sv('rect', { x, y, width, height, class: 'back' }));
      ground.append(sv('image', {
        x, y, width, height, preserveAspectRatio: 'none', href: still.getAttribute('href'),
        class: 'photo' + (heat >= 0 ? ' dim' : '') + (data.turn ? '' : ' unturned'),
      }));
    } else {
      ground.append(sv('rect', { x, y, width, height, class: 'back' }));
      if (!state.layers.has('grid')) gridLines(coarsest, ground, 'faint');
    }
    if (heat >= 0 && image.heat) drawHeat(image.heat[heat], defs);
    drawLegend(heat, image);
  }

  function drawHeat(map, defs) {
    data.scales.forEach((scale, index) => {
      if (state.scale >= 0 && state.scale !== index) return;
      defs.append(sv('mask', { id: 'shades-' + index, maskUnits: 'userSpaceOnUse', x: 0, y: 0, width: W, height: H },
        sv('image', { width: W, height: H, preserveAspectRatio: 'none', class: 'shades', href: map.maps[index] })));
      ground.append(sv('rect', { width: W, height: H, class: 'heat', mask: `url(#shades-${index})` }));
    });
  }

  function drawLegend(heat, image) {
    legend.replaceChildren();
    legend.hidden = heat < 0 || !image.heat;
    if (legend.hidden) return;
    legend.append(el('span', { text: heat === 0 ? 'loss of a cell' : 'sum of |gradient| of a cell' }));
    for (const step of [0, 0.25, 0.5, 0.75, 1]) {
      legend.append(el('span', {},
        sv('svg', { viewBox: '0 0 22 12', 'aria-hidden': 'true' },
          sv('rect', { width: 22, height: 12, class: 'heat', 'fill-opacity': step })),
        brief(image.heat[heat].max * step * step)));
    }
  }

  const finest = data.scales.reduce((best, scale, index) => (scale.stride < data.scales[best].stride ? index : best), 0);
  const coarsest = data.scales.reduce((best, scale, index) => (scale.stride > data.scales[best].stride ? index : best), 0);

  function gridLines(index, parent, className) {
    const scale = data.scales[index];
    let path = '';
    for (let column = 1; column < scale.columns; column++) path += `M${column * scale.stride} 0v${H}`;
    for (let row = 1; row < scale.rows; row++) path += `M0 ${row * scale.stride}h${W}`;
    if (!className) parent.append(sv('path', { d: path, class: 'gridHalo' }));
    parent.append(sv('path', { d: path, class: className || 'gridline' }));
  }

  // MARK: Marks

  // Input pixels of one pixel of the screen.
  let unit = 1;

  function dot(site, at) {
    const scale = data.scales[site[at]];
    return [
      (site[at + 2] + (site[at + 3] + 1) / (scale.anchors.length + 1)) * scale.stride,
      (site[at + 1] + 0.5) * scale.stride,
    ];
  }
  const middle = row => [(row[OBJECT.box] + row[OBJECT.box + 2]) / 2, (row[OBJECT.box + 1] + row[OBJECT.box + 3]) / 2];
  const onScale = scale => state.scale < 0 || state.scale === scale;

  function outline(row, at, className) {
    const box = { x: row[at], y: row[at + 1], width: Math.max(0, row[at + 2] - row[at]), height: Math.max(0, row[at + 3] - row[at + 1]) };
    return [sv('rect', { ...box, class: 'halo' }), sv('rect', { ...box, class: className || 'mark' })];
  }

  // Text in a corner keeps its size however near the picture is.
  function tab(x, y, text) {
    const width = 7.5 * [...text].length + 8;
    const left = Math.min(Math.max(x, view.x), view.x + W / view.zoom - width * unit);
    const top = Math.max(y, view.y);
    return sv('g', { class: 'tab', transform: `translate(${left} ${top}) scale(${unit})` },
      sv('rect', { width, height: 16 }), sv('text', { x: 4, y: 12.5, text }));
  }

  // What belongs to every object is hidden while one is looked at, and drawn when it is first seen.
  const everyone = { anchors: sv('g', {}), collisions: sv('g', {}), isDrawn: false };

  function drawMarks() {
    const image = current();
    marks.replaceChildren();
    everyone.isDrawn = false;
    everyone.anchors.replaceChildren();
    everyone.collisions.replaceChildren();
    if (state.layers.has('grid')) {
      data.scales.forEach((_, index) => { if (onScale(index) && (state.scale >= 0 || index === finest)) gridLines(index, marks); });
    }
    if (state.layers.has('ignored')) drawIgnored(image);
    if (state.layers.has('bad')) drawBad(image);
    marks.append(everyone.anchors);
    if (state.layers.has('objects')) drawObjects(image);
    if (state.layers.has('detections')) {
      for (const row of image.detections) {
        marks.append(sv('g', { class: 'found' }, ...outline(row, 2), tab(row[2], row[5], row[1].toFixed(2).replace(/^0/, ''))));
      }
    }
    marks.append(everyone.collisions);
    light();
  }

  // Lights what is looked at; all else stays as it is drawn.
  function light() {
    const image = current();
    const chosen = shownObject();
    for (const group of marks.querySelectorAll('.object')) group.classList.toggle('lit', Number(group.dataset.object) === chosen);
    if (chosen === null && !everyone.isDrawn) {
      everyone.isDrawn = true;
      if (state.layers.has('anchors')) drawAnchors(image, () => true, everyone.anchors);
      if (state.layers.has('other') && image.other) drawBoth(image, () => true, everyone.anchors);
      if (state.layers.has('collisions')) drawCollisions(image, () => true, everyone.collisions);
    }
    for (const group of [everyone.anchors, everyone.collisions]) {
      if (chosen === null) group.removeAttribute('display'); else group.setAttribute('display', 'none');
    }
    drawFocus();
  }

  function drawObjects(image) {
    const area = row => (row[OBJECT.box + 2] - row[OBJECT.box]) * (row[OBJECT.box + 3] - row[OBJECT.box + 1]);
    const order = image.objects.map((_, index) => index).sort((a, b) => area(image.objects[b]) - area(image.objects[a]) || a - b);
    for (const index of order) {
      const row = image.objects[index];
      const [halo, mark] = outline(row, OBJECT.box);
      const hit = mark.cloneNode();
      hit.setAttribute('class', 'hit');
      const group = sv('g', { class: 'object', 'data-object': index, role: 'img', 'aria-label': objectWords(index) },
        halo, mark, hit, tab(row[OBJECT.box], row[OBJECT.box + 1], String(index)));
      marks.append(group);
    }
  }

  function line(from, to, className, haloName) {
    const ends = { x1: from[0], y1: from[1], x2: to[0], y2: to[1] };
    return [haloName ? sv('line', { ...ends, class: haloName }) : null, sv('line', { ...ends, class: className })];
  }

  function drawAnchors(image, wanted, parent) {
    image.anchors.forEach((anchor, index) => {
      if (!onScale(anchor[0]) || !wanted(anchor, index)) return;
      const at = dot(anchor, 0);
      const group = sv('g', { class: 'anchor' + (index === shownAnchor() ? ' lit' : ''), 'data-anchor': index },
        ...line(at, middle(image.objects[anchor[ANCHOR.object]]), 'line', 'lineHalo'));
      if (!state.layers.has('other') || !image.other) group.append(sv('circle', { cx: at[0], cy: at[1], r: 3.5 * unit, class: 'dot' }));
      group.append(sv('circle', { cx: at[0], cy: at[1], r: 8 * unit, class: 'hitdot' }));
      parent.append(group);
    });
  }

  // Full dots for anchors of both, halves for those of one.
  function drawBoth(image, wanted, parent) {
    const sites = new Map();
    const key = (row, at) => row.slice(at, at + 4).join();
    for (const anchor of image.anchors) {
      if (onScale(anchor[0]) && wanted(anchor[ANCHOR.object])) sites.set(key(anchor, 0), [anchor.slice(0, 4), true, false]);
    }
    const other = image.other.sites;
    for (let at = 0; at < other.length; at += 5) {
      if (!onScale(other[at]) || !wanted(other[at + 4])) continue;
      const found = sites.get(key(other, at));
      if (found) found[2] = true; else sites.set(key(other, at), [other.slice(at, at + 4), false, true]);
    }
    const r = 5 * unit;
    for (const [site, first, second] of sites.values()) {
      const [x, y] = dot(site, 0);
      const shape = first && second ? sv('circle', { cx: x, cy: y, r, class: 'dot' })
        : sv('path', { d: `M${x} ${y - r}A${r} ${r} 0 0 ${first ? 0 : 1} ${x} ${y + r}Z`, class: 'dot' });
      shape.setAttribute('data-side', first && second ? 'both' : first ? 'first' : 'second');
      parent.append(shape);
    }
  }

  function drawCollisions(image, wanted, parent) {
    for (const collision of image.collisions) {
      if (!onScale(collision[0]) || collision[6] !== 0 || !wanted(collision)) continue;
      const [x, y] = dot(collision, 0);
      const r = 4.5 * unit;
      const d = `M${x - r} ${y - r}L${x + r} ${y + r}M${x - r} ${y + r}L${x + r} ${y - r}`;
      parent.append(sv('g', { class: 'collision' },
        ...line([x, y], middle(image.objects[collision[5]]), 'lostLine', 'lineHalo'),
        sv('path', { d, class: 'crossHalo' }), sv('path', { d, class: 'cross' })));
    }
  }

  function drawIgnored(image) {
    const group = sv('g', { class: 'ignored' });
    for (let at = 0; at < image.ignored.length; at += 4) {
      if (!onScale(image.ignored[at])) continue;
      const [x, y] = dot(image.ignored, at);
      const place = { x: x - 3 * unit, y: y - 3 * unit, width: 6 * unit, height: 6 * unit };
      group.append(sv('rect', { ...place, class: 'squareHalo' }), sv('rect', { ...place, class: 'square' }));
    }
    marks.append(group);
  }

  function cellOf(site) {
    const stride = data.scales[site[0]].stride;
    return { x: site[2] * stride, y: site[1] * stride, width: stride, height: stride };
  }

  function drawBad(image) {
    for (const row of image.bad) {
      if (onScale(row[0])) marks.append(sv('rect', { ...cellOf(row), class: 'badCell' }));
    }
  }

  // The object that is looked at, with its anchors and what they predict.
  function drawFocus() {
    const image = current();
    focus.replaceChildren();
    const chosen = shownObject();
    if (chosen === null || !image.objects[chosen]) return;
    const picked = shownAnchor();
    if (state.layers.has('anchors')) {
      image.anchors.forEach((anchor, index) => {
        if (anchor[ANCHOR.object] !== chosen || !onScale(anchor[0])) return;
        if (picked !== null && picked !== index) return;
        if (picked === index) focus.append(sv('rect', { ...cellOf(anchor), class: 'cell' }));
        focus.append(sv('g', { class: 'box' + (picked === index ? ' lit' : '') }, ...outline(anchor, ANCHOR.box)));
      });
      drawAnchors(image, anchor => anchor[ANCHOR.object] === chosen, focus);
    }
    if (state.layers.has('other') && image.other) drawBoth(image, object => object === chosen, focus);
    if (state.layers.has('collisions')) drawCollisions(image, row => row[4] === chosen || row[5] === chosen, focus);
  }

  // MARK: Tables

  // Rows that the arrow keys go along; one of them is in the order of Tab.
  function rows(body, { enter, leave, keep }) {
    const all = () => [...body.rows];
    const first = () => all().find(row => row.tabIndex === 0) || all()[0];
    const set = row => { for (const other of all()) other.tabIndex = other === row ? 0 : -1; };
    if (all().length) set(all().find(row => row.getAttribute('aria-selected') === 'true') || first());
    body.addEventListener('keydown', event => {
      const row = event.target.closest('tr');
      const list = all();
      const at = list.indexOf(row);
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: list.length - 1 }[event.key];
      if (to !== undefined) {
        event.preventDefault();
        const next = list[Math.min(Math.max(to, 0), list.length - 1)];
        set(next);
        next.focus();
      } else if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        set(row);
        keep(row);
      }
    });
    body.addEventListener('focusin', event => enter(event.target.closest('tr')));
    body.addEventListener('focusout', event => { if (!body.contains(event.relatedTarget)) leave(); });
    body.addEventListener('pointerover', event => { const row = event.target.closest('tr'); if (row) enter(row); });
    body.addEventListener('pointerleave', leave);
    body.addEventListener('click', event => { const row = event.target.closest('tr'); if (row) { set(row); keep(row); } });
  }

  const head = (...cells) => el('thead', {}, el('tr', {}, ...cells.map(([text, className]) => el('th', { scope: 'col', text, class: className }))));
  let objectBody = el('tbody');

  // A row stays one for those who hear it, however it is laid out.
  function asRow(row) {
    row.setAttribute('role', 'row');
    for (const cell of row.cells) cell.setAttribute('role', cell.tagName === 'TH' ? 'rowheader' : 'gridcell');
    return row;
  }

  function drawObjectTable() {
    const image = current();
    const heads = [['#'], ['class', 'word'], ['anchors']];
    if (image.other) heads.push(['anchors there', 'part']);
    if (data.loss) heads.push(['total'], ...PARTS.map(part => [part, 'part']));
    if (image.other && data.loss) heads.push(['total there']);
    objectBody = el('tbody');
    for (const index of dearest(image)) {
      const row = image.objects[index];
      const other = image.other && image.other.objects[index];
      const cells = [el('th', { scope: 'row', text: index }), el('td', { class: 'word' }, name(classOf(row))), el('td', { text: row[OBJECT.anchors] })];
      if (other) cells.push(el('td', { text: other[0], class: 'part' + (other[0] === row[OBJECT.anchors] ? '' : ' apart') }));
      if (data.loss) {
        cells.push(el('td', { text: cost(total(row, OBJECT.cost)) }));
        PARTS.forEach((_, part) => cells.push(el('td', { class: 'part', text: cost(row[OBJECT.cost + part]) })));
      }
      if (other && data.loss) cells.push(difference(total(row, OBJECT.cost), other[1]));
      objectBody.append(asRow(el('tr', { 'data-object': index, 'aria-selected': 'false' }, ...cells)));
    }
    const words = count(image.objects.length, 'object') + (data.loss ? ', the dearest first' : '');
    const table = el('table', { class: 'pick', role: 'grid', id: 'object-table', 'aria-label': words }, head(...heads), objectBody);
    side.replaceChildren(el('h3', {}, name(image.short), ': ' + words), el('div', { class: 'scroll' }, table));
    if (image.loss) {
      side.append(el('p', { class: 'setting', text:
        'This image costs ' + cost(total(image.loss, 0)) + ': ' + PARTS.map((part, at) => part + ' ' + cost(image.loss[at])).join(', ')
        + '. Of objectness ' + cost(image.background) + ' is background that no object answers for.'
        + (image.other && image.other.loss ? ' There it costs ' + cost(total(image.other.loss, 0)) + '.' : '') }));
    }
    if (image.other) side.append(el('p', { class: 'setting', text: 'there: with ' + data.other + ' in place of ' + data.dialect }));
    rows(objectBody, {
      enter: row => preview(Number(row.dataset.object), null),
      leave: () => preview(null, null),
      keep: row => keep(Number(row.dataset.object)),
    });
  }

  function difference(here, there) {
    const apart = Math.abs(here - there) > 1e-4 * Math.max(Math.abs(here), Math.abs(there));
    const sign = !apart ? '=' : there > here ? '▲' : '▼';
    return el('td', { class: apart ? (there > here ? 'more' : 'less') : null, text: sign + ' ' + cost(there) });
  }

  let detailOf = null;

  function drawDetail() {
    const image = current();
    const chosen = shownObject() !== null ? shownObject() : null;
    if (chosen === null) {
      if (detailOf !== null || !detail.firstChild) {
        detailOf = null;
        detail.replaceChildren(el('p', { class: 'setting', text: image.objects.length
          ? 'Point at an object, or go to its row, to see its anchors; click or Enter keeps it.' : 'This image has no object: all of its loss is background.' }));
      }
      return;
    }
    if (detailOf === state.image + ':' + chosen) return lightAnchors();
    detailOf = state.image + ':' + chosen;
    const object = image.objects[chosen];
    const mine = image.anchors.map((anchor, index) => index).filter(index => image.anchors[index][ANCHOR.object] === chosen);
    const size = brief(object[3] - object[1], 4) + '×' + brief(object[4] - object[2], 4);
    const title = el('h3', {}, 'Object ' + chosen + ', ', name(classOf(object)),
      ', ' + size + ' pixels' + (data.loss ? ': ' + PARTS.map((part, at) => part + ' ' + cost(object[OBJECT.cost + at])).join(' + ')
        + ' = ' + cost(total(object, OBJECT.cost)) : ''));
    const body = el('tbody');
    for (const index of mine) body.append(anchorRow(image, index));
    const heads = [['anchor that should predict it']];
    if (data.loss) heads.push(['box'], ['obj.'], ['class']);
    const table = el('table', { class: 'pick', role: 'grid', id: 'anchor-table', 'aria-label': 'anchors of object ' + chosen }, head(...heads), body);
    const left = el('div', {}, mine.length ? el('div', { class: 'scroll' }, table)
      : el('p', { text: 'No anchor predicts it: it costs nothing and teaches nothing.' }));
    detail.replaceChildren(title, left, candidateList(image, chosen));
    rows(body, {
      enter: row => preview(chosen, Number(row.dataset.anchor)),
      leave: () => preview(null, null),
      keep: row => { state.object = chosen; state.anchor = state.anchor === Number(row.dataset.anchor) ? null : Number(row.dataset.anchor); update(); },
    });
    lightAnchors();
  }

  function anchorRow(image, index) {
    const anchor = image.anchors[index];
    const cell = el('th', { scope: 'row' }, name(place(anchor)));
    const words = data.loss ? anchorWords(anchor) : '';
    if (words) cell.append(el('span', { class: 'formula', text: words }));
    for (const claim of (image.candidates || [])) {
      if (claim[CANDIDATE.object] !== anchor[ANCHOR.object] && claim[CANDIDATE.outcome] !== REFUSED && sameSite(claim, 1, anchor, 0)) {
        cell.append(el('span', { class: 'formula', text: 'object ' + claim[CANDIDATE.object] + ' too: ' + reason(claim) }));
      }
    }
    const row = el('tr', { 'data-anchor': index, 'aria-selected': 'false' }, cell);
    if (data.loss) PARTS.forEach((words, part) => row.append(el('td', { 'data-part': words, text: cost(anchor[ANCHOR.cost + part]) })));
    return asRow(row);
  }

  function candidateList(image, chosen) {
    if (!image.candidates) {
      return el('p', { class: 'setting', text: 'Why others were refused is left out of a page of so many images; a page of this one alone tells it (--image).' });
    }
    const others = image.candidates.filter(candidate => candidate[CANDIDATE.object] === chosen && candidate[CANDIDATE.outcome] !== KEPT);
    const list = el('ul', {});
    for (const candidate of others) {
      const cross = candidate[CANDIDATE.outcome] === REFUSED ? '' : '× ';
      list.append(el('li', {}, cross, name(place(candidate.slice(1, 5))), ': ' + reason(candidate)));
    }
    return el('div', {}, el('p', { text: count(others.length, 'anchor') + ' looked at and not taken' }), el('div', { class: 'scroll' }, list));
  }

  function lightAnchors() {
    for (const row of detail.querySelectorAll('tr[data-anchor]')) {
      row.classList.toggle('lit', Number(row.dataset.anchor) === look.anchor);
      row.setAttribute('aria-selected', String(Number(row.dataset.anchor) === state.anchor));
    }
  }

  function lightObjects() {
    for (const row of objectBody.rows) {
      row.classList.toggle('lit', Number(row.dataset.object) === look.object);
      row.setAttribute('aria-selected', String(Number(row.dataset.object) === state.object));
    }
  }

  // MARK: Looking and keeping

  function preview(object, anchor) {
    if (look.object === object && look.anchor === anchor) return;
    look.object = object;
    look.anchor = anchor;
    light();
    lightObjects();
    drawDetail();
    say();
  }

  function keep(object) {
    state.object = state.object === object ? null : object;
    state.anchor = null;
    look.object = null;
    look.anchor = null;
    update();
  }

  function letGo() {
    state.object = null;
    state.anchor = null;
    look.object = null;
    look.anchor = null;
    update();
  }

  function say(words) {
    const anchor = shownAnchor();
    const object = shownObject();
    const text = words || (anchor !== null && current().anchors[anchor]
      ? place(current().anchors[anchor]) + ': ' + anchorWords(current().anchors[anchor])
      : object !== null ? objectWords(object) : '');
    if (readout.textContent !== text) readout.textContent = text;
  }

  // MARK: Nearer and farther

  function setView() {
    view.zoom = Math.min(Math.max(view.zoom, 1), 24);
    view.x = Math.min(Math.max(view.x, 0), W - W / view.zoom);
    view.y = Math.min(Math.max(view.y, 0), H - H / view.zoom);
    picture.setAttribute('viewBox', `${view.x} ${view.y} ${W / view.zoom} ${H / view.zoom}`);
    stage.classList.toggle('near', view.zoom > 1);
    const box = picture.getBoundingClientRect();
    unit = 1 / Math.max(1e-6, Math.min(box.width * view.zoom / W, box.height * view.zoom / H) || 1);
    farther.disabled = view.zoom <= 1;
    drawMarks();
  }

  function zoom(factor, at) {
    const [x, y] = at || [view.x + W / view.zoom / 2, view.y + H / view.zoom / 2];
    const next = Math.min(Math.max(view.zoom * factor, 1), 24);
    view.x = x - (x - view.x) * view.zoom / next;
    view.y = y - (y - view.y) * view.zoom / next;
    view.zoom = next;
    setView();
  }

  function showAll() { Object.assign(view, { x: 0, y: 0, zoom: 1 }); setView(); }

  function inputPoint(event) {
    const matrix = picture.getScreenCTM();
    if (!matrix) return [0, 0];
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    return [point.x, point.y];
  }

  closer.addEventListener('click', () => zoom(1.5));
  farther.addEventListener('click', () => zoom(1 / 1.5));
  all.addEventListener('click', showAll);
  stage.addEventListener('wheel', event => {
    // Over a picture that nobody looks at the page scrolls on.
    if (!event.ctrlKey && document.activeElement !== stage) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 400), inputPoint(event));
  }, { passive: false });
  stage.addEventListener('keydown', event => {
    if (event.target !== stage || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = 0.15 / view.zoom;
    const moves = { ArrowLeft: [-W * step, 0], ArrowRight: [W * step, 0], ArrowUp: [0, -H * step], ArrowDown: [0, H * step] };
    if (moves[event.key]) { view.x += moves[event.key][0]; view.y += moves[event.key][1]; setView(); }
    else if (event.key === '+' || event.key === '=') zoom(1.5);
    else if (event.key === '-' || event.key === '−') zoom(1 / 1.5);
    else if (event.key === '0') showAll();
    else return;
    event.preventDefault();
  });

  const fingers = new Map();
  let dragged = false;
  stage.addEventListener('pointerdown', event => {
    if (event.target.closest('.tools')) return;
    fingers.set(event.pointerId, [event.clientX, event.clientY]);
    dragged = false;
  });
  stage.addEventListener('pointermove', event => {
    const last = fingers.get(event.pointerId);
    if (last && view.zoom > 1 && fingers.size === 1) {
      const box = unit;
      view.x -= (event.clientX - last[0]) * box;
      view.y -= (event.clientY - last[1]) * box;
      if (Math.hypot(event.clientX - last[0], event.clientY - last[1]) > 2) dragged = true;
      setView();
    } else if (last && fingers.size === 2) {
      const other = [...fingers].find(([id]) => id !== event.pointerId)[1];
      const from = Math.hypot(last[0] - other[0], last[1] - other[1]);
      const to = Math.hypot(event.clientX - other[0], event.clientY - other[1]);
      dragged = true;
      if (from > 0) zoom(to / from, inputPoint({ clientX: (event.clientX + other[0]) / 2, clientY: (event.clientY + other[1]) / 2 }));
    }
    if (last) fingers.set(event.pointerId, [event.clientX, event.clientY]);
    else tellCell(event);
  });
  for (const end of ['pointerup', 'pointercancel', 'pointerleave']) stage.addEventListener(end, event => fingers.delete(event.pointerId));

  // What lies under the pointer: an object, an anchor, the value of a cell.
  function under(event) {
    const anchor = event.target.closest('[data-anchor]');
    const object = event.target.closest('[data-object]');
    if (anchor && picture.contains(anchor)) {
      const index = Number(anchor.dataset.anchor);
      return [current().anchors[index][ANCHOR.object], index];
    }
    return object && picture.contains(object) ? [Number(object.dataset.object), null] : [null, null];
  }
  picture.addEventListener('pointerover', event => {
    if (event.pointerType === 'touch' || fingers.size) return;
    const [object, anchor] = under(event);
    // Marks are drawn anew under the pointer, so only other ones count.
    if (object !== null && (object !== look.object || anchor !== look.anchor)) preview(object, anchor);
    if (object === null && look.object !== null && !event.target.closest('g[class]')) preview(null, null);
  });
  stage.addEventListener('pointerleave', () => preview(null, null));
  picture.addEventListener('click', event => {
    if (dragged) return;
    const [object] = under(event);
    if (object !== null) { look.object = null; keep(object); }
    stage.focus({ preventScroll: true });
  });

  function tellCell(event) {
    const heat = state.layers.has('loss') ? 0 : state.layers.has('gradient') ? 1 : -1;
    const image = current();
    const bad = state.layers.has('bad') && image.bad.length;
    if ((heat < 0 || !image.heat) && !bad) return;
    const [x, y] = inputPoint(event);
    if (x < 0 || y < 0 || x >= W || y >= H) return;
    const words = [];
    data.scales.forEach((scale, index) => {
      if (!onScale(index)) return;
      const [row, column] = [Math.floor(y / scale.stride), Math.floor(x / scale.stride)];
      const cell = scale.name + ', row ' + row + ', column ' + column;
      if (bad) {
        for (const found of image.bad) {
          if (found[0] === index && found[1] === row && found[2] === column) {
            words.push(cell + ', anchor ' + found[3] + ', channel ' + found[4] + ': ' + found[6] + (found[5] > 1 ? ', ' + found[5] + ' values' : ''));
          }
        }
      }
      if (heat >= 0 && image.heat) words.push(cell + ': ' + valueText(image.heat[heat].cells[index], row * scale.columns + column));
    });
    if (words.length) say(words.join('; '));
  }

  // The largest values are there in numbers.
  function valueText(cells, wanted) {
    let least = Infinity;
    for (let at = 0; at < cells.length; at += 2) {
      if (cells[at] === wanted) return brief(cells[at + 1]);
      least = Math.min(least, cells[at + 1]);
    }
    return least === Infinity ? '0' : 'below ' + brief(least);
  }

  // MARK: Everything together

  let drawnImage = -1;

  function update() {
    const image = current();
    for (const [key, input] of layerInputs) input.checked = state.layers.has(key);
    scaleInputs.forEach((input, index) => { input.checked = index - 1 === state.scale; });
    picker.value = String(state.image);
    before.disabled = state.image === 0;
    after.disabled = state.image === data.images.length - 1;
    if (drawnImage !== state.image) {
      drawnImage = state.image;
      Object.assign(view, { x: 0, y: 0, zoom: 1 });
      pictureTitle.textContent = image.short + ' as the network sees it, ' + count(image.objects.length, 'object');
      absence.textContent = image.absence || '';
      absence.hidden = !image.absence;
      detailOf = null;
      detail.replaceChildren();
      drawObjectTable();
      for (const row of document.querySelectorAll('#images tr[data-image]')) {
        if (Number(row.dataset.image) === image.i) row.setAttribute('aria-current', 'true'); else row.removeAttribute('aria-current');
      }
    }
    drawGround();
    setView();
    lightObjects();
    drawDetail();
    say();
    writeAddress();
  }

  function go(index) {
    state.image = index;
    state.object = data.loss ? dearest(current())[0] ?? null : null;
    state.anchor = null;
    look.object = null;
    look.anchor = null;
    update();
  }
  picker.addEventListener('change', () => go(Number(picker.value)));
  before.addEventListener('click', () => go(state.image - 1));
  after.addEventListener('click', () => go(state.image + 1));
  addEventListener('hashchange', () => {
    const last = location.hash;
    readAddress();
    update();
    if (last.includes('image=')) section.scrollIntoView({ block: 'start' });
  });
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape') letGo();
  });
  new ResizeObserver(() => setView()).observe(stage);

  // Each image of the overview as a picture of its marks.
  const byIndex = new Map(data.images.map(image => [image.i, image]));
  for (const row of document.querySelectorAll('#images tr[data-image]')) {
    const image = byIndex.get(Number(row.dataset.image));
    if (!image) continue;
    const costs = data.loss ? image.objects.map(object => total(object, OBJECT.cost)) : [];
    const most = Math.max(1e-9, ...costs);
    const height = Math.max(8, Math.round(64 * H / W));
    const thumb = sv('svg', { viewBox: `0 0 ${W} ${H}`, width: 64, height: Math.min(height, 128), 'aria-hidden': 'true' });
    image.objects.forEach((object, index) => {
      const mark = outline(object, OBJECT.box)[1];
      mark.removeAttribute('class');
      mark.setAttribute('fill-opacity', data.loss ? (0.6 * Math.max(0, costs[index]) / most).toFixed(2) : 0);
      thumb.append(mark);
    });
    row.cells[0].append(thumb);
  }

  if (data.images.length) {
    readAddress();
    update();
  } else {
    section.hidden = true;
  }
})();
