import type {TensorMap} from "./gradient.js";
import * as tf from "./tf.js";

/** What a rule may look at: the kernel's input, its output, and the gradient tfjs would have given. */
export interface Passage {
  x: tf.Tensor;
  y: tf.Tensor;
  usual: (dy: tf.Tensor) => tf.Tensor;
}

/** Sends a gradient back through one kernel of one input: dy, of y's shape → dx, of x's shape. */
export type GradientRule = (dy: tf.Tensor, passage: Passage) => tf.Tensor;

/**
 * The same function with another way back: every kernel named in `rules` ("Relu", "MaxPool" …) sends gradients through
 * its rule. tfjs looks a gradient up while the forward pass is taped, so the registry is changed only while `f` itself
 * runs, and put back however it ends. Fused activations are taped as kernels of their own and so obey the rules too.
 * Only kernels whose one tensor input is called x can have a rule; any other is an error.
 */
export function withGradientRules<F extends TensorMap>(rules: Record<string, GradientRule>, f: F): TensorMap {
  return (x) => {
    const usual = Object.keys(rules).map((kernel) => {
      const config = tf.getGradient(kernel);
      if (!config) throw new RangeError(`no gradient to replace: ${kernel} is no kernel with a gradient`);
      return config;
    });
    try {
      for (const config of usual) install(ruled(config, rules[config.kernelName]));
      return f(x);
    } finally {
      usual.forEach(install);
    }
  };
}

function install(config: tf.GradConfig) {
  tf.unregisterGradient(config.kernelName); // or tfjs warns of the second registration
  tf.registerGradient(config);
}

/** A gradient that saves x and y, whatever the usual one saves, and asks the rule. */
function ruled(config: tf.GradConfig, rule: GradientRule): tf.GradConfig {
  return {
    kernelName: config.kernelName,
    inputsToSave: ["x"],
    outputsToSave: [true],
    gradFunc: (dy, [x, y], attributes) => {
      const saved = [
        ...(config.inputsToSave ?? []).map(() => x),
        ...(config.outputsToSave ?? []).filter(Boolean).map(() => y)
      ];
      const usual = (dy: tf.Tensor) => config.gradFunc(dy, saved, attributes).x();
      return {x: () => rule(dy as tf.Tensor, {x, y, usual})};
    }
  };
}
