/** Symbols that share a colour with a control: each names a control of its page, and can be read on both papers. */
import {readdirSync, readFileSync} from "node:fs";
import {expect, test} from "vitest";

const style = readFileSync("src/style.css", "utf8");
const tied = readdirSync("src", {recursive: true, encoding: "utf8"})
  .filter((file) => file.endsWith(".md"))
  .map((file) => `src/${file}`)
  .filter((path) => readFileSync(path, "utf8").includes("data-tie"));

test.each(tied)("%s: every tied symbol names a control, and the page ties them", (path) => {
  const text = readFileSync(path, "utf8");
  for (const [, label] of text.matchAll(/data-tie="([^"]+)"/g)) expect(text, label).toContain(`label: "${label}"`);
  expect(text).toMatch(/^tieSymbols\(\);$/m);
});

const luminance = (hex: string) => {
  const [r, g, b] = hex.match(/[\da-f]{2}/g)!.map((pair) => {
    const v = parseInt(pair, 16) / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a: string, b: string) => {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
};

test("their colours keep a contrast of 4.5 in light and in dark", () => {
  expect(tied.length).toBeGreaterThan(4);
  const [light, dark] = style.split("@media (prefers-color-scheme: dark)");
  for (const part of [light, dark]) {
    const token = (name: string) => new RegExp(`--${name}: (#[\\da-f]{6})`).exec(part)![1];
    for (const n of [1, 2, 3, 4])
      for (const paper of ["paper", "panel"])
        expect(contrast(token(`tie-${n}`), token(paper)), `${n} on ${paper}`).toBeGreaterThan(4.5);
  }
});
