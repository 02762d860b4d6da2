import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import asar from '@electron/asar';

/** A node of the header of an archive: a folder, a file in the archive, or a file beside it. */
interface Entry {
  files?: Record<string, Entry>;
  unpacked?: boolean;
}

/**
 * Lays a packed app out so that plain Node can run it: what the archive holds under a folder `app.asar`, what lies beside it
 * under `app.asar.unpacked`, as it is packed. Electron lets a program look into the archive as if it were a folder, and leads
 * `require` of native modules to the files beside it; for these a link stands here. Nothing else is led anywhere: what opens
 * another file beside the archive by its path inside fails here, as it does for native code and started programs in Electron.
 * @param resources the folder of `app.asar`
 * @param target an empty folder
 * @returns the folder that stands for the archive
 */
export function layOut(resources: string, target: string): string {
  const archive = join(resources, 'app.asar');
  const root = join(target, 'app.asar');
  cpSync(join(resources, 'app.asar.unpacked'), join(target, 'app.asar.unpacked'), { recursive: true });
  const visit = (entry: Entry, path: string) => {
    const here = join(root, path);
    if (entry.files !== undefined) {
      mkdirSync(here, { recursive: true });
      for (const [name, below] of Object.entries(entry.files)) visit(below, join(path, name));
    } else if (entry.unpacked !== true) {
      writeFileSync(here, asar.extractFile(archive, path));
    } else if (path.endsWith('.node')) {
      mkdirSync(dirname(here), { recursive: true });
      symlinkSync(join(target, 'app.asar.unpacked', path), here);
    }
  };
  visit(asar.getRawHeader(archive).header as Entry, '');
  return root;
}
