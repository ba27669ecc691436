import {startNode} from "../src/components/lab/node.js";
import {nearestNeighbours} from "../src/components/methods/projection/neighbours.js";
import {pca} from "../src/components/methods/projection/pca.js";
import {neighbourAccuracy, prepareQuality} from "../src/components/methods/projection/quality.js";
import {tsne} from "../src/components/methods/projection/tsne.js";
import {readMnist} from "../src/data/mnist.js";
import {medians, stopwatch, type Lap} from "./clock/stopwatch.js";

export const title =
  "t-SNE of ours on the first N training digits (50 principal components): does it grow with N? Seconds for the " +
  "neighbours, ms an iteration by the clock (and of processor), the process's memory, and the layout after 500";

const SIZES = [15_000, 30_000, 60_000];
const STEPS = 500;

export async function bench(): Promise<void> {
  await startNode();
  console.log("       N   neighbours      an iteration       memory   trust   10-NN");
  for (const n of SIZES) {
    const {images, labels} = await readMnist("train", n);
    const pixels = {data: images.data, shape: [n, 784]};
    const {layout: x} = await pca(pixels, {components: 50});
    const search = stopwatch();
    const neighbours = await nearestNeighbours(x, {k: 90});
    const searched = search().wall;
    const laps: Lap[] = [];
    let layout = x;
    let largest = 0;
    let stop = stopwatch();
    for await (const frame of tsne(x, {neighbours, steps: STEPS, every: 10})) {
      const {wall, cpu} = stop();
      if (frame.step > 10) laps.push({wall: wall / 10, cpu: cpu / 10});
      stop = stopwatch();
      layout = frame.layout;
      largest = Math.max(largest, process.memoryUsage().rss);
    }
    const {trustworthiness} = (await prepareQuality(pixels, {sample: 500}))(layout);
    const accuracy = neighbourAccuracy(layout, labels);
    const {wall, cpu} = medians(laps);
    console.log(
      [
        n.toLocaleString("en-GB").padStart(8),
        `${(searched / 1000).toFixed(1)} s`.padStart(12),
        `${wall.toFixed(1)} ms (${cpu.toFixed(1)})`.padStart(18),
        `${(largest / 2 ** 20).toFixed(0)} MiB`.padStart(12),
        trustworthiness.toFixed(3).padStart(7),
        accuracy.toFixed(3).padStart(7)
      ].join("")
    );
  }
}
