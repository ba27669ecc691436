import {startNode} from "../../components/lab/node.js";
import {superpositionPhases} from "../../components/methods/mechanism/superposition.js";

const SIDE = 10;
const SEED = 1;
const between = (from: number, to: number) =>
  Array.from({length: SIDE}, (_, i) => Number((from * (to / from) ** (i / (SIDE - 1))).toPrecision(2)));

// Rows: how much the extra feature matters; columns: how often features are there.
const importances = between(10, 0.1);
const densities = between(1, 0.02);

await startNode();
const phases = await superpositionPhases(
  importances.flatMap((importance) => densities.map((density) => ({density, importance}))),
  {restarts: 3, steps: 600, batch: 256, stepSize: 2e-2, seed: SEED}
);
const short = (v: number) => Number(v.toFixed(3));
const cells = phases.map(({norm, interference}) => ({norm: short(norm), interference: short(interference)}));
process.stdout.write(JSON.stringify({importances, densities, seed: SEED, cells}));
