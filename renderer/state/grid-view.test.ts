import { describe, expect, it } from 'vitest';
import type { ResultList } from '../../shared/layout/result-list.ts';
import { listOf } from './fake-transport.ts';
import { GridView } from './grid-view.svelte.ts';

function ids(count: number, first = 1): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}

function viewOf(result = listOf(ids(500))): GridView {
  const view = new GridView();
  view.resize(1200, 800);
  view.show(result, 'all');
  return view;
}

/** The photo at the top of the window, and how far below the top its row is. */
function topOf(view: GridView): { id: number | undefined; distance: number } {
  const tile = view.tiles.find(({ y, height }) => y + height > view.top);
  return { id: tile?.id, distance: Math.round((tile?.y ?? 0) - view.top) };
}

describe('the grid', () => {
  it('makes only the photos near the window', () => {
    const view = viewOf(listOf(ids(100_000)));
    view.scrolled(5_000_000);
    expect(view.tiles.length).toBeLessThan(80);
    expect(view.tiles.filter(({ y, height }) => y + height > view.top && y < view.top + 800).length).toBeGreaterThan(8);
  });

  it('keeps the photo at the top where it is when newer photos come in above', () => {
    const view = viewOf();
    view.scrolled(4000);
    const before = topOf(view);
    view.show(listOf([...ids(15, 1001), ...ids(500)]), 'all');
    const after = view.tiles.find(({ id }) => id === before.id);
    expect(Math.round((after?.y ?? 0) - view.top)).toBe(before.distance);
    expect(view.top).toBeGreaterThan(4000);
    expect(view.wish?.elementTop).toBe(view.top);
  });

  it('shows new photos where the user is at the top anyway', () => {
    const view = viewOf();
    view.show(listOf([1001, ...ids(500)]), 'all');
    expect([view.top, view.tiles[0]?.id]).toEqual([0, 1001]);
  });

  it('makes rows lower or taller, and keeps the photo at the top', () => {
    const view = viewOf();
    view.scrolled(6000);
    const { id } = topOf(view);
    const rows = () => view.tiles.map(({ height }) => height);
    const usual = Math.max(...rows());
    view.setRowScale(0.68);
    expect(Math.max(...rows())).toBeLessThan(usual * 0.85);
    expect(topOf(view).id).toBeLessThanOrEqual(id ?? 0);
    expect(view.tiles.some((tile) => tile.id === id && tile.y < view.top + 800)).toBe(true);
    view.setRowScale(1.36);
    expect(Math.min(...rows())).toBeGreaterThan(usual);
  });

  it('keeps the photo at the top when the window changes its width', () => {
    const view = viewOf();
    view.scrolled(6000);
    const before = topOf(view);
    view.resize(700, 800);
    expect(view.layout.tilesOf(view.layout.rowAt(view.top + 1)).map((tile) => tile.index + 1)).toContain(before.id);
  });

  it('comes back to where a search was left', () => {
    const view = viewOf();
    view.scrolled(5000);
    view.show(listOf(ids(30)), 'cat');
    expect(view.top).toBe(0);
    view.show(listOf(ids(500)), 'all');
    expect(view.top).toBe(5000);
  });

  it('stays in bounds when most photos go', () => {
    const view = viewOf();
    view.scrolled(12_000);
    view.show(listOf([1, 2, 3]), 'all');
    expect(view.top).toBe(0);
    expect(view.tiles.map((tile) => tile.id)).toEqual([1, 2, 3]);
  });

  it('keeps the photo that has the focus, wherever the window goes', () => {
    const view = viewOf();
    view.focus(3);
    view.scrolled(9000);
    expect(view.tiles.some((tile) => tile.index === 3)).toBe(true);
    view.show(listOf([1001, ...ids(500)]), 'all');
    expect(view.focusIndex).toBe(4);
  });
});

describe('a window that changes its width', () => {
  /** Photos of which something is in the window. */
  const inSight = (view: GridView) =>
    view.tiles.filter(({ y, height }) => y + height > view.top && y < view.top + view.viewportPx).map(({ id }) => id);

  it('keeps the photo at the top in sight, however far it goes and comes back', () => {
    const view = viewOf(listOf(ids(20_000)));
    view.scrolled(300_000);
    const before = topOf(view);
    const { top } = view;
    for (const width of [1190, 1100, 900, 500, 360, 700, 1000, 1100, 1200]) {
      view.resize(width, 800);
      expect(inSight(view), `${width}`).toContain(before.id);
    }
    expect([topOf(view), Math.round(view.top)]).toEqual([before, top]);
  });

  it('keeps another one after the user has scrolled', () => {
    const view = viewOf(listOf(ids(20_000)));
    view.scrolled(300_000);
    view.resize(900, 800);
    view.scrolled(view.top + 1500);
    const { id } = topOf(view);
    view.resize(600, 700);
    expect(inSight(view)).toContain(id);
  });

  it('stays at the top', () => {
    const view = viewOf(listOf(ids(20_000)));
    view.resize(400, 800);
    expect([view.top, view.tiles[0]?.id]).toEqual([0, 1]);
  });
});

describe('many photos', () => {
  const MANY = 400_000;

  /** A view whose later work is done when the test says so. */
  function slowViewOf(result: ResultList) {
    const waiting: (() => void)[] = [];
    const view = new GridView((work) => waiting.push(work));
    view.resize(1200, 800);
    view.show(result, 'all');
    return {
      view,
      workOnce: () => waiting.shift()?.(),
      finish: () => {
        while (waiting.length > 0) waiting.shift()?.();
      },
    };
  }

  it('are there before all are laid out, and nothing in the window moves while they are', () => {
    const { view, workOnce, finish } = slowViewOf(listOf(ids(MANY)));
    expect(view.layout.isComplete).toBe(false);
    view.scrolled(2000);
    const before = { tiles: view.tiles.map((tile) => ({ ...tile })), top: view.top, offsetPx: view.offsetPx };
    workOnce();
    finish();
    expect(view.layout.isComplete).toBe(true);
    expect({ tiles: view.tiles, top: view.top, offsetPx: view.offsetPx }).toEqual(before);
  });

  it('lead at once to wherever one jumps, and there nothing moves either', () => {
    const result = listOf(ids(MANY), {
      days: [
        { day: '2026-06-14', count: MANY / 2 },
        { day: '2020-01-01', count: MANY / 2 },
      ],
    });
    for (const jump of [
      (view: GridView) => view.jumpToSection(1),
      (view: GridView) => view.focus(MANY - 1),
      (view: GridView) => void view.step('last'),
      (view: GridView) => view.scrollToShare(0.7),
      (view: GridView) => view.scrolled(9_000_000),
    ]) {
      const { view, finish } = slowViewOf(result);
      jump(view);
      const inWindow = () =>
        view.tiles
          .filter(({ y, height }) => y + height > view.top && y < view.top + view.viewportPx)
          .map(({ id, x, y }) => ({ id, x, y: Math.round(y - view.top) }));
      const before = inWindow();
      expect(before.length).toBeGreaterThan(8);
      finish();
      expect(inWindow()).toEqual(before);
    }
  });

  it('keep the photo with the focus when they are shown anew', () => {
    const { view } = slowViewOf(listOf(ids(MANY)));
    view.focus(MANY - 5);
    view.show(listOf([9_999_999, ...ids(MANY)]), 'all');
    expect(view.tiles.some((tile) => tile.index === view.focusIndex && tile.id === MANY - 4)).toBe(true);
  });

  it('are found by place and by id', () => {
    const { view } = slowViewOf(listOf([5, 3, 9]));
    expect([view.length, view.idAt(1), view.idAt(3), view.indexOf(9), view.indexOf(4)]).toEqual([
      3,
      3,
      undefined,
      2,
      -1,
    ]);
    expect([new GridView().length, new GridView().idAt(0), new GridView().indexOf(1)]).toEqual([0, undefined, -1]);
  });
});

it('gives the same objects for photos that stay in the window', () => {
  const view = viewOf();
  const before = new Map(view.tiles.map((tile) => [tile.id, tile]));
  view.scrolled(400);
  const stayed = view.tiles.filter((tile) => before.has(tile.id));
  expect(stayed.length).toBeGreaterThan(10);
  expect(stayed.every((tile) => tile === before.get(tile.id))).toBe(true);
});

describe('keys', () => {
  it('go through photos and rows and bring them into the window', () => {
    const view = viewOf();
    expect([view.step('right'), view.step('right'), view.step('left')]).toEqual([1, 2, 1]);
    const below = view.step('down');
    expect(view.layout.rowOf(below)).toBe(1);
    expect(view.layout.rowOf(view.step('up'))).toBe(0);
    expect(view.step('last')).toBe(499);
    expect(view.top).toBeGreaterThan(10_000);
    expect(view.step('right')).toBe(499);
    expect(view.step('first')).toBe(0);
    expect(view.top).toBe(0);
    expect(view.step('left')).toBe(0);
    expect(view.layout.rowOf(view.step('pageDown'))).toBeGreaterThan(1);
  });
});

it('knows the days of its scale', () => {
  const view = viewOf(
    listOf(ids(400), {
      days: [
        { day: '2026-06-14', count: 200 },
        { day: '2025-01-01', count: 200 },
      ],
    }),
  );
  expect([view.dayAtShare(0), view.dayAtShare(1)]).toEqual(['2026-06-14', '2025-01-01']);
  view.jumpToSection(1);
  expect(view.dayAtShare(view.shareOfTop)).toBe('2025-01-01');
  expect(view.shareOfTop).toBeCloseTo(view.shareOfSection(1));
});

it('keeps room below the photos for what is said there', () => {
  const view = viewOf(listOf(ids(30)));
  const before = view.elementHeightPx;
  view.show(listOf(ids(30)), 'all', true);
  expect(view.elementHeightPx).toBe(before + 64);
});

describe('when photos leave', () => {
  it('the next one that stays keeps its place, and the focus', () => {
    const view = viewOf();
    view.scrolled(9000);
    const { id = 0 } = topOf(view);
    view.focusIndex = id - 1;
    const stays = id + 12;
    const before = view.tiles.find((tile) => tile.id === stays);
    view.show(listOf(ids(500).filter((other) => other < id - 40 || other >= stays)), 'all');
    const after = view.tiles.find((tile) => tile.id === stays);
    const rowOf = (tile: { y: number } | undefined, top: number) => Math.round((tile?.y ?? 0) - top);
    expect(rowOf(after, view.top)).toBe(rowOf(before, 9000));
    expect(view.idAt(view.focusIndex)).toBe(stays);
  });
});

it('knows what a rectangle touches', () => {
  const view = viewOf();
  const [first, second] = view.tiles;
  const right = (first?.x ?? 0) + (first?.width ?? 0);
  const box = { left: right - 5, top: (first?.y ?? 0) + 5, bottom: (first?.y ?? 0) + 10 };
  expect(view.placesIn({ ...box, right: right - 1 })).toEqual([first?.index]);
  expect(view.placesIn({ ...box, right: right + 10 })).toEqual([first?.index, second?.index]);
  expect(view.placesIn({ left: 0, right: 1200, top: 0, bottom: 1e9 })).toHaveLength(500);
  expect(view.placesIn({ left: 0, right: 1200, top: 0, bottom: 20 })).toEqual([]);
});

it('goes from month to month and from year to year, and names each month once', () => {
  const days = ['2026-06-14', '2026-06-02', '2026-05-09', '2025-12-24', '2024-01-01'].map((day) => ({
    day,
    count: 100,
  }));
  const view = viewOf(listOf(ids(500), { days }));
  const here = () => view.dayAtShare(view.shareOfTop);
  const went = (['month', 'month', 'year'] as const).map((unit) => {
    view.stepDate(unit, 1);
    return here();
  });
  expect(went).toEqual(['2026-05-09', '2025-12-24', '2024-01-01']);
  const back = (['month', 'month', 'month', 'month'] as const).map((unit) => {
    view.stepDate(unit, -1);
    return here();
  });
  expect(back).toEqual(['2025-12-24', '2026-05-09', '2026-06-14', '2026-06-14']);
  view.resize(1200, 20_000);
  expect(view.headings.map(({ startsMonth }) => startsMonth)).toEqual([true, false, true, true, true]);
});

it('names what is in the window before what is near it', () => {
  const view = viewOf();
  view.scrolled(4000);
  const seen = view.tiles.filter(({ y, height }) => y + height > view.top && y < view.top + 800).map(({ id }) => id);
  const inSight = view.idsInSight();
  expect(inSight.slice(0, seen.length)).toEqual(seen);
  const { first, end } = view.nearRange;
  expect([...inSight].sort((a, b) => a - b)).toEqual(ids(end - first, first + 1));
  expect(new GridView().idsInSight()).toEqual([]);
});
