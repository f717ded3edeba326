/** A coding in which this server compresses responses. */
export type ContentCoding = 'br' | 'gzip';

/**
 * The coding that a client prefers by its `accept-encoding` header; `null` for no compression. Of two codings with the
 * same weight, Brotli is chosen: it is smaller, and at the level used here it costs less than gzip.
 */
export function contentCodingFor(acceptEncoding: string | undefined): ContentCoding | null {
  if (acceptEncoding === undefined) return null;
  const weights = weightsIn(acceptEncoding);
  const others = weights.get('*') ?? 0;
  const brotli = weights.get('br') ?? others;
  const gzip = weights.get('gzip') ?? weights.get('x-gzip') ?? others;
  const best = Math.max(brotli, gzip);
  if (best === 0 || (weights.get('identity') ?? 0) > best) return null;
  return brotli === best ? 'br' : 'gzip';
}

/** The weight of each coding in the header, from 0 to 1. A weight that cannot be read counts as 0. */
function weightsIn(acceptEncoding: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const item of acceptEncoding.toLowerCase().split(',')) {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice('q='.length);
    weights.set(name, weight === undefined ? 1 : toWeight(weight));
  }
  return weights;
}

const toWeight = (text: string): number =>
  /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(text) ? Number(text) : 0;
