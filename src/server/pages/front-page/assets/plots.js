/** @typedef {import('./numbers.js').Reads} Reads */
/** @typedef {import('./numbers.js').LatencyBucket} LatencyBucket */

const WIDTH = 200;
const HEIGHT = 40;

/**
 * Draws a line over time; the newest value is at the right edge.
 * @param {SVGSVGElement} svg
 * @param {readonly { readonly age: number, readonly value: number }[]} points Oldest first.
 * @param {number} window The age at the left edge.
 */
export function drawLine(svg, points, window) {
  const highest = Math.max(1, ...points.map(({ value }) => value));
  const x = (/** @type {number} */ age) => round(WIDTH * (1 - age / window));
  const y = (/** @type {number} */ value) => round(HEIGHT - 1.5 - (HEIGHT - 4) * (value / highest));
  const line = points.map(({ age, value }) => `${x(age)},${y(value)}`);
  const parts = [shape('line', { class: 'base', x1: 0, x2: WIDTH, y1: HEIGHT - 0.5, y2: HEIGHT - 0.5 })];
  const [first] = points;
  const last = points.at(-1);
  if (first !== undefined && last !== undefined && points.length > 1) {
    const baseline = `${x(last.age)},${HEIGHT} ${x(first.age)},${HEIGHT}`;
    parts.push(shape('polygon', { class: 'area', points: `${line.join(' ')} ${baseline}` }));
    parts.push(shape('polyline', { class: 'line', points: line.join(' ') }));
  }
  replace(svg, parts);
}

/**
 * Draws a bar for each bucket, fastest first.
 * @param {SVGSVGElement} svg
 * @param {readonly LatencyBucket[]} buckets
 */
export function drawBars(svg, buckets) {
  const highest = Math.max(1, ...buckets.map(({ count }) => count));
  const step = WIDTH / buckets.length;
  const bars = buckets.map(({ seconds, count }, index) => {
    const height = count === 0 ? 1 : Math.max(3, (HEIGHT * count) / highest);
    const bar = shape('rect', {
      class: count === 0 ? 'base' : seconds === null || seconds > 1 ? 'bar slow' : 'bar',
      x: round(index * step + 1),
      y: round(HEIGHT - height),
      width: round(step - 2),
      height: round(height),
    });
    return titled(bar, `${seconds === null ? 'longer' : `at most ${seconds} s`}: ${count}`);
  });
  replace(svg, bars);
}

/**
 * Draws the shares of a whole.
 * @param {SVGSVGElement} svg
 * @param {Reads} reads
 */
export function drawShares(svg, reads) {
  const whole = reads.cached + reads.joined + reads.fetched;
  const top = HEIGHT - 14;
  const parts = [];
  let x = 0;
  for (const kind of /** @type {const} */ (['cached', 'joined', 'fetched'])) {
    const width = whole === 0 ? 0 : (WIDTH * reads[kind]) / whole;
    if (width > 0) {
      const gap = x === 0 ? 0 : 1.5;
      parts.push(
        shape('rect', {
          class: `share ${kind}`,
          x: round(x + gap),
          y: top,
          width: round(Math.max(1, width - gap)),
          height: 14,
        }),
      );
    }
    x += width;
  }
  if (whole === 0) parts.push(shape('rect', { class: 'base', x: 0, y: HEIGHT - 1, width: WIDTH, height: 1 }));
  replace(svg, parts);
}

/**
 * @param {SVGSVGElement} svg
 * @param {readonly SVGElement[]} parts
 */
function replace(svg, parts) {
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.replaceChildren(...parts);
}

/**
 * @param {string} name
 * @param {Readonly<Record<string, string | number>>} attributes
 * @returns {SVGElement}
 */
function shape(name, attributes) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, String(value));
  return /** @type {SVGElement} */ (element);
}

/**
 * Adds a title that explains the shape when the pointer rests on it.
 * @param {SVGElement} element
 * @param {string} text
 */
function titled(element, text) {
  const title = shape('title', {});
  title.textContent = text;
  element.append(title);
  return element;
}

const round = (/** @type {number} */ value) => Math.round(value * 10) / 10;
