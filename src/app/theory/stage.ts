import type { Course, Stage } from '../../lab/theory.ts';

/** The iteration t of a course, or its last where it has ended before. */
export const stageAt = (course: Course | undefined, t: number): Stage | undefined =>
  course?.stages[t] ?? course?.stages.at(-1);

export const exp = (logps: Float64Array): number[] => Array.from(logps, Math.exp);

/** Where KL is least, unless nearly nothing tells it from the end. */
export function nearest(path: Stage['path']): number {
  const distances = path.map(({ kl }) => kl);
  const least = distances.indexOf(Math.min(...distances));
  return distances[distances.length - 1] - distances[least] < 1e-4 ? distances.length - 1 : least;
}
