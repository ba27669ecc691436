import {expect, test} from "vitest";
import {foretellingInWords} from "../../../src/components/views/foretellingView.js";
import {neighboursInWords} from "../../../src/components/views/neighbourRows.js";
import {strangenessInWords} from "../../../src/components/views/strangeness.js";

const answers = [{name: "8", probability: 0.93}];

test("neighbours are told by their number, and the strangers among them with their article", () => {
  const rows = [
    {layer: "input", labels: [8, 3, 8, 1]},
    {layer: "logits", labels: [8, 8, 8, 3]}
  ];
  expect(neighboursInWords({answers, rows})).toBe(
    "The network answers 8 (93 %). By Pixels (input), 2 of the 4 nearest test digits are 8s; by Scores (logits), 3. The last row still holds a 3."
  );
});

test("a single neighbour is one digit, not a share", () => {
  const rows = [
    {layer: "input", labels: [8]},
    {layer: "logits", labels: [1]}
  ];
  expect(neighboursInWords({answers, rows})).toBe(
    "The network answers 8 (93 %). The nearest test digit is an 8 by Pixels (input), a 1 by Scores (logits)."
  );
  expect(neighboursInWords({answers, rows: rows.slice(0, 1)})).toMatch(/is an 8 by Pixels \(input\)\.$/);
});

test("a stranger's distance is told against what is usual", () => {
  const said = strangenessInWords({
    image: {data: new Float32Array(1), shape: [1, 1, 1]},
    answer: answers[0],
    images: [],
    labels: [8],
    distances: Float32Array.of(3.5),
    typical: [1, 2, 3, 4]
  });
  expect(said).toMatch(
    /the nearest is an 8, at distance 3\.5\. Usual is 3; 75 % of digits it has never seen lie nearer/
  );
});

test("attributions that never vary foretell nothing, in words", () => {
  const flat = {method: "deepLift", n: [1, 10], correlation: [NaN, NaN], infidelity: 0.4};
  expect(foretellingInWords({methods: [flat]})).toMatch(/^Nothing to compare/);
  const known = {method: "inputXGradient", n: [1, 10], correlation: [NaN, 0.5], infidelity: 0.6};
  expect(foretellingInWords({methods: [flat, known]})).toBe(
    "Of 2 methods, the sums of Input × gradient follow the loss best, with a mean correlation of 0.50; DeepLIFT leaves least of the noise's effect unforetold, 40 %."
  );
});
