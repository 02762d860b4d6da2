import type { LabelSuggestion } from '../../../shared/api.ts';
import { type ConceptContext, heldConcepts, toSuggestion } from './concept-view.ts';

interface Found {
  concept: number;
  photos: number;
  alias: string | null;
}

/** Labels of the library one of whose words starts with what was typed, most photos first; each name once. */
export function suggestLabels(context: ConceptContext, typed: string, limit: number): LabelSuggestion[] {
  const { index, space } = context;
  const prefix = typed.trim().toLowerCase();
  const byName = new Map<string, Found>();
  for (const { concept, photos } of heldConcepts(index)) {
    const { name, lemmas } = space.concept(concept);
    const matched = lemmas.find((lemma) => hasWordStart(lemma.toLowerCase(), prefix));
    if (matched === undefined) continue;
    const known = byName.get(name);
    if (!known || known.photos < photos)
      byName.set(name, { concept, photos, alias: matched === name ? null : matched });
  }
  return [...byName.values()]
    .sort((a, b) => b.photos - a.photos)
    .slice(0, limit)
    .map((found) => toSuggestion(context, found, found.alias));
}

/** Whether any word of a name (lower case) starts with what was typed (lower case). */
export const hasWordStart = (name: string, prefix: string) => name.startsWith(prefix) || name.includes(` ${prefix}`);
