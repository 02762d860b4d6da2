import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addModel, addPhoto, hashOf, openTestDatabase } from '../../../test/support/database.ts';
import { openTestSearch } from '../../../test/support/search.ts';
import { run } from '../db/connection.ts';

interface Golden {
  photos: Record<string, { day: string; scores: Record<string, number>; accepted?: string[]; rejected?: string[] }>;
  queries: { text: string; found: string[]; weaker: string[] }[];
}

const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../test/golden/ranking.json'), 'utf8'),
) as Golden;

async function openGolden() {
  const db = openTestDatabase();
  const classes = [...new Set(Object.values(golden.photos).flatMap(({ scores }) => Object.keys(scores)))];
  const model = addModel(db, classes);
  const names = new Map<number, string>();
  for (const [name, photo] of Object.entries(golden.photos)) {
    const decide = (concepts: string[] | undefined, verdict: number) => {
      for (const concept of concepts ?? [])
        run(db, 'INSERT INTO decision VALUES (?, ?, ?, 0)', hashOf(name), concept, verdict);
    };
    decide(photo.accepted, 1);
    decide(photo.rejected, -1);
    const scores = Object.entries(photo.scores).map(([id, probability]) => ({
      index: classes.indexOf(id),
      probability,
    }));
    names.set(addPhoto(db, name, model, scores, { takenAtMs: Date.parse(`${photo.day}T12:00:00Z`) }), name);
  }
  const search = await openTestSearch(db, model);
  return (text: string, weaker: boolean) =>
    search.getPage({ text, order: 'relevance', weaker }, 0, 100).photos.map(({ id }) => names.get(id));
}

test('every query of the golden file finds what it says, in that order', async () => {
  const find = await openGolden();
  expect(golden.queries.length).toBeGreaterThan(10);
  for (const { text, found, weaker } of golden.queries) {
    expect({ text, found: find(text, false) }).toEqual({ text, found });
    expect({ text, weaker: find(text, true) }).toEqual({ text, weaker });
  }
});
