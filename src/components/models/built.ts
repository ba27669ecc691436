import {catalogue} from "./catalogue.js";
import type {Card} from "./card.js";
import {builtModels} from "./files.js";

/** The cards of the networks that look at pictures, as far as this build holds them, without controls: for pickers. */
export const builtCards = async (): Promise<Card[]> =>
  (await allBuiltCards()).filter(({subject, control}) => subject !== "code" && !control);

/** The cards of all networks that this build holds, with their true sizes and measured quality. */
export async function allBuiltCards(): Promise<Card[]> {
  const entries = new Map((await builtModels()).map((entry) => [entry.id, entry]));
  return catalogue
    .filter(({id}) => entries.get(id)?.available)
    .map((card) => {
      const {bytes, quality = card.quality} = entries.get(card.id)!;
      return {...card, bytes, quality};
    });
}
