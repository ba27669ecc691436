import {expect, test} from "vitest";
import {attackInWords} from "../../../src/components/views/attackWords.js";
import {baselineSharesInWords} from "../../../src/components/views/baselineShares.js";
import {explainedInWords} from "../../../src/components/views/codeView.js";
import {foretellingInWords} from "../../../src/components/views/foretellingView.js";
import {neighboursInWords} from "../../../src/components/views/neighbourRows.js";
import {strangenessInWords} from "../../../src/components/views/strangeness.js";
import {taggedSamples, tagReadersInWords} from "../../../src/components/views/tagTrainingView.js";

const answers = [{name: "8", probability: 0.93}];

test("neighbours are told by their number, and the strangers among them with their article", () => {
  const rows = [
    {layer: "input", labels: [8, 3, 8, 1]},
    {layer: "logits", labels: [8, 8, 8, 3]}
  ];
  expect(neighboursInWords({answers, rows})).toBe(
    "The network answers 8 (93 %). By the pixels, 2 of the 4 nearest test digits are 8s; by the scores, 3. The last row still holds a 3."
  );
});

test("a single neighbour is one digit, not a share", () => {
  const rows = [
    {layer: "input", labels: [8]},
    {layer: "logits", labels: [1]}
  ];
  expect(neighboursInWords({answers, rows})).toBe(
    "The network answers 8 (93 %). The nearest test digit is an 8 by the pixels, a 1 by the scores."
  );
  expect(neighboursInWords({answers, rows: rows.slice(0, 1)})).toMatch(/is an 8 by the pixels\.$/);
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

test("an attack is told as it goes, and advised by its kind when it fails", () => {
  const said = (index: number, probability: number) => ({index, name: ["happy", "sad", "calm"][index], probability});
  const before = [said(0, 0.9), said(1, 0.06), said(2, 0.04)];
  const hit = {step: 3, steps: 10, before, after: [said(1, 0.7), before[0]], linf: 0.02, l2: 1.5, fooled: true};
  expect(attackInWords("It", hit, "pgd", null)).toBe(
    "It said happy (90 %). At step 3 of 10 it says sad (70 %). No pixel changed by more than 2.0 %; the whole change has a length of 1.5."
  );
  const over = {...hit, step: 10};
  expect(attackInWords("It", over, "pgd", null)).toMatch(/After 10 steps it says sad \(70 %\)\. .* 1\.5\. Fooled\.$/);
  const missed = {...over, after: [said(1, 0.7), before[2]], fooled: false};
  expect(attackInWords("It", missed, "pgd", 2)).toMatch(
    /Not happy any more, nor calm yet: give it more budget, or more steps\.$/
  );
  const nothing = {...over, step: 1, steps: 1, after: before, linf: 0, l2: 0, fooled: false};
  expect(attackInWords("It", nothing, "fgsm", null)).toBe(
    "It said happy (90 %). After 1 step it says happy (90 %). No pixel has changed. Not fooled: give it more budget, or many steps."
  );
  expect(attackInWords("It", nothing, "deepFool", null)).toMatch(/Not fooled: give it more steps\.$/);
  expect(attackInWords("It", {...nothing, fooled: true}, "pgd", 0)).toMatch(/said from the start\.$/);
});

test("a text's pieces are told by who speaks for and against, and when nobody does", () => {
  const rust = {index: 3, name: "Rust", probability: 0.6};
  const explained = {
    text: "let a;\nfn b();",
    answers: [rust],
    target: rust,
    pieces: [
      {start: 0, end: 6},
      {start: 7, end: 14}
    ],
    score: 1
  };
  const said = (...values: number[]) => explainedInWords({...explained, values}, "lines");
  expect(said(-0.5, 2)).toBe(
    "The network says Rust (60 %). Of 2 lines, the one that speaks most for Rust is “fn b();” (+2); the one most against it is “let a;” (−0.5)."
  );
  expect(said(1, 2)).toMatch(/is “fn b\(\);” \(\+2\)\.$/);
  expect(said(-1, -2)).toMatch(/Of 2 lines, none speaks for Rust; the one most against it is “fn b\(\);” \(−2\)\.$/);
  expect(explainedInWords({...explained, pieces: explained.pieces.slice(0, 1), values: [-1]}, "tokens")).toMatch(
    /The only token speaks against Rust: “let a;” \(−1\)\.$/
  );
  expect(explainedInWords({...explained, pieces: [], values: []}, "lines")).toMatch(/nothing in the text to explain/);
});

test("the digits shown are tagged as the training digits are, and both networks are told alike", () => {
  const blank = Array.from({length: 10}, () => ({
    data: new Float32Array(784),
    shape: [28, 28, 1] as [number, number, number]
  }));
  const own = (reliable: number, seed = 1) =>
    taggedSamples(blank, reliable, seed).filter(({label, tag}) => label === tag).length;
  expect(own(1)).toBe(10);
  expect(own(0)).toBe(0);
  expect(taggedSamples(blank, 0.5, 3).map(({tag}) => tag)).toEqual(taggedSamples(blank, 0.5, 3).map(({tag}) => tag));
  const reader = {scores: {own: 0.99, swapped: 0.17, none: 0.3}};
  expect(tagReadersInWords([reader, reader])).toBe(
    "Trained with tags: 99 % with their own tag, 17 % with another's tag, 30 % with no tag. The twin: 99 % with their own tag, 17 % with another's tag, 30 % with no tag."
  );
});

test("whose share is largest is told once where all stand-ins agree, and by stand-in where they do not", () => {
  const way = (name: string, ...values: number[]) => ({name, values: Float32Array.from(values), none: 0, all: 3});
  const said = (...ways: ReturnType<typeof way>[]) =>
    baselineSharesInWords({
      segments: {data: new Float32Array(1), shape: [1, 1]},
      players: 2,
      target: {name: "happy"},
      ways
    });
  expect(said(way("black", 1, 2), way("white", 1, 4))).toBe(
    "Player 2 adds most to “happy”, whatever stands in for the others. Player 2's share moves most: from 2 to 4, by nothing but the stand-in."
  );
  expect(said(way("black", 3, 2), way("white", 1, 2))).toMatch(
    /depends on the stand-in: black, player 1; white, player 2\. Player 1's share moves most: from 1 to 3/
  );
  expect(said(way("black", 3, 2))).toMatch(/the others follow/);
});
