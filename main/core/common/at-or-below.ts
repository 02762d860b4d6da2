/** Whether a directory is another one or inside of it; both relative to one folder, '' is the folder itself. */
export function isAtOrBelow(directory: string, ancestor: string): boolean {
  return ancestor === '' || directory === ancestor || directory.startsWith(`${ancestor}/`);
}
