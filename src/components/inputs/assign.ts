/** Any control: an element with a value. */
type Valued<T> = HTMLElement & {value: T};
type Tied<T> = Valued<T> & {readonly initial: T};

/** Sets a control from the page, and tells the page as if the reader had done it. */
export function assign<T>(input: Valued<T>, value: T): void {
  input.value = value;
  input.dispatchEvent(new Event("input", {bubbles: true}));
}

/** Calls back with each value that a control takes from now on. */
export function whenever<T>(input: Valued<T>, callback: (value: T) => void): void {
  input.addEventListener("input", () => callback(input.value));
}

/** Shows controls only while another, or several, have certain values: what does not apply is out of the way. */
export function shownWhen<T extends unknown[]>(
  inputs: readonly HTMLElement[],
  others: Valued<T[0]> | {readonly [K in keyof T]: Valued<T[K]>},
  applies: (...values: T) => boolean
): void {
  const all = [others].flat() as Valued<unknown>[];
  const show = () => {
    const yes = applies(...(all.map(({value}) => value) as T));
    inputs.forEach((input) => (input.style.display = yes ? "" : "none"));
  };
  show();
  all.forEach((other) => whenever(other, show));
}

/** Ties two controls of one thing: what either takes the other takes too. The one changed by the address goes first. */
export function together<T>(a: Tied<T>, b: Tied<T>): void {
  const [from, to] = b.value === b.initial ? [a, b] : [b, a];
  to.value = from.value;
  whenever(a, (value) => b.value !== value && assign(b, value));
  whenever(b, (value) => a.value !== value && assign(a, value));
}
