import {trainDigits} from "../training/digits.js";
import {CNN} from "./mnist-cnn.js";

/** The same network as mnist-cnn, taught labels dealt out at random: it can only learn each digit by heart. */
export const train = () =>
  trainDigits({
    id: "mnist-shuffled",
    ...CNN,
    digits: 1000,
    shuffled: true,
    rates: [...Array<number>(60).fill(2e-3), ...Array<number>(30).fill(5e-4)],
    batch: 50,
    seed: 1
  });
