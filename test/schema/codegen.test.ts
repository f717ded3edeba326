import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { generate } from '@graphql-codegen/cli';
import { buildSchema, parse, validate } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import config from '../../codegen.ts';

const FOLDER = 'test/clients/generated';
const committed = (name: string): string => readFileSync(`${FOLDER}/${name}`, 'utf8');

interface GeneratedFile {
  readonly filename: string;
  readonly content: string;
}

/** What the generator would write now, by file name. */
let fresh: ReadonlyMap<string, string>;
beforeAll(async () => {
  const files: readonly GeneratedFile[] = await generate({ ...config, silent: true }, false);
  fresh = new Map(files.map(({ filename, content }) => [relative(FOLDER, filename), content]));
}, 60_000);

describe('the generated client code', () => {
  it('is the set of files that the generator writes, no more and no fewer', () => {
    expect(fresh.size).toBeGreaterThan(0);
    expect(readdirSync(FOLDER).sort()).toEqual([...fresh.keys()].sort());
  });

  it('is what the generator writes: run `npm run codegen` where this fails', () => {
    for (const [name, content] of fresh) expect(committed(name), name).toBe(content);
  });

  it('lists each operation in the manifest under the SHA-256 of its text', () => {
    const manifest: Record<string, string> = JSON.parse(committed('persisted-documents.json'));
    const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
    const operations = readFileSync('test/clients/documents.ts', 'utf8').match(
      /^ {2}(?:query|subscription) /gm,
    );
    expect(operations?.length).toBeGreaterThan(1);
    expect(Object.keys(manifest)).toHaveLength(operations?.length ?? 0);
    for (const [hash, text] of Object.entries(manifest)) {
      expect(hash).toBe(`sha256:${createHash('sha256').update(text).digest('hex')}`);
      expect(validate(schema, parse(text))).toEqual([]);
    }
  });

  it('holds no type that the checker cannot see through', () => {
    expect(committed('graphql.ts')).not.toMatch(/\bany\b/);
  });
});
