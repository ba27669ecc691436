import type {Grid} from "../arrays/grid.js";
import type {LabRun} from "../lab/client.js";
import type {EmbeddingArgs, EmbeddingFrame, EmbeddingSettings, StartingLayouts} from "./embeddings.js";

/** What a landscape is made of, and where it is to begin. */
export interface Landscape extends Omit<EmbeddingArgs, "start"> {
  /** The points' own name: layouts of one set never start another. */
  points: string;
  /** Layouts that were finished before at `builtFor` neighbours; null where there are none. */
  built: Record<"pca" | "tsne" | "umap" | "phate", Grid> | null;
  builtFor: number;
  from: "built" | "pca" | "random";
}

/**
 * A landscape that a page changes while it runs. New settings are told to the run that goes on; when it is over
 * already, it is taken up again from where its points lie.
 */
export function landscapeRun(open: (args: EmbeddingArgs) => LabRun<EmbeddingFrame>) {
  let run: LabRun<EmbeddingFrame> | null = null;
  let reached: {points: string; layouts: StartingLayouts; neighbours: number} | null = null;
  let goesOn = false;

  function startOf({points, built, builtFor, from, settings}: Landscape): EmbeddingArgs["start"] {
    const {neighbours} = settings;
    if (goesOn && reached?.points === points) return {...reached.layouts, finished: reached.neighbours === neighbours};
    if (from !== "built") return from;
    return built ? {...built, finished: builtFor === neighbours} : "pca";
  }

  return {
    /** Begins a run, for a figure to show. */
    begin(landscape: Landscape): LabRun<EmbeddingFrame> {
      const start = startOf(landscape);
      goesOn = false;
      const {x, labels, settings, steps, seed, gpu} = landscape;
      return (run = open({x, labels, settings, steps, seed, gpu, start}));
    },
    /** Remembers a frame that was shown. */
    keep(frame: EmbeddingFrame, points: string, neighbours: number): void {
      reached = {points, neighbours, layouts: {...frame.layouts, finished: true}};
    },
    /** Tells new settings; `again` begins a run when none goes on. */
    tell(settings: EmbeddingSettings, again: () => void): void {
      if (run?.tell(settings)) return;
      goesOn = true;
      again();
    }
  };
}
