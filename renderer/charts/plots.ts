import * as Plot from '@observablehq/plot';
import type { LearningPoint, ThresholdPoint } from '../../shared/model/teaching-report.ts';
import type { ConfusionCell, ConfusionMatrix } from './chart-table.ts';

/** Colours are tokens: what is drawn follows light and dark by itself. */
const FIRST = 'var(--chart-first)';
const SECOND = 'var(--chart-second)';
const DASHES = '6 4';
const HEIGHT_PX = 280;
const LEGEND_PX = 62;
const BOTTOM_PX = 40;
/** Room beside the plot for the numbers of its axis; the slider of the thresholds lies between the same bounds. */
export const plotMargins = { left: 48, right: 16 } as const;
/** Of the plot of thresholds, from the top of its drawing, and how high it is. */
export const plotPlace = { top: LEGEND_PX, height: HEIGHT_PX - LEGEND_PX - BOTTOM_PX } as const;
/** Of a matrix: least side of a cell, and up to which number of classes counts are written into the cells. */
const CELL_PX = 26;
const MAX_COUNTED = 12;
const MAX_NAME_PX = 130;
/** Height of a name that is turned by 45 degrees, of its length. */
const SLANT = 0.75;
/** Width of a letter on average, at the size of a chart's text. */
const LETTER_PX = 6.2;

/** Names of two lines, and of the axes. */
export interface LineTexts {
  first: string;
  second: string;
  x: string;
  y: string;
}

/** An SVG without style elements, which the page's policy forbids; the names of parts are in the figure's own text. */
function draw(options: Plot.PlotOptions): SVGSVGElement {
  const { left, right } = plotMargins;
  const svg = Plot.plot({
    height: HEIGHT_PX,
    marginLeft: left,
    marginRight: right,
    marginBottom: BOTTOM_PX,
    ...options,
  });
  for (const style of svg.querySelectorAll('style')) style.remove();
  svg.setAttribute('aria-hidden', 'true');
  return svg as SVGSVGElement;
}

/** What the two lines are, above them; told apart by their dashes too. */
function legend(texts: Pick<LineTexts, 'first' | 'second'>): Plot.Markish[] {
  const line = (text: string, colour: string, dy: number) =>
    Plot.text([text], { frameAnchor: 'top-left', dy, fill: colour, fontSize: 12, fontWeight: 600 });
  return [line(`—— ${texts.first}`, FIRST, -36), line(`– – ${texts.second}`, SECOND, -18)];
}

/** Two values by step of training, from 1 on. */
export function drawSteps(
  rows: readonly (readonly number[])[],
  isShare: boolean,
  texts: LineTexts,
  widthPx: number,
): SVGSVGElement {
  const points = rows.map(([step = 0, first = 0, second = 0]) => ({ step, first, second }));
  return draw({
    width: widthPx,
    marginTop: LEGEND_PX,
    x: { label: texts.x, ticks: Math.min(8, points.length), tickFormat: 'd' },
    y: { label: texts.y, grid: true, ...(isShare ? { percent: true, ticks: 5 } : { zero: true, ticks: 5 }) },
    marks: [
      Plot.line(points, { x: 'step', y: 'second', stroke: SECOND, strokeWidth: 2, strokeDasharray: DASHES }),
      Plot.line(points, { x: 'step', y: 'first', stroke: FIRST, strokeWidth: 2 }),
      ...legend(texts),
    ],
  });
}

/** By number of examples: the mean as a line, its interval as an area. */
export function drawLearning(
  points: readonly LearningPoint[],
  texts: Pick<LineTexts, 'x' | 'y'>,
  widthPx: number,
): SVGSVGElement {
  return draw({
    width: widthPx,
    marginTop: 28,
    x: {
      type: 'log',
      label: texts.x,
      ticks: points.map(({ examples }) => examples),
      tickFormat: 'd',
    },
    y: { label: texts.y, grid: true, percent: true, ticks: 5 },
    marks: [
      Plot.areaY(points, { x: 'examples', y1: 'low', y2: 'high', fill: FIRST, fillOpacity: 0.2 }),
      Plot.line(points, { x: 'examples', y: 'accuracy', stroke: FIRST, strokeWidth: 2 }),
      Plot.dot(points, { x: 'examples', y: 'accuracy', fill: FIRST, r: 4 }),
    ],
  });
}

/** Precision and recall by the probability from which photos are found, with the one that is chosen. */
export function drawThresholds(
  points: readonly ThresholdPoint[],
  chosen: number | null,
  texts: LineTexts,
  widthPx: number,
): SVGSVGElement {
  return draw({
    width: widthPx,
    marginTop: LEGEND_PX,
    x: { label: texts.x, domain: [0, 100], percent: true, ticks: 5 },
    y: { label: texts.y, domain: [0, 100], grid: true, percent: true, ticks: 5 },
    marks: [
      Plot.line(points, { x: 'probability', y: 'recall', stroke: SECOND, strokeWidth: 2, strokeDasharray: DASHES }),
      Plot.line(points, { x: 'probability', y: 'precision', stroke: FIRST, strokeWidth: 2 }),
      ...(chosen === null ? [] : [Plot.ruleX([chosen], { stroke: 'var(--text)', strokeWidth: 2 })]),
      ...legend(texts),
    ],
  });
}

/** Which class was taken for which: rows are the truth. The darker a cell, the more of its row. */
export function drawConfusion(
  matrix: ConfusionMatrix,
  texts: Pick<LineTexts, 'x' | 'y'>,
  widthPx: number,
  onPick: (cell: ConfusionCell) => void,
): SVGSVGElement {
  const { truths, answers, cells } = matrix;
  const longest = Math.max(...truths.map((name) => name.length), ...answers.map((name) => name.length));
  const namesPx = Math.min(MAX_NAME_PX, widthPx * 0.35, longest * LETTER_PX + 12);
  const columnPx = (widthPx - namesPx) / answers.length;
  const isTurned = columnPx < longest * LETTER_PX;
  const footPx = isTurned ? namesPx * SLANT : 20;
  const isCounted = answers.length <= MAX_COUNTED;
  const letters = Math.floor((namesPx - 12) / LETTER_PX);
  const cut = (name: string) => (name.length > letters ? `${name.slice(0, letters - 1)}…` : name);
  const countColour = (cell: ConfusionCell) => (cell.share > 0.55 ? 'var(--surface)' : 'var(--text)');
  const svg = draw({
    width: widthPx,
    height:
      namesPx * SLANT + 70 + truths.length * Math.max(CELL_PX, Math.min(44, (widthPx - namesPx) / answers.length)),
    marginLeft: namesPx,
    marginTop: 28,
    marginBottom: footPx + 34,
    padding: 0.06,
    x: {
      label: texts.x,
      labelAnchor: 'right',
      labelOffset: footPx + 28,
      domain: [...answers],
      tickRotate: isTurned ? -45 : 0,
      tickFormat: cut,
    },
    y: { label: texts.y, labelAnchor: 'top', domain: [...truths], tickFormat: cut },
    marks: [
      Plot.cell(cells, {
        className: 'cells',
        x: 'answer',
        y: 'truth',
        fill: (cell: ConfusionCell) => (cell.isRight ? FIRST : SECOND),
        fillOpacity: (cell: ConfusionCell) => 0.12 + 0.88 * cell.share,
        inset: 0.5,
      }),
      ...(isCounted
        ? [
            Plot.text(cells, {
              x: 'answer',
              y: 'truth',
              text: (cell: ConfusionCell) => String(cell.photoIds.length),
              fill: countColour,
              fontSize: 12,
              pointerEvents: 'none',
            }),
          ]
        : []),
    ],
  });
  svg.querySelectorAll('.cells rect').forEach((rect, i) => {
    const cell = cells[i];
    if (cell) rect.addEventListener('click', () => onPick(cell));
  });
  return svg;
}
