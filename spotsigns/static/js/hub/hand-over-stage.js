// How far a hand-over is, told apart as people need it: the server's "released" is three different things. Pure.

/** @param {{state: string, released_by: string|null, taken_at: string|null}} one as the server keeps it @param {{way: string}} to its destination
 * @returns {'asked'|'prepared'|'released'|'taken'|'sealed'|'confirmed'|'withdrawn'} `prepared`: it names nobody, so nobody had to release it; `taken`: printed or saved; `sealed`: given to licensing */
export function stageOf(one, to) {
  if (one.state !== 'released') return one.state;
  if (one.taken_at) return to.way === 'licensing' ? 'sealed' : 'taken';
  return one.released_by ? 'released' : 'prepared';
}
