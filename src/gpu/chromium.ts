import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where Linux distributions and Google put a Chromium. */
const installed = [
  '/usr/lib/chromium',
  '/usr/lib/chromium-browser',
  '/usr/lib64/chromium-browser',
  '/opt/google/chrome',
  '/opt/chromium.org/chromium',
  '/opt/microsoft/msedge',
  '/snap/chromium/current/usr/lib/chromium-browser',
];

/** Folders of the Chromiums on this Linux machine: that of LAB_CHROMIUM, then the system's, then Playwright's newest. */
export function chromiumFolders(): string[] {
  const own = process.env.LAB_CHROMIUM;
  const downloads = process.env.PLAYWRIGHT_BROWSERS_PATH || join(homedir(), '.cache/ms-playwright');
  const versions = existsSync(downloads) ? readdirSync(downloads).filter((name) => name.startsWith('chromium')) : [];
  const newestFirst = versions.sort((a, b) => revision(b) - revision(a));
  return [
    ...(own && existsSync(own) ? [dirname(realpathSync(own))] : []),
    ...installed,
    ...newestFirst.flatMap((name) => readdirSync(join(downloads, name)).map((inner) => join(downloads, name, inner))),
  ].filter((folder) => existsSync(folder));
}

/** `chromium-1187` → 1187 */
const revision = (name: string): number => Number(name.split('-').at(-1)) || 0;

/** The first of these files found in any Chromium's folder. */
export function findBesideChromium(...names: string[]): string | undefined {
  return chromiumFolders()
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => existsSync(path));
}
