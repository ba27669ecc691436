import * as tf from "../tf.js";
import {composite} from "./registry.js";

/** Sums of the rows of x by segment, [numSegments, …], on wasm; rows of ids out of range are left out, as on cpu. */
const unsortedSegmentSum = composite(({x, segmentIds}, {numSegments}) => {
  const count = segmentIds.size;
  const ids = tf.cast(tf.reshape(segmentIds, [count]), "int32");
  const legal = tf.logicalAnd(tf.greaterEqual(ids, 0), tf.less(ids, numSegments));
  // One more segment takes what belongs to none.
  const rows = tf.reshape(tf.where(legal, ids, tf.fill([count], numSegments, "int32")), [count, 1]);
  const width = x.size / count;
  const sums = tf.scatterND(rows, tf.reshape(x, [count, width]), [numSegments + 1, width]);
  return tf.reshape(tf.slice(sums, [0, 0], [numSegments, width]), [numSegments, ...x.shape.slice(segmentIds.rank)]);
});

/** By the name tfjs calls it; the gradient of gather. */
export const segmentSum = {UnsortedSegmentSum: unsortedSegmentSum};
