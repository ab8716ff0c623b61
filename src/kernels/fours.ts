/** Elements of a row of `width` that one thread of a kernel takes at once. */
export const perThread = (width: number): 1 | 4 => (width % 4 === 0 ? 4 : 1);

/** Constants of a kernel whose rows are read in fours where they can be: WIDTH counts what a thread takes at once. */
export const inFours = (width: number) => ({ WIDTH: width / perThread(width), VEC4: Number(perThread(width) === 4) });
