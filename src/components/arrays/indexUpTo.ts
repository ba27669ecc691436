/** Which of some rising positions was reached last on the way to a place? Its index; 0 before the first. */
export function indexUpTo(positions: readonly number[], place: number): number {
  const beyond = positions.findIndex((position) => position > place + 1e-9);
  return beyond < 0 ? Math.max(0, positions.length - 1) : Math.max(0, beyond - 1);
}
