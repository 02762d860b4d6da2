import { app, nativeImage, type WebContents } from 'electron';
import type { Library } from '../../core/library.ts';

/** The picture at the pointer, px. */
const ICON_PX = 96;

/** Of the photo where the system makes such pictures, of its kind of file elsewhere. */
async function iconOf(path: string): Promise<Electron.NativeImage> {
  if (process.platform === 'linux') return app.getFileIcon(path);
  const size = { width: ICON_PX, height: ICON_PX };
  return nativeImage.createThumbnailFromPath(path, size).catch(() => app.getFileIcon(path));
}

/** Begins to drag the files of photos to other programs: one file of each that can be reached. */
export async function dragOut(
  contents: WebContents,
  media: Pick<Library['media'], 'findFile'>,
  photoIds: readonly number[],
): Promise<void> {
  const files = photoIds.map((id) => media.findFile(id)).filter((path) => path !== null);
  const [file] = files;
  if (file === undefined) return;
  const icon = await iconOf(file);
  if (!contents.isDestroyed()) contents.startDrag({ file, files, icon });
}
