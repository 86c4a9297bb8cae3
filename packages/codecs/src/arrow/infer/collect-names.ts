/**
 * Keys of objects in the order of their first appearance, over all of them; null and undefined have none. Looks
 * twice only at objects whose keys differ from those so far.
 */
export function collectNames(objects: ArrayLike<unknown>): string[] {
  const names: string[] = [];
  const known = new Set<string>();
  for (let index = 0; index < objects.length; index++) {
    const object = objects[index];
    if (object === null || object === undefined) continue;
    if (hasExactly(object, names)) continue;
    for (const key of Object.keys(object)) {
      if (known.has(key)) continue;
      known.add(key);
      names.push(key);
    }
  }
  return names;
}

/** Whether the keys of an object are these, in this order. Engines cache what `for in` walks over. */
function hasExactly(object: object, names: readonly string[]): boolean {
  let count = 0;
  for (const key in object) {
    if (key !== names[count]) return false;
    count++;
  }
  return count === names.length;
}
