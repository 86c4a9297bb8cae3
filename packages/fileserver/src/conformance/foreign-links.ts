/** Links that only look like one of a store's own. */
export function foreignLinks(url: string): string[] {
  const { origin, pathname, protocol, host } = new URL(url);
  const folder = pathname.slice(0, pathname.lastIndexOf("/"));
  const name = pathname.slice(folder.length + 1);
  return [
    `${origin}.example.org${pathname}`,
    `${protocol}//user@${host}${pathname}`,
    `${origin}/elsewhere${pathname}`,
    `${origin}${folder}/..%2f..%2f..%2f..%2felsewhere%2f${name}`,
    `${origin}${folder}/%252e%252e%252f..%252f..%252f..%252felsewhere%252f${name}`,
    `${origin}${folder}/x%5c..%5c..%5c..%5c..%5c..%5celsewhere%5c${name}`,
    `${origin}/`,
  ];
}
