import { expect, it } from 'vitest';
import { parseQuery } from '../../shared/query/parse-query.ts';
import { filterFields, type QueryNode } from '../../shared/query/query.ts';
import { help } from './en-help.ts';

function fieldsIn(node: QueryNode): string[] {
  if (node.kind === 'filter') return [node.field];
  if (node.kind === 'not') return fieldsIn(node.part);
  return node.kind === 'all' || node.kind === 'any' ? node.parts.flatMap(fieldsIn) : [];
}

it('has an example of every filter, each of which is read as it looks', () => {
  const examples = help.sections.slice(0, -1).flatMap((section) => section.examples.map(({ query }) => query));
  expect(examples.filter((query) => parseQuery(query).slips.length > 0)).toEqual([]);
  const fields = new Set(examples.flatMap((query) => fieldsIn(parseQuery(query).root)));
  expect(filterFields.filter((field) => !fields.has(field))).toEqual([]);
});

it('gives no example twice', () => {
  const queries = help.sections.flatMap((section) => section.examples.map(({ query }) => query));
  expect(new Set(queries).size).toBe(queries.length);
});
