/**
 * A fault the user can mend: one sentence that names the file, line or tensor and what to do.
 * The command line prints the message alone and exits 1; the page shows it in a banner. Anything else thrown is a bug.
 */
export class Fault extends Error {
  override name = 'Fault';
}
