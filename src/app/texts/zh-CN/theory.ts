import type en from '../en/theory.ts';
import type { Translation } from '../translation.ts';

export default {} as const satisfies Translation<typeof en>;
