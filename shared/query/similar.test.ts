import { expect, test } from 'vitest';
import { parseQuery } from './parse-query.ts';
import { formatLookAlike, parseLookAlike, withinPhoto } from './similar.ts';

test('a photo, or a part of it, is read as it is written', () => {
  expect(parseLookAlike('12')).toEqual({ photoId: 12, area: null });
  const part = { photoId: 12, area: { left: 0.105, top: 0.2, width: 0.3, height: 0.45 } };
  expect(formatLookAlike(part)).toBe('12@10.5,20,30,45');
  expect(parseLookAlike(formatLookAlike(part))).toEqual({
    photoId: 12,
    area: {
      left: expect.closeTo(0.105),
      top: expect.closeTo(0.2),
      width: expect.closeTo(0.3),
      height: expect.closeTo(0.45),
    },
  });
});

test('what names no photo, or no part of one, is not read', () => {
  for (const value of ['', '0', '-3', 'cat', '1.5', '12@', '12@1,2,3', '12@1,2,0,4', '12@100,0,5,5', '12@a,b,c,d'])
    expect([value, parseLookAlike(value)]).toEqual([value, undefined]);
});

test('a part that reaches over the edge is cut there, and none is narrower than a hundredth', () => {
  expect(withinPhoto({ left: -0.2, top: 0.9, width: 0.5, height: 0.5 })).toEqual({
    left: 0,
    top: 0.9,
    width: 0.3,
    height: expect.closeTo(0.1),
  });
  expect(withinPhoto({ left: 0.5, top: 0.5, width: 0, height: 0.001 })).toMatchObject({ width: 0.01, height: 0.01 });
});

test('it is one filter of a query', () => {
  const { root, slips } = parseQuery('similar:12@10.5,20,30,45 2019 -cat');
  expect(slips).toEqual([]);
  expect(root).toMatchObject({ parts: [{ kind: 'filter', field: 'similar', value: '12@10.5,20,30,45' }, {}, {}] });
});
