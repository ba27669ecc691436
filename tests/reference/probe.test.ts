/** Probes on the trained digit network: what its last hidden layer tells, and what it does not. */
import {expect, test} from "vitest";
import {evaluate} from "../../src/components/lab/gradient.js";
import {conceptDirection, conceptSensitivity} from "../../src/components/methods/probes/direction.js";
import {
  controlLabels,
  trainProbe,
  trainRidgeProbe,
  type ProbeFrame
} from "../../src/components/methods/probes/probe.js";
import {readMnist} from "../../src/data/mnist.js";
import {openNode} from "../../src/data/source.js";

async function last(frames: AsyncGenerator<ProbeFrame>): Promise<ProbeFrame> {
  let frame: ProbeFrame | undefined;
  for await (const f of frames) frame = f;
  return frame!;
}

test("the digit is read off the last hidden layer at ≥ 97 %, its control is not, and its direction is used", async () => {
  const n = 3000;
  const {images, labels} = await readMnist("test", n);
  const model = await openNode("mnist-cnn");
  try {
    await model.need();
    const x = await evaluate(model.raw.tap("dense"), images);
    const task = await last(trainProbe(x, labels, {steps: 300}));
    const control = await last(trainProbe(x, controlLabels(labels), {steps: 300}));
    expect(task.validation.accuracy).toBeGreaterThanOrEqual(0.97);
    expect(control.validation.accuracy).toBeLessThan(0.2);
    const ridge = await last(trainRidgeProbe(x, labels));
    expect(Math.abs(ridge.validation.accuracy - task.validation.accuracy)).toBeLessThan(0.02);
    const threes = [...labels.keys()].filter((i) => labels[i] === 3).slice(0, 100);
    const d = x.data.length / n;
    const own = {
      data: Float32Array.from({length: threes.length * d}, (_, c) => x.data[threes[Math.floor(c / d)] * d + (c % d)]),
      shape: [threes.length, ...x.shape.slice(1)]
    };
    const {score, p} = await conceptSensitivity(model.from("dense").logit(3), own, conceptDirection(task.probe, 3));
    expect(score).toBeGreaterThan(0.95);
    expect(p).toBeLessThan(0.5);
  } finally {
    model.dispose();
  }
});
