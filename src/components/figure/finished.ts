/**
 * A run's last frame. A cell that awaits it does nothing for the frames before: it is held until `invalidation`, which
 * Framework settles when the next frame comes.
 */
export async function finished<T extends {step: number; steps: number}>(
  frame: T,
  invalidation: Promise<unknown>
): Promise<T> {
  if (frame.step < frame.steps) await invalidation;
  return frame;
}
