import {expect, test} from "vitest";
import {aDigit, underPatchInWords} from "../../../src/components/views/words.js";

test("an answer under a patch is told as kept or as changed", () => {
  const cat = {index: 3, name: "tabby"};
  const other = {index: 7, name: "tiger cat", probability: 0.6};
  expect(underPatchInWords(cat, {answer: {...cat, probability: 0.42}, probability: 0.42})).toBe("Still tabby, 42 %.");
  expect(underPatchInWords(cat, {answer: other, probability: 0.2})).toBe("Now tiger cat, 60 %; tabby has 20 %.");
});

test("digits have the article they are spoken with", () =>
  expect([4, 8, "1", "8"].map(aDigit)).toEqual(["a 4", "an 8", "a 1", "an 8"]));
