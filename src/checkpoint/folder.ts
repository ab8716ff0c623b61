import { Fault } from '../gpu/fault.ts';
import { reason } from './json.ts';

/** A folder of files, read only: on disk (`diskFolder`) or on a web server (`webFolder`). */
export interface Folder {
  readonly name: string;
  /** The whole file; a Fault names it where it is missing or cannot be read. */
  read(file: string): Promise<Uint8Array>;
  has(file: string): Promise<boolean>;
}

/** A folder below `url`. A server that answers a missing file with its HTML page counts as not having the file. */
export function webFolder(url: string): Folder {
  const base = url.replace(/\/+$/, '');
  const get = async (file: string, method: 'GET' | 'HEAD'): Promise<Response | null> => {
    let response: Response;
    try {
      response = await fetch(`${base}/${file}`, { method });
    } catch (error) {
      throw new Fault(`${base}/${file} could not be fetched: ${reason(error)}.`);
    }
    if (response.status === 404 || response.status === 410) return null;
    if (!response.ok) throw new Fault(`${base}/${file} could not be fetched: the server answered ${response.status}.`);
    return response.headers.get('content-type')?.startsWith('text/html') ? null : response;
  };
  return {
    name: base.slice(base.lastIndexOf('/') + 1),
    async read(file) {
      const response = await get(file, 'GET');
      if (response === null) throw new Fault(`${base} has no file ${file}.`);
      try {
        return new Uint8Array(await response.arrayBuffer());
      } catch (error) {
        throw new Fault(`${base}/${file} broke off while it was fetched: ${reason(error)}.`);
      }
    },
    has: async (file) => (await get(file, 'HEAD')) !== null,
  };
}
