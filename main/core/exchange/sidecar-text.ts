import { createHash } from 'node:crypto';
import { cleanDescription } from '../../../shared/model/description.ts';
import type { Label } from '../../../shared/model/label.ts';
import type { KeywordTags } from './exif-tool.ts';

/** The lists of keywords and the description that a sidecar of Bowerbird's has. */
export type SidecarTags = Omit<KeywordTags, 'iptc'>;

/** Namespace of what no other program has a place for. */
const NAMESPACE = 'urn:bowerbird:1.0';

/** Says that Bowerbird wrote all that stands before it. */
const SEAL = /<!-- Bowerbird ([0-9a-f]{64}) -->\n$/u;

/** Labels as lists of keywords, and the description. Names that hold the sign between levels go without their levels. */
export function toTags(labels: readonly Label[], description = ''): SidecarTags {
  const join = (sign: string, of = labels) =>
    of
      .map(({ path }) => path.map(toXmlCharacters))
      .filter((path) => path.every((name) => !name.includes(sign)))
      .map((path) => path.join(sign));
  return {
    subjects: [...new Set(labels.map(({ name }) => toXmlCharacters(name)))],
    hierarchical: join('|'),
    tagsList: join('/'),
    fromModel: join(
      '|',
      labels.filter(({ source }) => source === 'model'),
    ),
    description: cleanDescription(description),
  };
}

/** A whole XMP sidecar. */
export function makeSidecarText({ subjects, hierarchical, tagsList, fromModel, description }: SidecarTags): string {
  const lists = [
    list('dc:subject', 'Bag', subjects),
    list('lr:hierarchicalSubject', 'Bag', hierarchical),
    list('digiKam:TagsList', 'Seq', tagsList),
    list('bowerbird:ModelLabels', 'Bag', fromModel),
    inDefaultLanguage('dc:description', description),
  ];
  const body = `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Bowerbird">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:lr="http://ns.adobe.com/lightroom/1.0/"
    xmlns:digiKam="http://www.digikam.org/ns/1.0/"
    xmlns:bowerbird="${NAMESPACE}">
${lists.join('')}  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
`;
  return `${body}<!-- Bowerbird ${digest(body)} -->\n`;
}

/** Whether a sidecar is as Bowerbird wrote it: nobody has put anything into it since. */
export function isUntouchedSidecar(text: string): boolean {
  const seal = SEAL.exec(text);
  return seal !== null && digest(text.slice(0, seal.index)) === seal[1];
}

function list(name: string, kind: 'Bag' | 'Seq', items: readonly string[]): string {
  if (items.length === 0) return '';
  const lines = items.map((item) => `     <rdf:li>${escapeXml(item)}</rdf:li>\n`).join('');
  return `   <${name}>\n    <rdf:${kind}>\n${lines}    </rdf:${kind}>\n   </${name}>\n`;
}

function inDefaultLanguage(name: string, text: string): string {
  if (text === '') return '';
  const item = `     <rdf:li xml:lang="x-default">${escapeXml(text)}</rdf:li>\n`;
  return `   <${name}>\n    <rdf:Alt>\n${item}    </rdf:Alt>\n   </${name}>\n`;
}

function escapeXml(text: string): string {
  return text.replace(/&/gu, '&amp;').replace(/</gu, '&lt;').replace(/>/gu, '&gt;');
}

/** Without what XML can't hold. */
function toXmlCharacters(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\uFFFE\uFFFF]+/gu, ' ')
    .trim();
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex');
