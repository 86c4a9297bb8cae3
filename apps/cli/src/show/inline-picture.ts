/** Most that a terminal is handed at once, in bytes. */
const LARGEST = 4_000_000;
const PIECE = 4_096;

/** A picture in the escape sequences of the terminal, where it is one that shows pictures; else nothing. */
export function inlinePicture(type: string, bytes: Uint8Array): string[] {
  if (type !== "image" || !process.stdout.isTTY || bytes.length > LARGEST) return [];
  const { TERM = "", TERM_PROGRAM = "", LC_TERMINAL = "", KITTY_WINDOW_ID } = process.env;
  const base64 = Buffer.from(bytes).toString("base64");
  const isKitty =
    KITTY_WINDOW_ID !== undefined || TERM === "xterm-kitty" || TERM_PROGRAM === "ghostty";
  if (isKitty) return isPng(bytes) ? [kitty(base64)] : [];
  const isIterm =
    LC_TERMINAL === "iTerm2" || TERM_PROGRAM === "iTerm.app" || TERM_PROGRAM === "WezTerm";
  return isIterm ? [`\u001B]1337;File=inline=1;size=${bytes.length}:${base64}\u0007`] : [];
}

function isPng(bytes: Uint8Array): boolean {
  return [0x89, 0x50, 0x4e, 0x47].every((byte, index) => bytes[index] === byte);
}

function kitty(base64: string): string {
  const pieces = base64.match(new RegExp(`.{1,${PIECE}}`, "g")) ?? [];
  return pieces
    .map((piece, index) => {
      const more = index < pieces.length - 1 ? 1 : 0;
      const control = index === 0 ? `a=T,f=100,q=2,m=${more}` : `m=${more}`;
      return `\u001B_G${control};${piece}\u001B\\`;
    })
    .join("");
}
