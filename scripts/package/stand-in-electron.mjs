// A folder that looks like Electron's distribution for Linux to electron-builder, for machines that can't have the real one.
// Its program does nothing but say so; it carries a fuse wire as Electron's does, so that setting the fuses is real.
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from '../lib/paths.mjs';

/** In front of the fuse wire in Electron's program (Electron's docs, "Electron Fuses"). */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** Version 1 and eight fuses, in the state that Electron ships: RunAsNode, NodeOptions, NodeCliInspect and file:// on. */
const FUSE_WIRE = Buffer.concat([Buffer.from([1, 8]), Buffer.from('10110001')]);

/**
 * Makes the folder anew.
 * @param {string} folder
 */
export function makeStandInElectron(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'locales'), { recursive: true });
  mkdirSync(join(folder, 'resources'));
  const { version } = JSON.parse(readFileSync(inRoot('node_modules', 'electron', 'package.json'), 'utf8'));
  const program = Buffer.concat([
    Buffer.from('#!/bin/sh\necho "This is a stand-in for Electron: it can be packed, not run." >&2\nexit 1\n# '),
    Buffer.from(FUSE_SENTINEL),
    FUSE_WIRE,
    Buffer.from('\n'),
  ]);
  writeFileSync(join(folder, 'electron'), program);
  chmodSync(join(folder, 'electron'), 0o755);
  writeFileSync(join(folder, 'version'), version);
  writeFileSync(join(folder, 'LICENSE'), 'Stand-in\n');
  writeFileSync(join(folder, 'LICENSES.chromium.html'), '<!doctype html><title>Stand-in</title>\n');
  for (const name of ['en-US', 'de', 'fr']) writeFileSync(join(folder, 'locales', `${name}.pak`), '');
}
