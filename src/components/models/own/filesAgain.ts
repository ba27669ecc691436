import type {OwnModel} from "./openOwn.js";

/** The files of a network as they would be picked. */
export const filesAgain = ({json, weights}: OwnModel): {path: string; blob: Blob}[] => [
  {path: "model.json", blob: json},
  ...weights.map((blob, i) => ({path: `weights-${i}.bin`, blob}))
];
