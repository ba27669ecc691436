/** What the small transformers read: 0 opens every sequence, 1 … 26 are the letters a to z. */
export const OPENING = "▸";

/** A token as the reader sees it. */
export const letterOf = (token: number): string => (token === 0 ? OPENING : String.fromCharCode(96 + token));

/** Letters → tokens, the opening one first. Throws on anything but a to z. */
export function tokensOf(letters: string): number[] {
  const wrong = /[^a-z]/.exec(letters);
  if (wrong) throw new RangeError(`“${wrong[0]}” is no letter this network knows (it knows a to z, in lower case)`);
  return [0, ...Array.from(letters, (letter) => letter.charCodeAt(0) - 96)];
}

/** What is left of a text when everything but letters is dropped: lower case a to z, at most so many. */
export const lettersIn = (text: string, most = Infinity): string =>
  text
    .normalize("NFD")
    .toLowerCase()
    .replace(/[^a-z]/g, "")
    .slice(0, most);
