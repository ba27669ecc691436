import {full, type Grid} from "./grid.js";

/**
 * What do a reader's presses mean to a flip-flop network? Each press, "+2" say, is one pulse on one channel, followed by
 * silence; silence comes first too: inputs [T, bits].
 */
export function pulsesOf(presses: readonly string[], {bits = 3, gap = 12} = {}): Grid {
  const inputs = full([(presses.length + 1) * gap, bits]);
  presses.forEach((press, i) => {
    const bit = Number(press.slice(1)) - 1;
    if (!(bit >= 0 && bit < bits)) throw new RangeError(`no channel for the press ${press} (there are 1 to ${bits})`);
    inputs.data[(i + 1) * gap * bits + bit] = press[0] === "-" ? -1 : 1;
  });
  return inputs;
}

/** How far a network that keeps a direction is asked to turn in a step at full speed, radians. */
export const FULL_SPEED = 0.3;

const TURNS: Record<string, number> = {left: 1, stay: 0, right: -1};

/**
 * What do they mean to a network that keeps a direction? First the direction is told, east; then each press turns at
 * full speed, or waits, for some steps: inputs [T, 3].
 */
export function turnsOf(presses: readonly string[], hold = 6): Grid {
  const inputs = full([(presses.length + 1) * hold, 3]);
  inputs.data[0] = 1;
  presses.forEach((press, i) => {
    if (!(press in TURNS)) throw new RangeError(`unknown turn: ${press} (there are ${Object.keys(TURNS).join(", ")})`);
    for (let t = 0; t < hold; ++t) inputs.data[((i + 1) * hold + t) * 3 + 2] = TURNS[press];
  });
  return inputs;
}
