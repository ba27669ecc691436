import type {Grid} from "./grid.js";
import {normals} from "./random.js";

/** Points without any structure: n standard normal rows of d numbers. */
export const noisePoints = (n: number, d: number, seed: number): Grid => ({data: normals(n * d, seed), shape: [n, d]});
