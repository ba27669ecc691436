import {mapGrid, type Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {rankCorrelation} from "../methods/evaluation/rankCorrelation.js";
import {ssim} from "../methods/evaluation/ssim.js";
import {answered} from "./answered.js";
import type {Answer} from "./classify.js";
import type {Context} from "./context.js";
import type {MethodName} from "./explain.js";
import {mapOf} from "./sanity.js";

/** One method's maps of the first picture, by the network that reads and by the one that learnt by heart. */
export interface LabelCourse {
  method: MethodName;
  maps: [reads: Grid, byHeart: Grid];
  /** How alike the two networks' maps are, picture by picture; NaN where one of them is flat. */
  rank: number[];
  ssim: number[];
}

export interface LabelFrame {
  step: number;
  steps: number;
  /** What both networks say of the first picture. */
  answers: [reads: Answer, byHeart: Answer];
  courses: LabelCourse[];
}

/**
 * Does a map change when the network has learnt nothing but chance? Every method explains the same answer of two
 * networks of one shape: one learnt to read, the other learnt labels dealt out at random. A frame for each picture.
 * The maps' magnitudes are compared.
 * @see Adebayo and others, "Sanity checks for saliency maps" (2018), section 3.2, "data randomization test"
 */
export async function* labelTest(
  {models, images, methods}: {models: [string, string]; images: readonly Image[]; methods: readonly MethodName[]},
  context: Context
): AsyncGenerator<LabelFrame, void, undefined> {
  const courses: LabelCourse[] = [];
  let answers: LabelFrame["answers"] | undefined;
  for (const [step, image] of images.entries()) {
    const reads = await answered({model: models[0], image, target: null}, context);
    const byHeart = await answered({model: models[1], image, target: reads.target.index}, context);
    answers ??= [reads.answers[0], byHeart.answers[0]];
    for (const [m, method] of methods.entries()) {
      const map = async (asked: typeof reads) => mapGrid(await mapOf(method, asked, context.signal), Math.abs);
      const maps: LabelCourse["maps"] = [await map(reads), await map(byHeart)];
      const course = (courses[m] ??= {method, maps, rank: [], ssim: []});
      course.rank.push(rankCorrelation(maps[0].data, maps[1].data));
      course.ssim.push(ssim(...maps));
    }
    yield {step: step + 1, steps: images.length, answers, courses: structuredClone(courses)};
  }
}
