import { type AdapterChoice, openNodeAdapter } from '../src/gpu/node.ts';

/** Whether the adapter opens, as an exit code. */
export const main = ([choice]: AdapterChoice[]): Promise<number> =>
  openNodeAdapter(choice).then(
    () => 0,
    () => 1,
  );
