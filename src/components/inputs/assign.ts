/** Any control: an element with a value. */
type Valued<T> = HTMLElement & {value: T};

/** Sets a control from the page, and tells the page as if the reader had done it. */
export function assign<T>(input: Valued<T>, value: T): void {
  input.value = value;
  input.dispatchEvent(new Event("input", {bubbles: true}));
}

/** Calls back with each value that a control takes from now on. */
export function whenever<T>(input: Valued<T>, callback: (value: T) => void): void {
  input.addEventListener("input", () => callback(input.value));
}
