import { type ReactNode, Suspense } from 'react';
import { usePage } from '../store.ts';

/** What the page stands without: its texts are loaded, and it is drawn, once the lab is open. */
export function Later({ children }: { children: ReactNode }) {
  const open = usePage((page) => page.adapter !== null);
  return open && <Suspense>{children}</Suspense>;
}
