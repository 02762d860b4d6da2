import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TaughtExport, TaughtFormat, TaughtImport } from '../../shared/api.ts';
import { AppError } from '../../shared/errors.ts';
import { loadPack, readManifest } from './classify/pack.ts';
import { transaction, type WriteDb } from './db/connection.ts';
import { listModels, type ModelRow } from './db/models.ts';
import { insertTaughtGroup, listTaught, listTaughtGroups, listTaughtVersions } from './db/taught.ts';
import type { ConceptSpace } from './labels/concept-space.ts';
import type { GroupClassifier, LabelClassifier } from './learn/classifier.ts';
import type { Learner } from './learn/learner.ts';
import {
  checkVectors,
  isLabel,
  type Portable,
  type PortableClassifier,
  type PortableLabel,
  packTaught,
  unpackTaught,
} from './learn/taught-file.ts';
import { readTaughtOnnx, writeTaughtOnnx } from './learn/taught-onnx.ts';
import type { ModelRegistry } from './model-registry.ts';
import type { Examples, Teaching } from './teaching.ts';

export interface TaughtFilesDeps {
  db: WriteDb;
  space: ConceptSpace;
  models: ModelRegistry;
  teaching: Teaching;
  learner: Learner;
  /** Of this program. */
  version: string;
  now(): number;
  /** Labels or their places changed. */
  onTaught(): void;
}

/** What was learnt, taken along: labels and classifiers as files, from one library to another or to other programs. */
export interface TaughtFiles {
  /** @throws AppError not-found, unsupported (ONNX of what was learnt with another model than the one in use) */
  exportLabel(label: string, format: TaughtFormat): TaughtExport;
  /** A classifier over several labels, with what was learnt of each. @throws AppError not-found, unsupported */
  exportGroup(name: string, format: TaughtFormat): TaughtExport;
  /**
   * Takes in either format, over what is taught by that name.
   * @throws AppError invalid-request where it is no such file, model-invalid where it is for another model
   */
  import(bytes: Uint8Array, fileName: string): Promise<TaughtImport>;
}

const MEDIA_TYPES = { json: 'application/json', onnx: 'application/octet-stream' } as const;
const MAX_FILE_NAME = 100;
/** Bytes by which the format is told. */
const LOOKED_AT = 64;

export function createTaughtFiles(deps: TaughtFilesDeps): TaughtFiles {
  const { db, space, models, teaching, learner } = deps;

  /** What a label is called and where it belongs, so that it can be found in another library. */
  function identify(concept: string): { name: string; concept: string | null; parent: string | null } {
    const number = space.numberOf(concept);
    if (number === undefined) return { name: concept, concept: null, parent: null };
    const { name } = space.concept(number);
    if (!space.isOwn(number)) return { name, concept, parent: null };
    // Other own labels have other numbers elsewhere.
    const parent = space.pathTo(number).findLast((above) => !space.isOwn(above));
    return { name, concept: null, parent: parent === undefined ? null : space.concept(parent).id };
  }

  function findVersion(concept: string): { version: PortableLabel; model: ModelRow } | undefined {
    const row = listTaught(db).find((other) => other.concept === concept);
    const version = listTaughtVersions(db).find((other) => other.taughtId === row?.id);
    const model = version && listModels(db).find((other) => other.id === version.modelId);
    if (!model) return undefined;
    const learnt = JSON.parse(version.classifier) as LabelClassifier;
    const classifier = withThreshold(learnt, row?.chosenProbability ?? null);
    const about: PortableLabel['about'] = {
      format: 1,
      kind: 'bowerbird-taught-label',
      ...identify(concept),
      model: { id: model.packId, version: model.version },
      classifier,
    };
    return { version: { about, classifier, vectors: version.vectors }, model };
  }

  function readGroup(name: string): { portable: PortableClassifier; model: ModelRow } {
    const group = listTaughtGroups(db).find((other) => other.name === name);
    const model = group && listModels(db).find((other) => other.id === group.modelId);
    if (!model) throw new AppError('not-found', `There is no classifier “${name}”. "teach list" shows what is taught.`);
    const { classes, ...classifier } = JSON.parse(group.classifier) as GroupClassifier;
    const known = classes.map((concept) => {
      const found = findVersion(concept);
      return { concept, version: found?.model.id === model.id ? found.version : undefined };
    });
    const about: PortableClassifier['about'] = {
      format: 1,
      kind: 'bowerbird-classifier',
      name,
      model: { id: model.packId, version: model.version },
      classifier,
      labels: known.map(({ concept, version }) => ({
        ...identify(concept),
        classifier: version?.classifier ?? null,
      })),
    };
    const labelVectors = known.map(({ version }) => version?.vectors ?? null);
    return { portable: { about, vectors: group.vectors, labelVectors }, model };
  }

  function write(portable: Portable, format: TaughtFormat, model: ModelRow): TaughtExport {
    const bytes =
      format === 'json' ? Buffer.from(`${JSON.stringify(packTaught(portable))}\n`) : writeOnnx(portable, model);
    return {
      fileName: `${toFileName(portable.about.name)}.${format}`,
      mediaType: MEDIA_TYPES[format],
      base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
    };
  }

  function writeOnnx(portable: Portable, model: ModelRow): Uint8Array {
    if (model.id !== models.active.id) {
      throw new AppError(
        'unsupported',
        `“${portable.about.name}” was learnt with ${model.packId} ${model.version}, which is not in use. Choose that model, or learn it anew.`,
      );
    }
    const { manifest, folder } = loadPack(models.active.folder);
    return writeTaughtOnnx(portable, { manifest, model: readFileSync(join(folder, manifest.model)) }, deps.version);
  }

  /** Dimensions of the vectors of the model in use. @throws AppError model-invalid where that is not the one meant */
  function sizeOf(model: { id: string; version: string }): number {
    const { packId, version, folder } = models.active;
    if (model.id !== packId || model.version !== version) {
      throw new AppError(
        'model-invalid',
        `It was learnt with ${model.id} ${model.version}, and ${packId} ${version} is in use. What one network learnt means nothing to another.`,
      );
    }
    return readManifest(folder).outputs.embedding.size;
  }

  function read(bytes: Uint8Array): Portable {
    if (!isJson(bytes)) return readTaughtOnnx(bytes, sizeOf);
    const portable = unpackTaught(parseJson(bytes));
    checkVectors(portable, sizeOf(portable.about.model));
    return portable;
  }

  /** Puts a label among the taught ones. */
  function ensureLabel({
    name,
    concept,
    parent,
  }: {
    name: string;
    concept: string | null;
    parent: string | null;
  }): Examples {
    const isKnown = concept !== null && space.numberOf(concept) !== undefined;
    const above = !isKnown && parent !== null && space.numberOf(parent) !== undefined ? parent : undefined;
    return teaching.addExamples({ label: isKnown ? concept : name, parent: above });
  }

  /** Puts labels that exclude each other among the taught ones: all or none. */
  function ensureLabels(labels: PortableClassifier['about']['labels']): Examples[] {
    try {
      return transaction(db, () => {
        const added = labels.map(ensureLabel);
        if (new Set(added.map(({ concept }) => concept)).size === added.length) return added;
        throw new AppError('invalid-request', 'Two of its labels mean the same in this library.');
      });
    } catch (error) {
      space.refresh();
      throw error;
    }
  }

  async function adoptGroup({ about, vectors, labelVectors }: PortableClassifier): Promise<string[]> {
    const labels = ensureLabels(about.labels);
    const concepts = labels.map(({ concept }) => concept);
    for (const [k, { taughtId }] of labels.entries()) {
      const classifier = about.labels[k]?.classifier;
      const own = labelVectors[k];
      if (classifier && own) await learner.adopt(taughtId, { classifier, vectors: own });
    }
    const classifier: GroupClassifier = { ...about.classifier, classes: concepts };
    const group = { name: about.name, modelId: models.active.id, concepts, vectors };
    insertTaughtGroup(db, { ...group, classifier: JSON.stringify(classifier) }, deps.now());
    return concepts;
  }

  async function adopt(portable: Portable): Promise<string[]> {
    if (!isLabel(portable)) return adoptGroup(portable);
    const { taughtId, concept } = ensureLabel(portable.about);
    await learner.adopt(taughtId, portable);
    return [concept];
  }

  return {
    exportLabel(label, format) {
      const { concept } = teaching.find(label);
      const found = findVersion(concept);
      if (!found) throw new AppError('not-found', `“${label}” was not learnt yet. "teach train" does it.`);
      return write(found.version, format, found.model);
    },
    exportGroup(name, format) {
      const { portable, model } = readGroup(name);
      return write(portable, format, model);
    },
    async import(bytes, fileName) {
      try {
        const portable = read(bytes);
        const concepts = await adopt(portable);
        deps.onTaught();
        return {
          kind: isLabel(portable) ? 'label' : 'classifier',
          name: portable.about.name,
          labels: teaching.list().filter(({ concept }) => concepts.includes(concept)),
        };
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        throw new AppError(error.code, `${fileName} can’t be brought in. ${error.message}`);
      }
    },
  };
}

/** An ONNX file begins with the number of its format; the decoder drops a byte order mark. */
const isJson = (bytes: Uint8Array) =>
  new TextDecoder().decode(bytes.subarray(0, LOOKED_AT)).trimStart().startsWith('{');

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new AppError('invalid-request', 'It is damaged, or no JSON.');
  }
}

/** With the bound that the user chose in the place of what was measured. */
function withThreshold(learnt: LabelClassifier, chosen: number | null): LabelClassifier {
  if (chosen === null) return learnt;
  const factProbability = learnt.factProbability === null ? null : Math.max(learnt.factProbability, chosen);
  return { ...learnt, foundProbability: chosen, factProbability };
}

/** A name as the name of a file that every system takes. */
function toFileName(name: string): string {
  const plain = name
    .replace(/[\p{Cc}<>:"/\\|?*]+/gu, '-')
    .slice(0, MAX_FILE_NAME)
    .replace(/^[. ]+|[. ]+$/gu, '');
  return /^(con|prn|aux|nul|com\d|lpt\d)?$/iu.test(plain) ? `label-${plain}` : plain;
}
