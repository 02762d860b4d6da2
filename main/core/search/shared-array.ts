interface ArrayType<A> {
  new (buffer: SharedArrayBuffer): A;
  readonly BYTES_PER_ELEMENT: number;
}

/** A typed array of zeros in memory that other threads can be given without a copy. */
export function makeShared<A>(Type: ArrayType<A>, length: number): A {
  return new Type(new SharedArrayBuffer(length * Type.BYTES_PER_ELEMENT));
}
