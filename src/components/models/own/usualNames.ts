import {FileAttachment} from "npm:@observablehq/stdlib";

/** The names a network's answers usually have when there are so many: ImageNet's thousand, ten digits. */
export async function usualNames(count: number, channels: number): Promise<{names: string[]; note: string | null}> {
  if (count === 1000)
    return {
      names: await FileAttachment("../../../data/models/imagenet-classes.json").json<string[]>(),
      note: "A thousand answers are taken to be ImageNet's, in its order."
    };
  if (count === 10 && channels === 1)
    return {
      names: Array.from({length: 10}, (_, i) => String(i)),
      note: "Ten answers to a grey picture are taken to be digits."
    };
  return {names: [], note: null};
}
