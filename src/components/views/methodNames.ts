/** Attribution methods as readers call them. */
export const METHOD_NAMES: Record<string, string> = {
  gradient: "Gradient",
  inputXGradient: "Input × gradient",
  smoothGrad: "SmoothGrad",
  integratedGradients: "Integrated gradients",
  expectedGradients: "Expected gradients",
  deepLift: "DeepLIFT",
  guidedBackprop: "Guided backprop",
  deconvNet: "DeconvNet",
  gradCam: "Grad-CAM",
  guidedGradCam: "Guided Grad-CAM",
  occlusion: "Occlusion",
  lime: "LIME",
  kernelShap: "Kernel SHAP",
  random: "Random order"
};

/** A method's name for readers. */
export const methodName = (method: string): string => METHOD_NAMES[method] ?? method;
