// node scripts/package/make-icons.mjs: makes every icon of the app from assets/icons/icon.svg. What it makes is committed.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { IconIcns, IconIco } from '@shockpkg/icon-encoder';
import sharp from 'sharp';
import { inRoot } from '../lib/paths.mjs';

/** Edges in pixels of the icons that Linux desktops look for. */
const LINUX_SIZES = [16, 24, 32, 48, 64, 128, 256, 512];
const WINDOWS_SIZES = [16, 24, 32, 48, 64, 128, 256];
/** The types of an ICNS file, each with its edge in pixels: plain ones, then those for screens of double density. */
const MAC_TYPES = {
  ic04: 16,
  ic05: 32,
  ic07: 128,
  ic08: 256,
  ic09: 512,
  ic11: 32,
  ic12: 64,
  ic13: 256,
  ic14: 512,
  ic10: 1024,
};
/** macOS leaves a margin around the shape of an icon: 824 of 1,024 pixels are drawn on. */
const MAC_DRAWN = 824 / 1024;

const folder = inRoot('assets', 'icons');
const drawing = readFileSync(`${folder}/icon.svg`, 'utf8');

/** The drawing in the middle of a larger, clear square. @param {number} share of the edge that is drawn on */
function withMargin(share) {
  const edge = 32 / share;
  const margin = (edge - 32) / 2;
  return drawing.replace('viewBox="0 0 32 32"', `viewBox="${-margin} ${-margin} ${edge} ${edge}"`);
}

/** @param {string} svg @param {number} sizePx @returns {Promise<Buffer>} a PNG */
function render(svg, sizePx) {
  // The drawing is 32 points wide at 72 dots an inch: rendered at its size, not scaled up from a small picture.
  return sharp(Buffer.from(svg), { density: Math.max(72, (72 * sizePx) / 32) })
    .resize(sizePx, sizePx)
    .png({ compressionLevel: 9 })
    .toBuffer();
}

async function makeLinux() {
  rmSync(`${folder}/linux`, { recursive: true, force: true });
  mkdirSync(`${folder}/linux`);
  for (const size of LINUX_SIZES) writeFileSync(`${folder}/linux/${size}x${size}.png`, await render(drawing, size));
}

async function makeWindows() {
  const icon = new IconIco();
  // As PNG only where Windows expects it: older parts of the shell read small icons as bitmaps only.
  for (const size of WINDOWS_SIZES) await icon.addFromPng(await render(drawing, size), size === 256);
  writeFileSync(`${folder}/icon.ico`, icon.encode());
}

async function makeMac() {
  const icon = new IconIcns();
  icon.toc = true;
  const svg = withMargin(MAC_DRAWN);
  for (const [type, size] of Object.entries(MAC_TYPES)) await icon.addFromPng(await render(svg, size), [type]);
  writeFileSync(`${folder}/icon.icns`, icon.encode());
}

/** A shape in black on nothing, as a Mac wants it for its menu bar, which colours it. */
function toTemplate() {
  return drawing
    .replace(/<rect [^>]*>/u, '')
    .replace(/(fill|stroke)="#[0-9a-f]+"/gu, '$1="#000"')
    .replace('viewBox="0 0 32 32"', 'viewBox="5 6 22 22"');
}

/** Beside the clock or in the menu bar; `@2x` is for screens of double density. */
async function makeTray() {
  const tray = inRoot('renderer', 'public', 'tray');
  mkdirSync(tray, { recursive: true });
  for (const [name, svg, size] of [
    ['tray', drawing, 24],
    ['trayTemplate', toTemplate(), 16],
  ]) {
    writeFileSync(`${tray}/${name}.png`, await render(svg, size));
    writeFileSync(`${tray}/${name}@2x.png`, await render(svg, 2 * size));
  }
}

await makeLinux();
await makeTray();
await makeWindows();
await makeMac();
// The page's own icon is the drawing itself.
writeFileSync(inRoot('renderer', 'public', 'icon.svg'), drawing);
