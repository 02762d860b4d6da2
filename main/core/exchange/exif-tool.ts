import { ExifTool } from 'exiftool-vendored';
import { AppError } from '../../../shared/errors.ts';

/** Keywords as files have them, each in the order in which it is written. */
export interface KeywordTags {
  /** dc:subject: names alone. */
  subjects: string[];
  /** lr:hierarchicalSubject: `animal|cat|Siamese cat`. */
  hierarchical: string[];
  /** digiKam:TagsList: `animal/cat/Siamese cat`. */
  tagsList: string[];
  /** IPTC's keywords: names alone. */
  iptc: string[];
  /** Those of `hierarchical` that Bowerbird wrote and that were the model's word, not the user's. */
  fromModel: string[];
}

/** Lists that can be written into a sidecar of others. */
export type WritableTags = Pick<KeywordTags, 'subjects' | 'hierarchical' | 'tagsList'>;

/** Keywords in files of every kind, by ExifTool. */
export interface KeywordFiles {
  /** @throws Error where the file can't be read */
  read(path: string): Promise<KeywordTags>;
  /** Puts lists in the place of those of a sidecar; all else in it stays. @throws Error where it can't be written */
  write(path: string, tags: WritableTags): Promise<void>;
  /** Ends the helper processes. */
  close(): Promise<void>;
}

const TAGS = {
  subjects: 'XMP-dc:Subject',
  hierarchical: 'XMP-lr:HierarchicalSubject',
  tagsList: 'XMP-digiKam:TagsList',
  iptc: 'IPTC:Keywords',
  fromModel: 'XMP-bowerbird:ModelLabels',
} as const satisfies Record<keyof KeywordTags, string>;

const PROCESSES = 2;
const TIME_LIMIT_MS = 20_000;

/** @throws AppError unsupported without Perl, from the first file on */
export function openKeywordFiles(canRun: () => Promise<boolean>): KeywordFiles {
  let started: ExifTool | undefined;

  async function start(): Promise<ExifTool> {
    if (!(started || (await canRun())))
      throw new AppError(
        'unsupported',
        'Keywords in files are read and written with the help of Perl, which is not installed on this computer.',
      );
    started ??= new ExifTool({ maxProcs: PROCESSES, taskTimeoutMillis: TIME_LIMIT_MS, taskRetries: 0 });
    return started;
  }

  return {
    async read(path) {
      const exifTool = await start();
      // '-fast' ends before a photo's pixels.
      const readArgs = ['-G1', '-fast', ...Object.values(TAGS).map((tag) => `-${tag}`)];
      const tags: Readonly<Record<string, unknown>> = { ...(await exifTool.readRaw(path, { readArgs })) };
      return {
        subjects: toList(tags[TAGS.subjects]),
        hierarchical: toList(tags[TAGS.hierarchical]),
        tagsList: toList(tags[TAGS.tagsList]),
        iptc: toList(tags[TAGS.iptc]),
        fromModel: toList(tags[TAGS.fromModel]),
      };
    },
    async write(path, tags) {
      const exifTool = await start();
      // The package's types name these tags without their group, which alone would not say where they belong.
      const values: Record<string, string[]> = {
        [TAGS.subjects]: tags.subjects,
        [TAGS.hierarchical]: tags.hierarchical,
        [TAGS.tagsList]: tags.tagsList,
      };
      await exifTool.write(path, values, { writeArgs: ['-overwrite_original'] });
    },
    async close() {
      await started?.end();
    },
  };
}

/** A list of one is no list in ExifTool's answer, and what looks like a number is one. */
function toList(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((one) => typeof one !== 'object').map(String);
}
