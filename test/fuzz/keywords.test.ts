import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { canRunExifTool } from '../../main/core/common/exif-tool-processes.ts';
import { openKeywordFiles } from '../../main/core/exchange/exif-tool.ts';
import { readBeside } from '../../main/core/exchange/read-beside.ts';
import { makeSidecarText } from '../../main/core/exchange/sidecar-text.ts';
import { cleanDescription } from '../../shared/model/description.ts';
import { samplesFolder } from '../support/library.ts';
import { makeTemporaryFolder } from '../support/temporary.ts';
import { createMutator, mutants, nameMutant } from './mutate.ts';

const hasPerl = await canRunExifTool();
const AT_ONCE = 4;

test.skipIf(!hasPerl)(
  'keywords in damaged photos and sidecars are read, or what is wrong is told (needs Perl)',
  async () => {
    const folder = makeTemporaryFolder();
    const files = openKeywordFiles();
    onTestFinished(() => files.close());
    const lists = {
      subjects: ['cat', 'Straße'],
      hierarchical: ['animal|cat'],
      tagsList: ['animal/cat'],
      fromModel: [],
      description: 'Mitzi & co,\nat home',
    };
    const sidecar = makeSidecarText(lists);
    const photo = await sharp(join(samplesFolder, 'flower.jpg')).resize(16, 16).withXmp(sidecar).jpeg().toBuffer();
    const takeout = JSON.stringify({
      title: 'a',
      photoTakenTime: { timestamp: '1500000000' },
      favorited: true,
      description: 'at home',
    });
    const words = [
      '<rdf:li>',
      '</rdf:Bag>',
      '<!DOCTYPE a [<!ENTITY b "c">]>',
      '&b;',
      '&#0;',
      'xmlns:',
      '"',
      ' ',
      '|',
      '/',
    ];
    const read = (name: string, names: string[]) => readBeside(folder, name, names, files, Date.UTC(2026, 0, 1));
    let keywords = 0;
    let troubles = 0;

    async function tryMutant(number: number): Promise<void> {
      const mutator = createMutator(number);
      const name = `${number}.jpg`;
      const names = [name, `${name}.xmp`, `${name}.json`];
      writeFileSync(join(folder, name), mutator.bytes(photo));
      writeFileSync(join(folder, `${name}.xmp`), mutator.text(sidecar, words).toWellFormed());
      writeFileSync(join(folder, `${name}.json`), mutator.text(takeout, words).toWellFormed());
      const found = await read(name, names);
      expect(cleanDescription(found.description), nameMutant(number)).toBe(found.description);
      for (const path of found.keywords) {
        expect(path.length > 0 && path.every((level) => level !== '' && level.length <= 200), nameMutant(number)).toBe(
          true,
        );
      }
      expect(
        found.troubles.every(({ reason }) => reason.length > 3),
        nameMutant(number),
      ).toBe(true);
      keywords += found.keywords.length;
      troubles += found.troubles.length;
    }

    const count = Math.max(AT_ONCE, Math.round(mutants / 10));
    for (let first = 0; first < count; first += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => tryMutant(first + i)));
    }
    expect(keywords).toBeGreaterThan(count / 4);
    expect(troubles).toBeGreaterThan(0);
    writeFileSync(join(folder, 'good.jpg'), photo);
    writeFileSync(join(folder, 'good.jpg.xmp'), sidecar);
    expect(await read('good.jpg', ['good.jpg', 'good.jpg.xmp'])).toMatchObject({ troubles: [] });
    expect(readFileSync(join(folder, 'good.jpg'))).toEqual(photo);
  },
  3_600_000,
);
