/** What a drawing looks like by the page's styles, which a file has to bring along. */
const KEPT = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-opacity',
  'stroke-width',
  'stroke-dasharray',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'font-variant',
  'text-anchor',
  'white-space',
] as const;
/** Pixels of a picture for each of the page. */
const SCALE = 2;
const PADDING_PX = 16;

/** The drawing as a file of its own that looks as it does here: colours and fonts are in it, and what is behind it. */
export function toSvgText(svg: SVGSVGElement, backgroundColour: string): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = svg.querySelectorAll('*');
  copy.querySelectorAll('*').forEach((element, i) => {
    const original = originals[i];
    if (!original) return;
    const styles = getComputedStyle(original);
    for (const name of KEPT) element.setAttribute(name, styles.getPropertyValue(name));
    element.removeAttribute('style');
    element.removeAttribute('class');
  });
  const { width, height } = sizeOf(svg);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  copy.setAttribute('viewBox', `${-PADDING_PX} ${-PADDING_PX} ${width} ${height}`);
  for (const name of ['class', 'style', 'aria-hidden']) copy.removeAttribute(name);
  const background = copy.ownerDocument.createElementNS('http://www.w3.org/2000/svg', 'rect');
  for (const [name, value] of Object.entries({ x: -PADDING_PX, y: -PADDING_PX, width, height, fill: backgroundColour }))
    background.setAttribute(name, String(value));
  copy.prepend(background);
  return new XMLSerializer().serializeToString(copy);
}

/** The drawing as a PNG of twice its size. @throws Error where the browser can't make one */
export async function toPng(svg: SVGSVGElement, backgroundColour: string): Promise<Blob> {
  const { width, height } = sizeOf(svg);
  const address = URL.createObjectURL(new Blob([toSvgText(svg, backgroundColour)], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = width * SCALE;
    canvas.height = height * SCALE;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('No picture could be made.'))), 'image/png');
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}

function sizeOf(svg: SVGSVGElement): { width: number; height: number } {
  const { width, height } = svg.viewBox.baseVal;
  return { width: Math.round(width) + 2 * PADDING_PX, height: Math.round(height) + 2 * PADDING_PX };
}
