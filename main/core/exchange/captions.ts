import { cleanDescription, maxDescription } from '../../../shared/model/description.ts';

/** What some cameras write into every photo of theirs. */
const BY_CAMERA =
  /^(?:OLYMPUS DIGITAL CAMERA|(?:KONICA )?MINOLTA DIGITAL CAMERA|SONY DSC|SAMSUNG(?: \w+ CAMERA)?|EXIF_JPEG_PICTURE|DIGITAL CAMERA|DCIM\S*|DEFAULT|<EMPTY>)$/iu;

/** A description of another program's as it can be taken in, or why not; '' where it says nothing of the photo. */
export function toCaption(text: string): { caption: string; refused?: string } {
  const caption = cleanDescription(text);
  if (BY_CAMERA.test(caption)) return { caption: '' };
  if (caption.length > maxDescription)
    return { caption: '', refused: `its description is longer than ${maxDescription.toLocaleString('en')} letters` };
  return { caption };
}
