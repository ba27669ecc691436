/** The last frame of an iterative method: its final answer. Throws when there was none. */
export async function last<T>(frames: AsyncIterable<T>): Promise<T> {
  let frame: T | undefined;
  for await (frame of frames);
  if (frame === undefined) throw new Error("the method ended without a frame");
  return frame;
}
