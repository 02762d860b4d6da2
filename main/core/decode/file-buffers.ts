/**
 * Memory that files are read into, used again and again. New memory for each would be cleared by the system page by page, and
 * make JavaScript look for garbage every dozen photos: together a tenth of the processor time of a photo.
 */
export interface FileBuffers {
  /** Memory of that many bytes with anything in it. */
  take(sizeBytes: number): Buffer<ArrayBuffer>;
  /** Gives back what `take` gave; nobody may read it from then on. */
  giveBack(buffer: Buffer<ArrayBuffer>): void;
}

/** Sizes are rounded up to this, so that photos of one camera fit into each other's place. */
const STEP_BYTES = 2 * 1024 * 1024;
/** Larger files are rare, and get memory of their own. */
const LARGEST_BYTES = 16 * 1024 * 1024;
/** Of what is not in use. */
const MOST_KEPT_BYTES = 32 * 1024 * 1024;

export function createFileBuffers(): FileBuffers {
  /** The one that was used last is at the end. */
  let free: ArrayBuffer[] = [];

  return {
    take(sizeBytes) {
      if (sizeBytes > LARGEST_BYTES) return Buffer.allocUnsafeSlow(sizeBytes);
      const index = free.findLastIndex((memory) => memory.byteLength >= sizeBytes);
      const [found] = index < 0 ? [] : free.splice(index, 1);
      const memory = found ?? Buffer.allocUnsafeSlow(Math.ceil(sizeBytes / STEP_BYTES) * STEP_BYTES).buffer;
      return Buffer.from(memory, 0, sizeBytes);
    },
    giveBack({ buffer }) {
      if (buffer.byteLength > LARGEST_BYTES) return;
      free.push(buffer);
      let keptBytes = 0;
      const kept = free.toReversed().filter((memory) => {
        keptBytes += memory.byteLength;
        return keptBytes <= MOST_KEPT_BYTES;
      });
      free = kept.reverse();
    },
  };
}
