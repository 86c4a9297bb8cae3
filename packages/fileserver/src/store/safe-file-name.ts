const MAX_BYTES = 200;

/**
 * A file name for a dataname that every store and file system takes, of at most 200 bytes, so that the link stays short.
 * It is a suggestion for people only: the dataname itself travels in the message.
 */
export function safeFileName(dataname: string): string {
  const plain = dataname
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029/\\":*?<>|%;]/gu, "_")
    .replace(/^[.\s]+/, "");
  return shorten(trimEnd(plain)) || "payload";
}

/** Without dots and white space at its end. An expression that looks for them would try at each of many spaces. */
function trimEnd(name: string): string {
  let end = name.length;
  while (end > 0 && /[.\s]/.test(name[end - 1] ?? "")) end -= 1;
  return name.slice(0, end);
}

/** Cuts the middle, so that an extension at the end survives. */
function shorten(name: string): string {
  const encoder = new TextEncoder();
  if (encoder.encode(name).length <= MAX_BYTES) return name;
  const extension = /\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0] ?? "";
  let length = extension.length;
  let start = "";
  for (const character of name) {
    length += encoder.encode(character).length;
    if (length > MAX_BYTES) break;
    start += character;
  }
  return `${start.trimEnd()}${extension}`;
}

/** Percent-encodes everything but unreserved characters, so that no peer's URL parser sees anything else. */
export function encodePathSegment(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
