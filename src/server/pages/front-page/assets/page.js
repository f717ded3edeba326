import {
  failuresOf,
  formatBytes,
  formatCount,
  formatDuration,
  formatLatency,
  formatRate,
  formatShare,
  quantile,
  readsOf,
  since,
  total,
  WINDOW_SECONDS,
} from './numbers.js';
import { drawBars, drawLine, drawShares } from './plots.js';
import { describeLimit, MARKS, stateOf } from './states.js';

/**
 * @typedef {import('./numbers.js').Status} Status
 * @typedef {import('./numbers.js').ProviderReport} ProviderReport
 * @typedef {{ readonly at: number, readonly status: Status }} Snapshot
 */

const POLL_MS = 2_000;
const TIMEOUT_MS = 5_000;

/** @type {Snapshot[]} The snapshots of the last `WINDOW_SECONDS`, oldest first. */
let snapshots = [];
let paused = false;
/** @type {Map<string, string>} Each state as last announced, by name. */
const announced = new Map();

const pauseButton = /** @type {HTMLButtonElement} */ (byId('pause'));
pauseButton.hidden = false;
pauseButton.addEventListener('click', () => {
  paused = !paused;
  pauseButton.setAttribute('aria-pressed', String(paused));
});

async function watch() {
  for (;;) {
    if (!paused && !document.hidden) await poll();
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function poll() {
  try {
    const response = await fetch('/status', { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    addSnapshot(/** @type {Status} */ (await response.json()));
    show();
  } catch {
    const text = 'No response from this server; trying again';
    setText(byId('server'), text);
    byId('server').dataset['state'] = 'failing';
    announce(new Map([['Switchboard', text]]));
  }
}

/** @param {Status} status */
function addSnapshot(status) {
  const last = snapshots.at(-1)?.status;
  const restarted = last !== undefined && status.uptimeSeconds < last.uptimeSeconds;
  const at = performance.now() / 1_000;
  snapshots = restarted ? [] : snapshots.filter((each) => at - each.at <= WINDOW_SECONDS);
  snapshots.push({ at, status });
}

function show() {
  const status = /** @type {Snapshot} */ (snapshots.at(-1)).status;
  const { ready, uptimeSeconds, memory, providers } = status;
  byId('server').dataset['state'] = ready ? 'well' : 'waiting';
  setText(byId('server'), `${ready ? 'Ready' : 'Not ready'}, up ${formatDuration(uptimeSeconds)}`);
  setText(
    byId('memory'),
    `In memory: ${formatCount(memory.entries)} ${memory.entries === 1 ? 'entry' : 'entries'}, about ${formatBytes(memory.bytes)}.`,
  );
  for (const provider of providers) showProvider(provider);
  const states = providers.map((each) => /** @type {const} */ ([each.name, stateOf(each).text]));
  announce(new Map([['Switchboard', ready ? 'Ready' : 'Not ready'], ...states]));
}

/** @param {ProviderReport} provider */
function showProvider(provider) {
  const article = document.querySelector(`[data-provider="${CSS.escape(provider.id)}"]`);
  if (article === null) return;
  const slot = (/** @type {string} */ name) =>
    /** @type {HTMLElement} */ (article.querySelector(`[data-slot="${name}"]`));
  const plot = (/** @type {string} */ name) =>
    /** @type {SVGSVGElement} */ (article.querySelector(`[data-plot="${name}"]`));
  const write = (/** @type {string} */ name, /** @type {string} */ text) => setText(slot(name), text);

  const state = stateOf(provider);
  const line = /** @type {HTMLElement} */ (article.querySelector('.state'));
  line.dataset['state'] = state.name;
  line.querySelector('path')?.setAttribute('d', MARKS[state.name]);
  write('state', state.text);
  write('breaker', provider.breakerState.toLowerCase().replace('_', ' '));
  write('limit', describeLimit(provider));
  const { inFlight, concurrencyLimit, queued } = provider;
  write(
    'flight',
    `${inFlight} of at most ${concurrencyLimit}${queued === 0 ? '' : `, ${formatCount(queued)} waiting`}`,
  );

  const { statistics } = provider;
  const earlier = reportIn(/** @type {Snapshot} */ (snapshots[0]), provider.id)?.statistics;
  const recent = since(statistics, snapshots.length > 1 ? earlier : undefined);
  const period = (/** @type {boolean} */ isRecent) => (isRecent ? '' : ', since the start');

  const rates = ratesOf(provider.id);
  const rate = rates.at(-1)?.value ?? 0;
  const failed = failuresOf(statistics);
  const requests = `${formatCount(statistics.requests)} so far, ${formatCount(failed)} failed`;
  write('traffic', `${formatRate(rate)}/s`);
  write('traffic-note', requests);
  drawLine(plot('traffic'), rates, WINDOW_SECONDS);
  label(
    plot('traffic'),
    `Requests a second over the last two minutes; at most ${formatRate(Math.max(0, ...rates.map(({ value }) => value)))}`,
  );

  const timedNow = recent.requests > 0;
  const { latency } = timedNow ? recent : statistics;
  const median = formatLatency(quantile(latency, 0.5));
  const slowest = formatLatency(quantile(latency, 0.95));
  write('latency', median);
  write(
    'latency-note',
    total(latency) === 0 ? 'no requests yet' : `median; 95 % within ${slowest}${period(timedNow)}`,
  );
  drawBars(plot('latency'), latency);
  label(
    plot('latency'),
    `Requests by latency, from 10 ms to over 10 s: median ${median}, 95 % within ${slowest}`,
  );

  const readNow = total(recent.cacheReads) > 0;
  const reads = readsOf(readNow ? recent : statistics);
  const whole = reads.cached + reads.joined + reads.fetched;
  const parts = `${formatShare(reads.joined / whole)} joined, ${formatShare(reads.fetched / whole)} fetched`;
  write('cache', whole === 0 ? '–' : formatShare(reads.cached / whole));
  write('cache-note', whole === 0 ? 'no reads yet' : `${parts}${period(readNow)}`);
  drawShares(plot('cache'), reads);
  label(
    plot('cache'),
    whole === 0 ? 'Reads: none yet' : `Reads: ${formatShare(reads.cached / whole)} from cache, ${parts}`,
  );
}

/**
 * Requests a second, from each snapshot to the next.
 * @param {string} id
 */
function ratesOf(id) {
  const now = snapshots.at(-1)?.at ?? 0;
  return snapshots.slice(1).map((each, index) => {
    const before = /** @type {Snapshot} */ (snapshots[index]);
    const sent =
      (reportIn(each, id)?.statistics.requests ?? 0) - (reportIn(before, id)?.statistics.requests ?? 0);
    return { age: now - each.at, value: sent / (each.at - before.at) };
  });
}

/**
 * @param {Snapshot} snapshot
 * @param {string} id
 */
function reportIn({ status }, id) {
  return status.providers.find((each) => each.id === id);
}

/**
 * Announces to screen readers the states that have changed, and only those.
 * @param {ReadonlyMap<string, string>} states
 */
function announce(states) {
  const changed = [...states].filter(([name, text]) => announced.has(name) && announced.get(name) !== text);
  for (const [name, text] of states) announced.set(name, text);
  if (changed.length > 0)
    setText(byId('announcement'), changed.map(([name, text]) => `${name}: ${text}.`).join(' '));
}

/** @param {string} id */
function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/**
 * @param {HTMLElement} element
 * @param {string} text
 */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * @param {SVGSVGElement} svg
 * @param {string} text
 */
function label(svg, text) {
  if (svg.getAttribute('aria-label') !== text) svg.setAttribute('aria-label', text);
}

void watch();
