/** The kernels of tfjs that act on each number alone, through which some methods send gradients by a rule. */
export const ELEMENTWISE = [
  "Relu",
  "Relu6",
  "LeakyRelu",
  "Elu",
  "Selu",
  "Sigmoid",
  "Tanh",
  "Softplus",
  "ClipByValue"
] as const;
