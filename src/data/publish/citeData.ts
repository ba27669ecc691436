import {techniques} from "../../guide/techniques.js";
import {pages} from "../../pages.js";
import {apiOf, type ApiFile} from "./api.js";
import {readCff, type Project} from "./cff.js";
import {tablesIn, type ProvenanceTable} from "./provenanceTables.js";
import {readPage} from "./readPage.js";
import {mergeReferences, referencesInSee, referencesInSources, type Reference} from "./references.js";

/** A work, and what rests on it: pages as "/decisions/saliency", files of the library as "methods/attribution/lime". */
export type UsedReference = Reference & {uses: string[]};

export interface CiteData {
  project: Project;
  works: UsedReference[];
  /** Which techniques a page shows; the page's works are behind them. */
  techniques: {name: string; page: string}[];
  pages: {name: string; path: string}[];
  /** Networks, photos and data with their makers and licences. */
  provenance: ProvenanceTable[];
}

/** Puts together what there is to cite, from the files that say it. */
export async function citeData(
  cff: string,
  provenance: string,
  read: (file: string) => Promise<string>,
  api: readonly ApiFile[] = apiOf()
): Promise<CiteData> {
  const listed = pages.flatMap(({pages}) => pages.map(({name, path}) => ({name, path})));
  const ofPages = await Promise.all(
    listed.map(async ({path}) => {
      const text = await read(`src${path}.md`).catch(() => null);
      return text === null
        ? []
        : referencesInSources(readPage(text).sources).map((reference) => ({...reference, uses: [path]}));
    })
  );
  const ofCode = api.flatMap(({path, entries}) =>
    entries.flatMap(({see}) =>
      see.flatMap((text) => referencesInSee(text).map((reference) => ({...reference, uses: [path]})))
    )
  );
  const works = mergeReferences<UsedReference>([...ofPages.flat(), ...ofCode]);
  works.sort((a, b) => a.authors[0].localeCompare(b.authors[0], "en") || (a.year ?? "").localeCompare(b.year ?? ""));
  return {
    project: readCff(cff),
    works,
    techniques: techniques.map(({name, page}) => ({name, page})),
    pages: listed,
    provenance: tablesIn(provenance)
  };
}
