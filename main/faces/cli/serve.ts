import { openLibrary, type Workers } from '../../core/library.ts';
import { endProcess } from '../end-process.ts';
import { startHttpFace } from '../http/server.ts';
import type { ProgramFiles } from '../runtime.ts';

export interface ServeOptions {
  folders: readonly string[];
  /** 0: any free one. */
  port: number;
  open: boolean;
  json: boolean;
  dataFolder: string;
  programFiles: ProgramFiles;
  workers: Workers;
}

/** Serves the app until the process is told to end. */
export async function serve(options: ServeOptions): Promise<void> {
  const { programFiles } = options;
  const library = await openLibrary({
    ...programFiles,
    dataFolder: options.dataFolder,
    workers: options.workers,
    background: true,
  });
  const face = await startHttpFace(library, { port: options.port, rendererFolder: programFiles.rendererFolder });
  const stop = async () => {
    await face.close();
    await library.close();
    endProcess(0);
  };
  process.once('SIGINT', () => void stop());
  process.once('SIGTERM', () => void stop());
  try {
    for (const path of options.folders) await library.api.addFolder({ path });
  } catch (error) {
    await face.close();
    await library.close();
    throw error;
  }
  process.stdout.write(options.json ? `${JSON.stringify({ url: face.url })}\n` : `Bowerbird is at ${face.url}\n`);
  if (options.open) await openBrowser(face.makeEntry());
}

async function openBrowser(url: string): Promise<void> {
  try {
    const { default: open } = await import('open');
    const child = await open(url);
    child.on('error', () => process.stderr.write('No browser could be opened; open the address yourself.\n'));
  } catch {
    process.stderr.write('No browser could be opened; open the address yourself.\n');
  }
}
