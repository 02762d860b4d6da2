import * as v from 'valibot';
import { expect, test } from 'vitest';
import { apiSchema, methods } from './api-schema.ts';

/** The methods that take a path, as the comment on `Api` lists them, with the rest of what they are asked. */
const takePaths: Record<string, (path: string) => unknown> = {
  addFolder: (path) => ({ path }),
  findPhoto: (path) => ({ path }),
  exportSidecars: (folder) => ({ folder }),
  importKeywords: (folder) => ({ folder }),
  teachFolder: (path) => ({ path }),
  teachTable: (path) => ({ path }),
  installModel: (path) => ({ path }),
};

test('no method but those that are listed takes a path', () => {
  const named = methods.filter((method) => {
    const schema: unknown = apiSchema[method];
    return Object.keys((schema as { entries?: object }).entries ?? {}).some((key) =>
      /path|folder$|^file$|director/iu.test(key),
    );
  });
  expect(named.sort()).toEqual(Object.keys(takePaths).sort());
});

test('those take whole paths only, and none of a device', () => {
  for (const [method, request] of Object.entries(takePaths)) {
    const schema = apiSchema[method as keyof typeof apiSchema];
    const isTaken = (path: string) => v.safeParse(schema, request(path)).success;
    expect(isTaken('/home/me/x'), method).toBe(true);
    for (const path of [
      '',
      'x',
      '../x',
      '/home/../x',
      '/dev/zero',
      '/proc/1/mem',
      '\\\\.\\C:',
      '/a\0',
      `/${'x'.repeat(10_000)}`,
    ]) {
      expect(isTaken(path), `${method} ${path}`).toBe(false);
    }
  }
});
