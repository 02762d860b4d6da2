import type { LabelLevel } from '../../shared/api.ts';
import { t } from '../i18n/texts.ts';

/** What a level of the labels is called: groups in the words of the interface, labels as the library names them. */
export function nameOfLevel({ concept, name }: Pick<LabelLevel, 'concept' | 'name'>): string {
  return Object.entries(t.explore.groups).find(([group]) => group === concept)?.[1] ?? name;
}
