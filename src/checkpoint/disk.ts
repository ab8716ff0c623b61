import { readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { Fault } from '../gpu/fault.ts';
import type { Folder } from './folder.ts';
import { reason } from './json.ts';

/** A folder on this machine's disk. */
export function diskFolder(path: string): Folder {
  return {
    name: basename(resolve(path)),
    async read(file) {
      try {
        const { buffer, byteOffset, length } = await readFile(join(path, file));
        return new Uint8Array(buffer, byteOffset, length);
      } catch (error) {
        const folder = await stat(path).catch(() => null);
        if (folder === null) throw new Fault(`The folder ${path} does not exist.`);
        if (!folder.isDirectory()) throw new Fault(`${path} is not a folder.`);
        if ((error as NodeJS.ErrnoException).code === 'ENOENT')
          throw new Fault(`The folder ${path} has no file ${file}.`);
        throw new Fault(`${join(path, file)} could not be read: ${reason(error)}.`);
      }
    },
    has: (file) =>
      stat(join(path, file)).then(
        (entry) => entry.isFile(),
        () => false,
      ),
  };
}
