import { useEffect, useState } from 'react';
import type { Outcome } from '../../lab/outcome.ts';

export const file = 'claims.json';

/** The outcomes that ship with the page: null while they load, and none where they cannot be read. */
export function useOutcomes(): { outcomes: readonly Outcome[] | null; unread: boolean } {
  const [state, setState] = useState<ReturnType<typeof useOutcomes>>({ outcomes: null, unread: false });
  useEffect(() => {
    load().then(
      (outcomes) => setState({ outcomes, unread: false }),
      () => setState({ outcomes: [], unread: true }),
    );
  }, []);
  return state;
}

async function load(): Promise<Outcome[]> {
  const response = await fetch(file);
  const { outcomes } = await response.json();
  if (!Array.isArray(outcomes)) throw new Error('no list of outcomes');
  return outcomes;
}
