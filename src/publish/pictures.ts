import {grid} from "../components/arrays/grid.js";
import {noiseImage} from "../components/arrays/noiseImage.js";
import {normals} from "../components/arrays/random.js";
import {barList} from "../components/views/barList.js";
import {dataTable} from "../components/views/dataTable.js";
import {dotRows} from "../components/views/dotRows.js";
import {heatmap} from "../components/views/heatmap.js";
import {histogram} from "../components/views/histogram.js";
import {imageGrid} from "../components/views/imageGrid.js";
import {imageView} from "../components/views/imageView.js";
import {lineChart} from "../components/views/lineChart.js";
import {mapGrid} from "../components/views/mapGrid.js";
import {matrixView} from "../components/views/matrixView.js";
import {sideBySide} from "../components/views/evidence.js";
import {sparkline} from "../components/views/sparkline.js";
import {waterfall} from "../components/views/waterfall.js";

/** Sixty-four numbers that rise to the middle and are noisy: something for a map to show. */
const hill = grid(
  normals(256, 7).map((v, i) => 3 * Math.exp(-(((i % 16) - 8) ** 2 + ((i >> 4) - 6) ** 2) / 20) + 0.3 * v),
  [16, 16]
);
const curve = (rate: number) => Array.from({length: 40}, (_, i): [number, number] => [i, Math.exp(-rate * i)]);

/** The views that most pages use, each with made-up data. Their code is shown beside them, taken from here. */
export const pictures: Record<string, () => HTMLElement> = {
  imageView: () => imageView(noiseImage([24, 24, 3], 1), {alt: "Noise", size: 144}),
  heatmap: () => heatmap(hill, {alt: "A hill", domain: "symmetric", size: 200, legend: {unit: "height"}}),
  sideBySide: () =>
    sideBySide([
      {title: "As it is", map: hill, heat: {alt: "A hill", legend: false}},
      {title: "Weak parts raised", map: hill, heat: {alt: "A hill, weak parts raised", exponent: 0.5, legend: false}}
    ]),
  imageGrid: () =>
    imageGrid(
      [1, 2, 3, 4].map((seed) => noiseImage([16, 16, 1], seed)),
      {label: "Four pictures", captions: ["one", "two", "three", "four"]}
    ),
  mapGrid: () => mapGrid([hill, hill, hill], {label: "Three maps", captions: ["a", "b", "c"]}),
  barList: () =>
    barList(
      [
        {label: "happy", value: 0.91, active: true},
        {label: "neutral", value: 0.07},
        {label: "surprise", value: 0.02}
      ],
      {label: "Answers", domain: [0, 1]}
    ),
  lineChart: () =>
    lineChart(
      [
        {name: "slow", points: curve(0.05), colour: "var(--verdigris)"},
        {name: "fast", points: curve(0.2), colour: "var(--brass)", dashed: true}
      ],
      {x: {label: "step"}, y: {label: "loss", domain: [0, 1]}, alt: "Two losses fall, one faster", height: 180}
    ),
  histogram: () => histogram(normals(500, 3), {label: "500 normal numbers", width: 320, mark: 0}),
  dotRows: () =>
    dotRows(
      [
        {label: "ear", marks: [{value: 0.4, error: 0.1, shape: "dot", name: "sampled"}]},
        {label: "eye", marks: [{value: -0.2, error: 0.05, shape: "dot", name: "sampled"}]}
      ],
      {unit: "share of the score", alt: "The ear counts for the answer, the eye against it"}
    ),
  waterfall: () =>
    waterfall(
      [
        {label: "ear", value: 2.1},
        {label: "eye", value: -0.6}
      ],
      {
        start: {label: "nothing", value: 0.5},
        end: {label: "the photo", value: 2},
        unit: "score",
        alt: "From 0.5 up by 2.1 and down by 0.6 to 2"
      }
    ),
  matrixView: () =>
    matrixView(grid([1, 0.2, 0, 0.3, 0.8, 0.1, 0, 0.1, 0.9], [3, 3]), {
      rows: ["a", "b", "c"],
      columns: ["a", "b", "c"],
      rowTitle: "looks",
      columnTitle: "is looked at",
      alt: "Each letter looks at itself most"
    }),
  sparkline: () =>
    sparkline(
      curve(0.1).map(([, v]) => v),
      {label: "loss"}
    ),
  dataTable: () =>
    dataTable(
      [
        {class: "happy", probability: 0.91},
        {class: "neutral", probability: 0.07}
      ],
      undefined,
      {caption: "Answers"}
    )
};
