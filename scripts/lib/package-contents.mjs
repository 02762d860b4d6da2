// What is in a packed app, and what is wrong with that. Used by the packaging itself (package/after-pack.mjs) and by its test.
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import asar from '@electron/asar';
import { listRuntimePackages } from './packages.mjs';
import { inRoot } from './paths.mjs';

/**
 * @typedef {{ path: string, bytes: number, isBeside: boolean }} PackedFile
 * `path` is inside the app, with slashes; `isBeside` says that it lies beside the archive and not in it.
 */

/** @returns {PackedFile[]} of a node of the archive's header */
function walkHeader(node, path) {
  if (node.files === undefined) return [{ path, bytes: node.size ?? 0, isBeside: node.unpacked === true }];
  return Object.entries(node.files).flatMap(([name, below]) =>
    walkHeader(below, path === '' ? name : `${path}/${name}`),
  );
}

function listFolder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

/** All files of a packed app. @param {string} resources the folder of `app.asar` @returns {PackedFile[]} */
export function listPacked(resources) {
  return walkHeader(asar.getRawHeader(join(resources, 'app.asar')).header, '');
}

const ELF_MACHINES = { 62: 'x64', 183: 'arm64' };
const PE_MACHINES = { 34404: 'x64', 43620: 'arm64', 332: 'ia32' };
const MACH_MACHINES = { 16777223: 'x64', 16777228: 'arm64' };
const HEAD_BYTES = 4096;

function readHead(path) {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    return head.subarray(0, readSync(file, head, 0, HEAD_BYTES, 0));
  } finally {
    closeSync(file);
  }
}

/** @param {string} path of a file @returns {string | null} the system and processor that a binary is for; null where it is none */
export function targetOf(path) {
  const head = readHead(path);
  if (head.length < 64) return null;
  if (head.readUInt32BE(0) === 0x7f454c46) return `linux-${ELF_MACHINES[head.readUInt16LE(18)] ?? 'other'}`;
  if (head.readUInt32LE(0) === 0xfeedfacf) return `darwin-${MACH_MACHINES[head.readUInt32LE(4)] ?? 'other'}`;
  if (head.readUInt32BE(0) === 0xcafebabe) return 'darwin-several';
  const start = head.readUInt32LE(60);
  const isPe = head.readUInt16BE(0) === 0x4d5a && start + 6 <= head.length && head.readUInt32BE(start) === 0x50450000;
  return isPe ? `win32-${PE_MACHINES[head.readUInt16LE(start + 4)] ?? 'other'}` : null;
}

/** Native parts without which the app does not run. */
function listNeeded(target) {
  const [platform, arch] = target.split('-');
  return [
    `node_modules/better-sqlite3/prebuilds/${target}.node`,
    `node_modules/onnxruntime-node/bin/napi-v6/${platform}/${arch}/onnxruntime_binding.node`,
    new RegExp(`^node_modules/@img/sharp-${target}/.*[.]node$`, 'u'),
    new RegExp(`^node_modules/exiftool-vendored[.]${platform === 'win32' ? 'exe' : 'pl'}/bin/exiftool`, 'u'),
    /^assets\/models\/[^/]+\/model[.]onnx$/u,
    /^assets\/models\/[^/]+\/MODEL_CARD[.]md$/u,
    'assets/places/places.tsv',
    'assets/vocabulary/nouns.tsv',
    'dist/main/electron.js',
    'dist/main/preload.cjs',
    'dist/main/decode-worker.js',
    'dist/main/classify-worker.js',
    'dist/renderer/index.html',
    'dist/renderer/third-party-licences.json',
    'dist/renderer/tray/tray.png',
  ];
}

/** ExifTool is a program of its own; the one for Windows runs on either processor. */
const EXIFTOOL = /^node_modules\/exiftool-vendored[.](?:pl|exe)\/bin\//u;
/** What may lie beside the archive: the system's loader opens it, it is started, or native code reads it. */
const BESIDE =
  /^(?:assets\/.+|node_modules\/(?:better-sqlite3\/prebuilds|onnxruntime-node\/bin|@img\/sharp[^/]*)\/.+)$/u;
const NEVER = [
  { what: 'source map', pattern: /[.]map$/u },
  { what: 'TypeScript', pattern: /[.][mc]?ts$/u },
  { what: 'test', pattern: /(?:^|\/)(?:tests?|__tests__)\/|[.](?:test|spec)[.][mc]?js$/u },
  { what: 'source of native code', pattern: /[.](?:c|cc|cpp|h|hpp|gyp|gypi)$/u },
  { what: 'command line', pattern: /^dist\/main\/cli[.]js$/u },
];

function findMissing(files, target) {
  const has = (wanted) => files.some(({ path }) => (typeof wanted === 'string' ? path === wanted : wanted.test(path)));
  return listNeeded(target)
    .filter((wanted) => !has(wanted))
    .map((wanted) => `missing: ${wanted}`);
}

/** Binaries are known by their content, whatever they are called. */
function findForeign(files, resources, target) {
  return files.flatMap(({ path, isBeside }) => {
    const binary = isBeside ? targetOf(join(resources, 'app.asar.unpacked', path)) : null;
    return binary === null || binary === target || EXIFTOOL.test(path)
      ? []
      : [`for another system (${binary}): ${path}`];
  });
}

function findMisplaced(files) {
  return files.flatMap(({ path, isBeside }) => {
    const belongsBeside =
      EXIFTOOL.test(path) ||
      (BESIDE.test(path) && (path.startsWith('assets/') || /[.](?:node|dll|dylib|so(?:[.\d]*))$/u.test(path)));
    if (isBeside === belongsBeside) return [];
    return [
      isBeside ? `beside the archive without need: ${path}` : `in the archive, where it can't be opened: ${path}`,
    ];
  });
}

function findUnwanted(files) {
  const known = new Set(listRuntimePackages().map(({ name }) => name));
  return files.flatMap(({ path }) => {
    const [, name] = /(?:^|.*\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//u.exec(path) ?? [];
    const wrong = NEVER.filter(({ pattern }) => pattern.test(path) && !EXIFTOOL.test(path)).map(
      ({ what }) => `${what}: ${path}`,
    );
    // Of the native packages, only those that are installed here are known; a build for another processor has others.
    const isKnown =
      name === undefined || known.has(name) || name.startsWith('@img/sharp-') || name.startsWith('exiftool-vendored.');
    return isKnown ? wrong : [...wrong, `not needed to run: ${path}`];
  });
}

/** What may be how large, in bytes. */
function readBudget() {
  return JSON.parse(readFileSync(inRoot('electron-builder.budget.json'), 'utf8'));
}

/** @param {string} resources @param {readonly PackedFile[]} files @returns {{ archive: number, beside: number }} in bytes */
export function sizesOf(resources, files) {
  const beside = files.filter(({ isBeside }) => isBeside).reduce((sum, { bytes }) => sum + bytes, 0);
  return { archive: statSync(join(resources, 'app.asar')).size, beside };
}

function findTooLarge(resources, files, target) {
  const budget = readBudget();
  const sizes = sizesOf(resources, files);
  const limits = { archive: budget.archive, beside: budget.beside[target] };
  return Object.entries(limits).flatMap(([name, limit]) => {
    if (limit === undefined) return [`no budget for ${target}`];
    return sizes[name] <= limit ? [] : [`too large: ${name} has ${sizes[name]} bytes, ${limit} are allowed`];
  });
}

/** Files beside the archive that its header does not know, or the other way round. */
function findUnlisted(resources, files) {
  const listed = new Set(files.filter(({ isBeside }) => isBeside).map(({ path }) => path));
  const there = new Set(listFolder(join(resources, 'app.asar.unpacked')));
  return [
    ...[...there].filter((path) => !listed.has(path)).map((path) => `not in the archive's list: ${path}`),
    ...[...listed].filter((path) => !there.has(path)).map((path) => `listed and not there: ${path}`),
  ];
}

/**
 * Looks for everything that a packed app may not have, or lacks.
 * @param {string} resources the folder of `app.asar`
 * @param {string} target system and processor, such as `linux-x64`
 * @returns {string[]} a line for each problem
 */
export function findProblems(resources, target) {
  const files = listPacked(resources);
  const licences = statSync(join(resources, 'THIRD_PARTY_LICENSES.txt'), { throwIfNoEntry: false });
  return [
    ...(licences === undefined ? ['missing: THIRD_PARTY_LICENSES.txt'] : []),
    ...findMissing(files, target),
    ...findUnlisted(resources, files),
    ...findForeign(files, resources, target),
    ...findMisplaced(files),
    ...findUnwanted(files),
    ...findTooLarge(resources, files, target),
  ];
}
