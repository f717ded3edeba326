/**
 * Builds a URL path from a template and escapes each interpolated value for a single path segment:
 * `` urlPath`/calls/${'a/b'}` `` is `/calls/a%2Fb`. An id can therefore never reach another endpoint.
 */
export const urlPath = (template: TemplateStringsArray, ...segments: readonly string[]): string =>
  String.raw({ raw: template }, ...segments.map(encodeURIComponent));
