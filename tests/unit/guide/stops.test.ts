import {existsSync} from "node:fs";
import {expect, test} from "vitest";
import {stops} from "../../../src/guide/stops.js";

test("every stop of the path is a page of the site, once", () => {
  for (const {href} of stops) {
    const page = href.startsWith("../") ? `src/${href.slice(3)}` : `src/guide/${href.slice(2)}`;
    expect(existsSync(page.replace(/\.html$/, ".md")), href).toBe(true);
  }
  expect(new Set(stops.map(({id}) => id)).size).toBe(stops.length);
});
