/** Lets tasks through one at a time, in the order in which they ask. */
export class Turn {
  private tail: Promise<unknown> = Promise.resolve();

  take<T>(task: () => T | Promise<T>): Promise<T> {
    const result = this.tail.then(task);
    this.tail = result.catch(() => {});
    return result;
  }
}
