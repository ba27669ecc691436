import {readFile} from "node:fs/promises";
import {techniques} from "../../guide/techniques.js";
import {pages} from "../../pages.js";
import {readPage} from "./readPage.js";

/** One figure of the site, as the gallery lists it. */
export interface FigureEntry {
  id: string;
  /** Its page, from the site's root, without an ending: "/decisions/saliency". */
  page: string;
  pageName: string;
  /** The page's title. */
  question: string;
  /** The heading that it stands under. */
  section: string;
  /** The group of the contents that its page belongs to. */
  group: string;
  /** The techniques of its page. */
  techniques: string[];
  anyNetwork: boolean;
}

/** Every figure of every page in the contents, in their order, and the home page's first. */
export async function figureList(): Promise<FigureEntry[]> {
  const home = {name: "Home", path: "/index", group: "Begin here"};
  const listed = pages.flatMap(({name: group, pages}) => pages.map(({name, path}) => ({name, path, group})));
  const found = await Promise.all(
    [home, ...listed].map(async ({name, path, group}) => {
      const text = await readFile(`src${path}.md`, "utf8").catch(() => null);
      // A page that a loader writes has no cells of its own.
      if (text === null) return [];
      const {question, figures} = readPage(text);
      const methods = techniques.filter(({page}) => page === path).map(({name}) => name);
      return figures.map((figure): FigureEntry => {
        return {...figure, page: path, pageName: name, question, group, techniques: methods};
      });
    })
  );
  return found.flat();
}
