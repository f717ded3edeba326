import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../architecture/source-tree.ts';

/** A fenced block of a page. */
export interface CodeBlock {
  readonly language: string;
  readonly text: string;
}

/** A page of documentation, by its path from the root. */
export interface Page {
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly CodeBlock[];
  /** Targets of links to files of the project, as paths from the root, with their anchors. */
  readonly links: readonly { readonly path: string; readonly anchor: string | null }[];
  /** Anchors of the headings, as GitHub derives them. */
  readonly anchors: ReadonlySet<string>;
}

/** Reads README.md, the other pages at the root, and everything in docs. */
export function readPages(): readonly Page[] {
  const docs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' });
  const inDocs = docs
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.replaceAll('\\', '/')}`);
  return ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...inDocs].map(readPage);
}

export function readPage(path: string): Page {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const prose = text.replaceAll(/^```.*?^```$/gms, '');
  return {
    path,
    text,
    blocks: [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', block = '']) => ({
      language,
      text: block,
    })),
    links: [...prose.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(
      ([, file = '', anchor = null]) => ({
        path: file === '' ? path : join(dirname(path), file),
        anchor,
      }),
    ),
    anchors: new Set([...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading))),
  };
}

const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
