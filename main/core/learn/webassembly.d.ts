/** What is used here of the standard's JavaScript interface: TypeScript has it among the types of browsers only. */
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { initial: number; maximum: number });
    /** Replaced when the memory grows. */
    readonly buffer: ArrayBuffer;
    /** @throws RangeError where there is no more */
    grow(pages: number): number;
  }
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, unknown>>);
    readonly exports: Record<string, unknown>;
  }
}
