// electron-builder's hook between packing and signing: puts in what Windows needs, and lets no wrong package through.
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Arch } from 'electron-builder';
import { findProblems, listPacked, sizesOf } from '../lib/package-contents.mjs';

/** ONNX Runtime needs Microsoft's C++ libraries, which not every Windows has. */
const RUNTIME_LIBRARY = /^(?:msvcp140|vcruntime140)[_\w]*[.]dll$/iu;

/** Copies the libraries beside the program, where Windows looks first, from the folder that BOWERBIRD_VC_REDIST names. */
function addRuntimeLibraries(appFolder) {
  const folder = process.env.BOWERBIRD_VC_REDIST;
  if (!folder) {
    process.stdout.write(
      "  • BOWERBIRD_VC_REDIST is not set: the app will need Microsoft's Visual C++ libraries installed\n",
    );
    return;
  }
  const names = readdirSync(folder).filter((name) => RUNTIME_LIBRARY.test(name));
  if (names.length === 0) throw new Error(`There are no Visual C++ libraries in ${folder} (BOWERBIRD_VC_REDIST)`);
  for (const name of names) cpSync(join(folder, name), join(appFolder, name));
}

/**
 * @param {import('electron-builder').AfterPackContext} context
 * @throws {Error} that lists what is wrong with the package
 */
export async function afterPack({ appOutDir, packager, electronPlatformName, arch }) {
  const resources = packager.getResourcesDir(appOutDir);
  const target = `${electronPlatformName}-${Arch[arch]}`;
  const problems = findProblems(resources, target);
  if (problems.length > 0)
    throw new Error(`This package for ${target} is not as it should be:\n${problems.join('\n')}`);
  if (electronPlatformName === 'win32') addRuntimeLibraries(appOutDir);
  const { archive, beside } = sizesOf(resources, listPacked(resources));
  const inMb = (bytes) => (bytes / 1e6).toFixed(1);
  process.stdout.write(
    `  • package is complete  target=${target} archive=${inMb(archive)} MB beside=${inMb(beside)} MB\n`,
  );
}
