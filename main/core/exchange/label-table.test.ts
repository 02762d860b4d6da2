import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import type { PhotoSummary } from '../../../shared/model/photo.ts';
import { formatLabelTable } from './label-table.ts';

function photo(change: Partial<PhotoSummary> = {}): PhotoSummary {
  return {
    id: 1,
    path: '/photos/IMG_1.jpg',
    score: 1,
    takenAt: '2026-06-14T18:22:05',
    width: 3,
    height: 2,
    favourite: false,
    hidden: false,
    placeholder: null,
    labels: [
      {
        name: 'Siamese cat',
        concept: 'n02123597',
        confidence: 0.93456,
        source: 'model',
        certainty: 'fact',
        path: ['animal', 'cat', 'Siamese cat'],
      },
    ],
    matched: [],
    reasons: [],
    ...change,
  };
}

const none = new Map<number, string>();

const own = (name: string): PhotoSummary['labels'][number] => ({
  name,
  concept: 'own:1',
  confidence: 1,
  source: 'user',
  certainty: 'fact',
  path: [name],
});

it('writes a row for each photo and label, and the names of the columns once', () => {
  const table = formatLabelTable([photo({ favourite: true })], none, 'csv', true);
  expect(table).toEqual({
    rows: 1,
    text:
      'path,concept,name,tree,certainty,confidence,taken_at,favourite,description\r\n' +
      '/photos/IMG_1.jpg,n02123597,Siamese cat,animal|cat|Siamese cat,fact,0.935,2026-06-14T18:22:05,yes,\r\n',
  });
  expect(formatLabelTable([photo()], none, 'csv', false).text.split('\r\n')).toHaveLength(2);
  expect(formatLabelTable([photo({ labels: [] })], none, 'csv', false)).toEqual({ rows: 0, text: '' });
});

it('is read back whatever a path or a label is made of', () => {
  const names = ['a,b', 'say "cheese"', 'two\nlines', '猫 😺', 'ends in \r'];
  const { text } = formatLabelTable([photo({ path: '/p, "q"\n.jpg', labels: names.map(own) })], none, 'csv', true);
  const rows = parse(text, { columns: true, record_delimiter: '\r\n' }) as unknown as Record<string, string>[];
  expect(rows.map(({ name }) => name)).toEqual(names);
  expect(rows.every(({ path, certainty }) => path === '/p, "q"\n.jpg' && certainty === 'yours')).toBe(true);
});

it.each(['=cmd|calc', '+1', '-1', '@SUM(A1)', '\t=1'])('%j is no formula in a spreadsheet', (name) => {
  const { text } = formatLabelTable([photo({ labels: [own(name)] })], none, 'csv', false);
  const [row] = parse(text, { record_delimiter: '\r\n' }) as unknown as string[][];
  expect(row?.[2]).toBe(`'${name}`);
});

it('writes JSON Lines as it is, without names of columns', () => {
  const { text, rows } = formatLabelTable([photo({ labels: [own('=1'), own('cat')] })], none, 'jsonl', true);
  expect(rows).toBe(2);
  expect(
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    expect.objectContaining({ name: '=1', certainty: 'yours', favourite: false, tree: '=1', confidence: 1 }),
    expect.objectContaining({ name: 'cat' }),
  ]);
});

it('tells the description in each row of its photo, and in one of its own where it has no label', () => {
  const photos = [photo({ labels: [own('cat'), own('sofa')] }), photo({ id: 2, labels: [] })];
  const descriptions = new Map([
    [1, '=1+1'],
    [2, 'Mitzi, "asleep"\nat home'],
  ]);
  const { text, rows } = formatLabelTable(photos, descriptions, 'csv', true);
  const read = parse(text, { columns: true, record_delimiter: '\r\n' }) as unknown as Record<string, string>[];
  expect([rows, read.map(({ name, description }) => [name, description])]).toEqual([
    3,
    [
      ['cat', "'=1+1"],
      ['sofa', "'=1+1"],
      ['', 'Mitzi, "asleep"\nat home'],
    ],
  ]);
  const line = formatLabelTable(photos.slice(1), descriptions, 'jsonl', true).text;
  expect(JSON.parse(line)).toMatchObject({ name: null, concept: null, description: descriptions.get(2) });
});
