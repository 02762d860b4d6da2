import { expect, it } from 'vitest';
import { yearMarks } from './year-marks.ts';

it('marks where each year begins and leaves out what would touch', () => {
  const days = ['2026-06-14', '2026-01-02', '2025-12-31', '2024-05-05', '2019-01-01'].map((day) => ({ day }));
  expect(yearMarks(days, (section) => [0, 0.3, 0.5, 0.52, 0.9][section] ?? 1, 0.05)).toEqual([
    { year: '2026', section: 0, share: 0 },
    { year: '2025', section: 2, share: 0.5 },
    { year: '2019', section: 4, share: 0.9 },
  ]);
});
