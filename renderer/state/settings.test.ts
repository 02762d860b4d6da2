import { expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import type { ModelInfo, PrecisionPoint } from '../../shared/model/pack.ts';
import { defaultSettings, type Settings } from '../../shared/model/settings.ts';
import { fakeTransport } from './fake-transport.ts';
import { SettingsState } from './settings.svelte.ts';
import { Toasts } from './toasts.svelte.ts';

const curve: PrecisionPoint[] = [
  { threshold: 0.2, precision: 0.88, coverage: 0.95 },
  { threshold: 0.4, precision: 0.92, coverage: 0.9 },
  { threshold: 0.6, precision: 0.95, coverage: 0.78 },
  { threshold: 0.8, precision: 0.97, coverage: 0.6 },
];
const model = (change: Partial<ModelInfo>): ModelInfo => ({
  id: 'starter',
  version: '1',
  name: 'Starter',
  licence: '',
  source: '',
  classes: 1,
  sizeBytes: 1,
  active: true,
  builtIn: true,
  photos: 0,
  curve,
  ...change,
});

function setUp({ refuses = false } = {}) {
  let stored: Settings = { ...defaultSettings };
  const transport = fakeTransport({
    getSettings: async () => stored,
    updateSettings: async (change) => {
      if (refuses) throw new AppError('internal', 'The library can’t be written.');
      stored = { ...stored, ...change } as Settings;
      return stored;
    },
  });
  const toasts = new Toasts();
  let changes = 0;
  const settings = new SettingsState(transport.client, toasts, () => changes++);
  return { settings, toasts, calls: transport.calls, changes: () => changes };
}

it('shows a choice at once and tells that labels have changed when it is stored', async () => {
  const { settings, calls, changes } = setUp();
  await settings.load();
  const done = settings.setWantedPrecision(0.98);
  expect([settings.current, changes()]).toEqual([{ ...defaultSettings, wantedPrecision: 0.98 }, 0]);
  await done;
  await settings.setWantedPrecision(0.98);
  expect([settings.current, changes()]).toEqual([{ ...defaultSettings, wantedPrecision: 0.98 }, 1]);
  expect(calls.filter((call) => call.method === 'updateSettings')).toEqual([
    { method: 'updateSettings', request: { wantedPrecision: 0.98 } },
  ]);
});

it('shows what is stored again where the core refuses', async () => {
  const { settings, toasts, changes } = setUp({ refuses: true });
  await settings.load();
  await settings.setWantedPrecision(0.9);
  expect([settings.current, changes()]).toEqual([defaultSettings, 0]);
  expect(toasts.items.map((toast) => toast.text)).toEqual(['The library can’t be written.']);
});

it('gives for each choice what was measured for the model in use', async () => {
  const { settings } = setUp();
  await settings.load();
  expect(settings.steps([model({ id: 'other', active: false, curve: [] }), model({})])).toEqual([
    { wanted: 0.9, measured: curve[1] },
    { wanted: 0.95, measured: curve[2] },
    { wanted: 0.98, measured: curve[3] },
  ]);
  expect(settings.steps([model({ curve: [] })]).map((step) => step.measured)).toEqual([null, null, null]);
  expect(settings.steps(null)).toHaveLength(3);
});

it('offers what is set, also where it is none of the usual choices', async () => {
  const { settings } = setUp();
  await settings.load();
  await settings.setWantedPrecision(0.93);
  expect(settings.steps(null).map((step) => step.wanted)).toEqual([0.9, 0.93, 0.95, 0.98]);
});

it('changes how hard to work without a word about labels', async () => {
  const { settings, changes, calls } = setUp();
  await settings.load();
  await settings.setEffort('background');
  await settings.setEffort('background');
  expect([settings.current?.effort, changes()]).toEqual(['background', 0]);

  expect(calls.filter((call) => call.method === 'updateSettings')).toHaveLength(1);
});

it('switches changed copies of examples on without a word about labels', async () => {
  const { settings, changes } = setUp();
  await settings.load();
  await settings.setAugmentation(['flip']);
  expect([settings.current?.augmentation, changes()]).toEqual([['flip'], 0]);
});
