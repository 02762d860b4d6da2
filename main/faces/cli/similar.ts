import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { AppError } from '../../../shared/errors.ts';
import type { AdaptedLabel } from '../../../shared/model/adapted.ts';
import type { Area } from '../../../shared/model/area.ts';
import type { AddCommand, CommonOptions, Within } from './session.ts';

const DEFAULT_SIMILAR = 20;
const DEFAULT_GROUPS = 50;

/** `similar`, `duplicates` and `adapted`. */
export function addSimilarCommands(
  program: Command,
  add: AddCommand,
  within: Within,
  toCount: (text: string) => number,
): void {
  add(program, 'similar <file>', 'list the photos that look most like one; it need not be in the library')
    .option('--limit <n>', 'photos to list', toCount, DEFAULT_SIMILAR)
    .option('--area <x,y,w,h>', 'like a part of it: left, top, width and height in per cent', toArea)
    .action((path: string, options: CommonOptions & { limit: number; area?: Area }) =>
      within(options, async ({ client, library, output }) => {
        const { limit, area } = options;
        const known = await client.findPhoto({ path: resolve(path) }).catch((error: unknown) => {
          if (error instanceof AppError && error.code === 'not-found') return null;
          throw error;
        });
        const photos = known
          ? await client.getSimilar({ photoId: known.id, area, limit })
          : await Promise.all(
              (await library.similar.findLikeFile(path, area ?? null, limit)).map(async ({ id, score }) => ({
                ...(await client.getPhoto({ id })),
                score,
              })),
            );
        output.print({ photos }, () => photos.map((photo) => `${photo.score.toFixed(3)}  ${photo.path}`));
      }),
    );
  add(program, 'duplicates', 'list photos that are nearly the same, bursts and copies')
    .option('--limit <n>', 'groups to list', toCount, DEFAULT_GROUPS)
    .option('--offset <n>', 'groups to pass over', toCount, 0)
    .action((options: CommonOptions & { limit: number; offset: number }) =>
      within(options, async ({ client, output }) => {
        const { limit, offset } = options;
        const page = await client.listDuplicates({ limit, offset });
        output.print(page, () => [
          `${page.counts.near} groups of nearly the same, ${page.counts.burst} bursts, ${page.counts.copies} photos with copies`,
          ...page.groups.flatMap(({ kind, photos, keepId, paths }) => [
            kind,
            ...photos.map(
              ({ id, path, width, height }) => `  ${id === keepId ? '*' : ' '} ${width}x${height}  ${path}`,
            ),
            ...paths.slice(1).map((path) => `    the same  ${path}`),
          ]),
        ]);
      }),
    );
  add(program, 'adapted', 'learn from corrections of the model’s own labels, and say what that changed').action(
    (options: CommonOptions) =>
      within(options, async ({ client, library, output }) => {
        await library.adaptation.learnBehind();
        const adapted = await client.listAdapted({});
        output.print(adapted, () => [
          ...(adapted.labels.length === 0
            ? [`No label has ${adapted.needed} photos that you confirmed and as many that you rejected yet.`]
            : []),
          ...adapted.labels.map(describeAdapted),
        ]);
      }),
  );
}

/** `cat: 12 confirmed, 9 rejected; wrong on 21 % before, 5 % after: in use` */
function describeAdapted({ name, confirmed, rejected, before, after, applied }: AdaptedLabel): string {
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  const measured =
    before && after
      ? `wrong on ${percent(before.error)} before, ${percent(after.error)} after: ${applied ? 'in use' : 'not used'}`
      : 'not learnt yet';
  return `${name}: ${confirmed} confirmed, ${rejected} rejected; ${measured}`;
}

function toArea(text: string): Area {
  const shares = text.split(',').map((part) => Number(part.replace('%', '').trim()) / 100);
  const [left = Number.NaN, top = Number.NaN, width = Number.NaN, height = Number.NaN] = shares;
  const isWithin = shares.length === 4 && shares.every((share) => share >= 0 && share <= 1);
  if (!isWithin || width === 0 || height === 0)
    throw new InvalidArgumentError('Four numbers from 0 to 100 are wanted, such as 10,20,30,40.');
  return { left, top, width, height };
}
