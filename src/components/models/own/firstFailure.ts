import * as tf from "../../lab/tf.js";
import type {Layer, Network} from "../model.js";

/** Which layer is the first that cannot be computed, and why, in a sentence for the reader? */
export function firstFailure(network: Network, path: readonly Layer[], input: readonly number[]): Error {
  const feed = network.layers[0].name;
  const failureOf = (count: number): Error | null => {
    try {
      tf.tidy(
        () =>
          void network.run(
            {[feed]: tf.zeros([1, ...input])},
            path.slice(0, count).map(({name}) => name)
          )
      );
      return null;
    } catch (error) {
      return error as Error;
    }
  };
  let [works, fails] = [0, path.length];
  while (fails - works > 1) {
    const middle = (works + fails) >> 1;
    if (failureOf(middle)) fails = middle;
    else works = middle;
  }
  return new Error(inWords(path[fails - 1], network, failureOf(fails)?.message ?? "unknown"));
}

function inWords({name, kind, inputs}: Layer, network: Network, message: string): string {
  const kernel = /Kernel '(\w+)' not registered for backend '(\w+)'/.exec(message);
  if (kernel)
    return (
      `${name} (${kind}) needs the operation ${kernel[1]}, which the ${kernel[2]} backend lacks. Choose another backend ` +
      "in the strip at the foot of the page."
    );
  const unknown = /Unknown op '(\w+)'/.exec(message);
  if (unknown) return `${name} is the operation ${unknown[1]}, which tfjs does not know.`;
  const given = inputs.map((input) => {
    const {shape} = network.layers.find((layer) => layer.name === input)!;
    return shape.length ? `${input} [${shape.map((n) => n ?? "any").join(", ")}]` : input;
  });
  const weights = network
    .parameters()
    .get(name)
    ?.map(({shape}) => `[${shape.join(", ")}]`);
  return (
    `${name} (${kind}) cannot be computed from ${given.join(", ")}` +
    `${weights?.length ? ` with weights of shape ${weights.join(", ")}` : ""}: ${message}`
  );
}
