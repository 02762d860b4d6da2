import { PbfReader } from 'pbf';

/** How a field is written whose length is told (protobuf's wire type). */
export const WITH_LENGTH = 2;

/** Reads a message field by field. @throws Error where it is no message */
export function readFields(bytes: Uint8Array, read: (field: number, reader: PbfReader) => void): void {
  new PbfReader(bytes).readFields((field, _, reader) => read(field, reader), null);
}

/** A field's bytes. @throws RangeError where it is no such field, or the file ends before them */
export function bytesOf(reader: PbfReader): Uint8Array {
  if (reader.type !== WITH_LENGTH) throw new RangeError('The field is another than it should be.');
  const length = reader.readVarint();
  const end = reader.pos + length;
  if (!(end <= reader.length)) throw new RangeError('The message is cut off.');
  const bytes = reader.buf.subarray(reader.pos, end);
  reader.pos = end;
  return bytes;
}
