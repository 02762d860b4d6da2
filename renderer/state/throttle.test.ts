import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createThrottle } from './throttle.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('works at once, then at most once per pause, and never for nothing', async () => {
  const work = vi.fn(async () => {});
  const throttle = createThrottle(work, 1000);
  throttle.request();
  throttle.request();
  throttle.request();
  expect(work).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(work).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(5000);
  expect(work).toHaveBeenCalledTimes(2);
});

it('pauses longer where the work is slow, and never does it twice at a time', async () => {
  let running = 0;
  const work = vi.fn(async () => {
    running++;
    expect(running).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 800));
    running--;
  });
  const throttle = createThrottle(work, 1000);
  throttle.request();
  throttle.request();
  await vi.advanceTimersByTimeAsync(3900);
  expect(work).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(work).toHaveBeenCalledTimes(2);
});

it('stops', async () => {
  const work = vi.fn(async () => {});
  const throttle = createThrottle(work, 1000);
  throttle.request();
  throttle.request();
  throttle.stop();
  await vi.advanceTimersByTimeAsync(5000);
  expect(work).toHaveBeenCalledTimes(1);
});
