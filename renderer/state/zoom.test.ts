import { describe, expect, it } from 'vitest';
import { ZoomState } from './zoom.svelte.ts';

function zoomOver(width: number, height: number, density = 1): ZoomState {
  const zoom = new ZoomState(() => density);
  zoom.setRoom(1200, 800);
  zoom.show(width, height);
  return zoom;
}

describe('the zoom', () => {
  it('begins with the whole photo, and every photo begins so', () => {
    const zoom = zoomOver(6000, 4000);
    expect([zoom.isZoomed, zoom.size]).toEqual([false, { width: 1200, height: 800 }]);
    zoom.zoomIn();
    expect(zoom.isZoomed).toBe(true);
    zoom.show(400, 300);
    expect([zoom.isZoomed, zoom.view]).toEqual([false, { scale: 1, x: 0, y: 0 }]);
  });

  it('asks for the photo itself only where a preview is too coarse', () => {
    const zoom = zoomOver(6000, 4000);
    expect(zoom.needsFull).toBe(false);
    zoom.zoomIn();
    expect(zoom.needsFull).toBe(false);
    zoom.zoomIn();
    expect(zoom.needsFull).toBe(true);
    zoom.reset();
    expect([zoom.needsFull, zoom.wantsFull]).toEqual([false, true]);
    zoom.show(6000, 4000);
    expect(zoom.wantsFull).toBe(false);
    const small = zoomOver(2000, 1500, 2);
    small.toggle();
    expect(small.needsFull).toBe(false);
    const dense = zoomOver(6000, 4000, 2);
    dense.zoomIn();
    expect(dense.needsFull).toBe(true);
  });

  it('looks around by keys, as far as there is something', () => {
    const zoom = zoomOver(6000, 4000);
    zoom.look(1, 0);
    expect(zoom.view.x).toBe(0);
    zoom.toggle();
    zoom.look(1, 0);
    expect(zoom.view.x).toBe(-180);
    for (let i = 0; i < 100; i++) zoom.look(1, 0);
    expect(zoom.view.x).toBe(-(6000 - 1200) / 2);
  });

  it('keeps to its limits when the room changes', () => {
    const zoom = zoomOver(6000, 4000);
    zoom.toggle();
    zoom.pan(-10_000, 0);
    zoom.setRoom(400, 800);
    expect(zoom.size.width).toBe(400);
    expect(zoom.view.x).toBeGreaterThanOrEqual(-(400 * zoom.view.scale - 400) / 2 - 0.001);
  });
});
