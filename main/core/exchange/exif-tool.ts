import type { ExifTool } from 'exiftool-vendored';
import { AppError } from '../../../shared/errors.ts';
import { createExifToolProcesses } from '../common/exif-tool-processes.ts';

/** Keywords as files have them, each in the order in which it is written, and the description. */
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
  /** dc:description in the file's default language, else in another one, else IPTC's caption; '' where there is none. */
  description: string;
}

/** What can be written into a sidecar of others; a description of '' leaves that as it is. */
export type WritableTags = Pick<KeywordTags, 'subjects' | 'hierarchical' | 'tagsList' | 'description'>;

/** Keywords and descriptions in files of every kind, by ExifTool. */
export interface KeywordFiles {
  /** @throws Error where the file can't be read */
  read(path: string): Promise<KeywordTags>;
  /** Puts lists and description in the place of those of a sidecar; all else in it stays. @throws Error where it can't be written */
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
} as const satisfies Record<Exclude<keyof KeywordTags, 'description'>, string>;
const DESCRIPTION = 'XMP-dc:Description';
const CAPTION = 'IPTC:Caption-Abstract';

const TIME_LIMIT_MS = 20_000;

/** @throws AppError unsupported without Perl, from the first file on */
export function openKeywordFiles(): KeywordFiles {
  const processes = createExifToolProcesses(TIME_LIMIT_MS);

  async function start(): Promise<ExifTool> {
    const exifTool = await processes.start();
    if (!exifTool) {
      throw new AppError(
        'unsupported',
        'Keywords in files are read and written with the help of Perl, which is not installed on this computer.',
      );
    }
    return exifTool;
  }

  return {
    async read(path) {
      const exifTool = await start();
      // '-fast' ends before a photo's pixels.
      const wanted = [...Object.values(TAGS), `${DESCRIPTION}*`, CAPTION];
      const readArgs = ['-G1', '-fast', ...wanted.map((tag) => `-${tag}`)];
      const tags: Readonly<Record<string, unknown>> = { ...(await exifTool.readRaw(path, { readArgs })) };
      return {
        subjects: toList(tags[TAGS.subjects]),
        hierarchical: toList(tags[TAGS.hierarchical]),
        tagsList: toList(tags[TAGS.tagsList]),
        iptc: toList(tags[TAGS.iptc]),
        fromModel: toList(tags[TAGS.fromModel]),
        description: toDescription(tags),
      };
    },
    async write(path, tags) {
      const exifTool = await start();
      // The package's types name these tags without their group, which alone would not say where they belong.
      const values: Record<string, string[] | string> = {
        [TAGS.subjects]: tags.subjects.map(protect),
        [TAGS.hierarchical]: tags.hierarchical.map(protect),
        [TAGS.tagsList]: tags.tagsList.map(protect),
        ...(tags.description === '' ? {} : { [DESCRIPTION]: protect(tags.description) }),
      };
      await exifTool.write(path, values, { writeArgs: ['-overwrite_original'] });
    },
    close: processes.close,
  };
}

/** ExifTool decodes entities, and the package encodes none that are in the text already: `&amp;` would become `&`. */
const protect = (text: string) => text.replaceAll('&', '&amp;');

/** Descriptions in several languages have names such as `Description-de`. */
function toDescription(tags: Readonly<Record<string, unknown>>): string {
  const other = Object.keys(tags).find((name) => name.startsWith(`${DESCRIPTION}-`));
  const [text = ''] = [DESCRIPTION, other ?? DESCRIPTION, CAPTION].flatMap((name) => toList(tags[name]));
  return text;
}

/** A list of one is no list in ExifTool's answer, and what looks like a number is one. */
function toList(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((one) => typeof one !== 'object').map(String);
}
