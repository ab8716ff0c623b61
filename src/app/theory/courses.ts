import { useEffect, useState } from 'react';
import { type Course, course, type Side, type Theory } from '../../lab/theory.ts';

/** The courses in view, each with what it is of. */
export type Courses = Record<Side, { theory: Theory; course: Course } | null>;

/** Ms of work before the page may draw and hear again. */
const slice = 10;

const breath = () => new Promise((resolve) => setTimeout(resolve));

/** The value of a generator, worked out in slices; null once `stopped` says so. */
async function inSlices<T>(work: AsyncGenerator<unknown, T>, stopped: () => boolean): Promise<T | null> {
  let began = performance.now();
  for (;;) {
    const next = await work.next();
    if (next.done) return next.value;
    if (performance.now() - began < slice) continue;
    await breath();
    if (stopped()) return null;
    began = performance.now();
  }
}

/**
 * Plays what was asked for last. An exact course that has begun is finished, so that it follows a slider while that moves; the
 * sampled one, which takes longer, waits until it rests.
 */
class Work {
  #wanted: Theory | null = null;
  #busy = false;
  readonly #show: (side: Side, theory: Theory, course: Course) => void;

  constructor(show: (side: Side, theory: Theory, course: Course) => void) {
    this.#show = show;
  }

  want(theory: Theory | null): void {
    this.#wanted = theory;
    if (!this.#busy) void this.#play();
  }

  async #play(): Promise<void> {
    this.#busy = true;
    let theory: Theory | null = null;
    while (this.#wanted && this.#wanted !== theory) {
      theory = this.#wanted;
      const gone = () => this.#wanted === null;
      const exact = await inSlices(course(theory, 'exact'), gone);
      if (exact) this.#show('exact', theory, exact);
      const moved = () => this.#wanted !== theory;
      const sampled = moved() ? null : await inSlices(course(theory, 'sampled'), moved);
      if (sampled) this.#show('sampled', theory, sampled);
    }
    this.#busy = false;
  }
}

/** Both courses of what is set, each as soon as it is there. */
export function useCourses(theory: Theory): Courses {
  const [courses, setCourses] = useState<Courses>({ exact: null, sampled: null });
  const [work] = useState(
    () => new Work((side, of, played) => setCourses((now) => ({ ...now, [side]: { theory: of, course: played } }))),
  );
  useEffect(() => {
    work.want(theory);
    return () => work.want(null);
  }, [work, theory]);
  return courses;
}
