import type {Context} from "../src/components/jobs/context.js";
import {correlatedEffects} from "../src/components/jobs/correlatedEffects.js";
import {
  rentalDay,
  rentalEffects,
  rentalImportance,
  rentalInteraction,
  rentalSurface
} from "../src/components/jobs/rentals.js";
import {trainRentals} from "../src/components/jobs/trainRentals.js";
import {last} from "../src/components/lab/frames.js";
import {startNode} from "../src/components/lab/node.js";
import {syntheticRentals} from "../src/data/decisions/syntheticRentals.js";

export const title =
  "Rentals (made-up days) on wasm: training once, then the median of five questions each, ms by the clock";

const RUNS = 5;

export async function bench(): Promise<void> {
  await startNode("wasm");
  const context = {signal: new AbortController().signal, progress() {}} as unknown as Context;
  const days = syntheticRentals();
  const start = performance.now();
  const {trained} = await last(trainRentals({days, seed: 0}, context));
  console.log(`training line, network and forest: ${Math.round(performance.now() - start)}`);
  for (const model of ["linear", "network", "forest"] as const) {
    const question = {days, trained, model};
    await row(model, {
      effects: () => rentalEffects({...question, feature: "temp"}, context),
      surface: () => rentalSurface({...question, a: "temp", b: "hum"}, context),
      importance: () => rentalImportance(question, context),
      interaction: () => last(rentalInteraction(question, context)),
      day: () => rentalDay({...question, day: 200}, context)
    });
  }
  await row("two columns", {
    forest: () => correlatedEffects({rho: 0.95, seed: 0, model: "forest"}, context),
    network: () => correlatedEffects({rho: 0.95, seed: 0, model: "network"}, context)
  });
}

async function row(name: string, questions: Record<string, () => Promise<unknown>>): Promise<void> {
  const cells: string[] = [];
  for (const [question, ask] of Object.entries(questions)) cells.push(`${question} ${(await median(ask)).toFixed(0)}`);
  console.log(`${name.padEnd(12)} ${cells.join("  ")}`);
}

async function median(ask: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; ++run) {
    const start = performance.now();
    await ask();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[RUNS >> 1];
}
