import { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';
import { followUpdates } from './updates.ts';

vi.mock('electron', () => ({ app: {}, dialog: {} }));

class FakeUpdater extends EventEmitter {
  autoDownload = true;
  autoInstallOnAppQuit = false;
  allowDowngrade = true;
  readonly checkForUpdates = vi.fn(async () => null);
  readonly downloadUpdate = vi.fn(async (): Promise<unknown> => []);
}

async function offer(updater: FakeUpdater, version: string): Promise<void> {
  updater.emit('update-available', { version });
  await new Promise((resolve) => setImmediate(resolve));
}

it('fetches a version only when the user wants it, and asks once of each', async () => {
  const updater = new FakeUpdater();
  const ask = vi.fn(async (version: string) => version === '2.0.0');
  const stop = followUpdates(updater, ask);
  expect({ ...updater, calls: updater.checkForUpdates.mock.calls.length }).toMatchObject({
    autoDownload: false,
    autoInstallOnAppQuit: true,
    allowDowngrade: false,
    calls: 1,
  });
  await offer(updater, '1.1.0');
  await offer(updater, '1.1.0');
  expect(updater.downloadUpdate).not.toHaveBeenCalled();
  await offer(updater, '2.0.0');
  expect(updater.downloadUpdate).toHaveBeenCalledOnce();
  expect(ask.mock.calls.flat()).toEqual(['1.1.0', '2.0.0']);
  stop();
});

it('goes on where there is no connection', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const updater = new FakeUpdater();
  updater.checkForUpdates.mockRejectedValue(new Error('no connection'));
  updater.downloadUpdate.mockRejectedValue(new Error('no connection'));
  const stop = followUpdates(updater, async () => true);
  updater.emit('error', new Error('no connection'));
  await offer(updater, '2.0.0');
  expect(log).toHaveBeenCalledWith('Update:', 'no connection');
  log.mockRestore();
  stop();
});
