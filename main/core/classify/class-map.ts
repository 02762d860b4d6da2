import { join } from 'node:path';
import type { Tensor } from 'onnxruntime-node';
import { AppError, assert } from '../../../shared/errors.ts';
import type { ClassMap, ClassShare } from '../../../shared/workers.ts';
import { readGraphTensors } from './graph-weights.ts';
import type { VerifiedPack } from './pack.ts';

/** What the classes and heads of a pack look for in each cell of the feature map. */
export interface ClassWeights {
  /** One number a channel of the feature map, for some classes together. @throws AppError model-invalid */
  combine(classes: readonly ClassShare[]): Promise<Float32Array>;
}

/**
 * The weights of a pack's classifier and heads, read from its graph when first asked for.
 * @returns undefined where the manifest does not say where they are
 */
export function createClassWeights({ folder, manifest, classes }: VerifiedPack): ClassWeights | undefined {
  const { classifier, outputs } = manifest;
  if (!classifier || !outputs.features) return undefined;
  const { channels } = outputs.features;
  const firstHead = classes.findIndex(({ head }) => head !== undefined);
  const headCount = firstHead < 0 ? 0 : classes.length - firstHead;
  const path = join(folder, manifest.model);
  const names = [classifier.weights, classifier.scales, ...(headCount > 0 ? [classifier.headWeights] : [])];
  const load = async () => {
    const [weights, scales, heads] = await readGraphTensors(path, names);
    assert(weights && scales, 'as many tensors come back as were asked for');
    const classCount = classes.length - headCount;
    if (weights.values.length !== classCount * channels || scales.values.length !== classCount) {
      throw new AppError('model-invalid', `The classifier of ${manifest.id} has not the shape that it should have.`);
    }
    if (headCount > 0 && heads?.values.length !== channels * headCount) {
      throw new AppError('model-invalid', `The heads of ${manifest.id} have not the shape that they should have.`);
    }
    return { weights: weights.values, scales: scales.values, heads: heads?.values ?? new Float32Array() };
  };
  let loaded: ReturnType<typeof load> | undefined;

  return {
    async combine(shares) {
      loaded ??= load();
      const { weights, scales, heads } = await loaded;
      const combined = new Float32Array(channels);
      for (const { index, share } of shares) {
        const isHead = firstHead >= 0 && index >= firstHead;
        for (let channel = 0; channel < channels; channel++) {
          const weight = isHead
            ? (heads[channel * headCount + index - firstHead] ?? 0)
            : (weights[index * channels + channel] ?? 0) * (scales[index] ?? 0);
          combined[channel] = (combined[channel] ?? 0) + share * weight;
        }
      }
      return combined;
    },
  };
}

/**
 * How much each cell of a feature map speaks for something (class activation mapping, Zhou et al. 2016): its features,
 * weighted. What speaks against it counts as nothing; the strongest cell is 1.
 * @param features [1, channels, rows, columns]
 */
export function mapClasses(features: Tensor, weights: Float32Array): ClassMap {
  const [, channels = 0, rows = 0, columns = 0] = features.dims;
  assert(features.data instanceof Float32Array && channels === weights.length, 'features fit the weights');
  const { data } = features;
  const cells = rows * columns;
  const sums = new Float32Array(cells);
  for (let channel = 0, at = 0; channel < channels; channel++) {
    const weight = weights[channel] ?? 0;
    for (let cell = 0; cell < cells; cell++, at++) sums[cell] = (sums[cell] ?? 0) + weight * (data[at] ?? 0);
  }
  const strongest = Math.max(...sums);
  const values = Array.from(sums, (sum) =>
    strongest > 0 ? Math.round((Math.max(sum, 0) / strongest) * 1000) / 1000 : 0,
  );
  return { columns, rows, values };
}
