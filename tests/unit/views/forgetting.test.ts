import {expect, test} from "vitest";
import {forgettingInWords} from "../../../src/components/views/forgetting.js";

const course = {
  layers: ["head/conv2d_5", "block1/separable_conv2d"],
  courses: [
    {method: "gradient", maps: [], rank: [1, 0.4, 0.2], ssim: [1, 0.1, 0.1]},
    {method: "gradCam", maps: [], rank: [1, NaN, NaN], ssim: [1, -0.2, 0]}
  ]
};

test("what survives is told by the measure and the order that are shown", () => {
  expect(forgettingInWords({...course, measure: "rank", order: "cascading"})).toBe(
    "From the output back to the first layer, the maps of Gradient keep a mean rank correlation of 0.30 with the trained network's; those of Grad-CAM keep none, its maps being flat."
  );
  expect(forgettingInWords({...course, measure: "ssim", order: "independent"})).toBe(
    "With one layer forgotten at a time, the maps of Gradient keep a mean SSIM of 0.10 with the trained network's; those of Grad-CAM keep −0.10."
  );
});

test("on the way it tells how far it has come", () => {
  const courses = course.courses.map((one) => ({...one, rank: one.rank.slice(0, 2)})).slice(0, 1);
  expect(forgettingInWords({...course, courses, measure: "rank", order: "cascading"})).toMatch(
    /^After 1 of 2 stops, at conv2d_5, the maps of Gradient keep a mean rank correlation of 0\.40/
  );
});
