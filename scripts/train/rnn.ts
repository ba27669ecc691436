/** Trains the recurrent networks of the dynamics page and writes them beside their scores. */
import {mkdir, writeFile} from "node:fs/promises";
import {scoreRnn, trainRnn, type RnnTraining} from "../../src/components/jobs/trainRnn.js";
import type {Rnn} from "../../src/components/models/rnn.js";

const FOLDER = "src/data/weights";

const RUNS: RnnTraining[] = [
  {task: "flip-flop", kind: "vanilla", hidden: 16, steps: 1000, seed: 1},
  {task: "flip-flop", kind: "gru", hidden: 16, steps: 700, seed: 1},
  {task: "flip-flop", kind: "lstm", hidden: 12, steps: 700, seed: 1},
  {task: "ring", kind: "gru", hidden: 24, steps: 1200, seed: 1}
];

/** Numbers as JSON keeps them: six significant digits. */
const rounded = ({parameters, ...size}: Rnn) => ({
  ...size,
  parameters: Object.fromEntries(
    Object.entries(parameters).map(([name, {data, shape}]) => [
      name,
      {shape, data: Array.from(data, (v) => Number(v.toPrecision(6)))}
    ])
  )
});

export async function train(): Promise<void> {
  await mkdir(FOLDER, {recursive: true});
  const scores: Record<string, object> = {};
  for (const run of RUNS) {
    const id = `${run.task}-${run.kind}`;
    let loss = NaN;
    let rnn: Rnn | undefined;
    for await (const frame of trainRnn({...run, every: 100})) {
      ({loss, rnn} = frame);
      console.log(`${id}: step ${frame.step} of ${frame.steps}, loss ${loss.toFixed(5)}`);
    }
    await writeFile(`${FOLDER}/rnn-${id}.json`, JSON.stringify(rounded(rnn!)) + "\n");
    const measure = run.task === "flip-flop" ? "bitsRight" : "meanAngleError";
    scores[id] = {...run, loss, [measure]: await scoreRnn(rnn!, run.task), testTrials: 512};
    console.log(id, scores[id]);
  }
  await writeFile(`${FOLDER}/rnn-scores.json`, JSON.stringify(scores, null, 2) + "\n");
}
