import { parseQuery } from '../../../shared/query/parse-query.ts';
import type { QueryNode } from '../../../shared/query/query.ts';
import { isHiddenFilter } from './filters.ts';

/** Whether a query says `is:hidden`: without that, hidden photos are as if they were not there. */
export function asksForHidden(text: string): boolean {
  return asks(parseQuery(text).root, false);
}

/** @param negated whether an odd number of `not` is above the node: to leave them out is not to ask for them */
function asks(node: QueryNode, negated: boolean): boolean {
  switch (node.kind) {
    case 'all':
    case 'any':
      return node.parts.some((part) => asks(part, negated));
    case 'not':
      return asks(node.part, !negated);
    case 'filter':
      return !negated && isHiddenFilter(node);
    case 'word':
    case 'phrase':
      return false;
  }
}
