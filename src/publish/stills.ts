import type {Still} from "./galleryCards.js";

/** The stills of the gallery, by page and figure. Written by scripts/stills.ts. */
export const stills: Record<string, Still> = {};
