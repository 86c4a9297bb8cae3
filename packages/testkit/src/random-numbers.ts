/** Gives whole numbers from 0 to below `below`. */
export type RandomNumber = (below: number) => number;

/** Random numbers that are the same ones in every run with a seed, so that a failure can be looked at. */
export function randomNumbers(seed: number): RandomNumber {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
