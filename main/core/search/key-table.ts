/** What a photo can be found by besides concepts, each with a text as its value. */
export type AttributeField = 'folder' | 'camera' | 'lens' | 'type' | 'is';

/** What a key stands for. */
export type KeyMeaning = { field: 'concept'; concept: number } | { field: AttributeField; value: string };

/**
 * Small numbers, 0..size-1, for everything a photo can be found by. They are given as things turn up and stay as long as
 * the table lives.
 */
export class KeyTable {
  #meanings: KeyMeaning[] = [];
  #concepts = new Map<number, number>();
  #attributes = new Map<AttributeField, Map<string, number>>();
  /** Of each field, in the order of its values; what came since it was asked for is missing. */
  #plain = new Map<AttributeField, { text: string; key: number }[]>();

  get size(): number {
    return this.#meanings.length;
  }

  /** The key of a concept; it is given one where it has none yet. */
  ofConcept(concept: number): number {
    const known = this.#concepts.get(concept);
    if (known !== undefined) return known;
    const key = this.#meanings.push({ field: 'concept', concept }) - 1;
    this.#concepts.set(concept, key);
    return key;
  }

  /** The key of an attribute; it is given one where it has none yet. */
  ofAttribute(field: AttributeField, value: string): number {
    let values = this.#attributes.get(field);
    if (!values) {
      values = new Map();
      this.#attributes.set(field, values);
    }
    const known = values.get(value);
    if (known !== undefined) return known;
    const key = this.#meanings.push({ field, value }) - 1;
    values.set(value, key);
    return key;
  }

  /** Undefined where no photo ever showed it. */
  findConcept(concept: number): number | undefined {
    return this.#concepts.get(concept);
  }

  /** Undefined where no photo ever had it. */
  findAttribute(field: AttributeField, value: string): number | undefined {
    return this.#attributes.get(field)?.get(value);
  }

  /** All concepts that have a key. */
  concepts(): Iterable<[concept: number, key: number]> {
    return this.#concepts;
  }

  /** All values of a field. */
  attributes(field: AttributeField): Iterable<[value: string, key: number]> {
    return this.#attributes.get(field) ?? [];
  }

  /** All values of a field as they are compared: case and the kind of slash do not matter. */
  plainAttributes(field: AttributeField): readonly { text: string; key: number }[] {
    const values = this.#attributes.get(field);
    const plain = this.#plain.get(field) ?? [];
    this.#plain.set(field, plain);
    if (values && plain.length < values.size) {
      for (const [value, key] of [...values].slice(plain.length)) plain.push({ text: toPlain(value), key });
    }
    return plain;
  }

  /** @throws RangeError where there is no such key */
  meaningOf(key: number): KeyMeaning {
    const meaning = this.#meanings[key];
    if (!meaning) throw new RangeError(`No key ${key}: there are ${this.#meanings.length}`);
    return meaning;
  }
}

/** A text without what does not matter when it is looked for: case, and how accents are written. */
export const toPlainCase = (text: string) => text.normalize('NFC').toLowerCase();

/** A value, or words that are looked for in values, without what does not matter. */
export const toPlain = (text: string) => toPlainCase(text).replaceAll('\\', '/');
