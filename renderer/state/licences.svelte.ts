/** A part of the program that others wrote. */
export interface LicencePart {
  name: string;
  /** Empty for what has none, such as a set of data. */
  version: string;
  /** Its short name, such as `MIT`; empty where only the text tells it. */
  licence: string;
  text: string;
}

function isPart(value: unknown): value is LicencePart {
  if (value === null || typeof value !== 'object') return false;
  const { name, version, licence, text } = value as Record<string, unknown>;
  return [name, version, licence, text].every((field) => typeof field === 'string');
}

/** What the program has inside and under which licences; read when it is first wanted. */
export class LicencesState {
  /** By name; null until they were read. */
  parts = $state.raw<readonly LicencePart[] | null>(null);
  failed = $state(false);
  readonly #read: () => Promise<unknown>;

  /** @param read gives a list of parts */
  constructor(read: () => Promise<unknown>) {
    this.#read = read;
  }

  /** Reads them, once; after a failure again. */
  async load(): Promise<void> {
    if (this.parts !== null) return;
    try {
      const parts = await this.#read();
      if (!Array.isArray(parts) || !parts.every(isPart)) throw new TypeError('This is no list of licences');
      this.parts = parts;
      this.failed = false;
    } catch {
      this.failed = true;
    }
  }
}
