/** What graphs call the operations a layer is made of, and the boxes they lie in: no news to a reader. */
const PLUMBING =
  /^(StatefulPartitionedCall|model_\d+|Relu6?|BiasAdd|add|clip_by_value|concat|linear|Mean|MaxPool|Conv2D|convolution|FusedBatchNormV3|unfused)$/;
/** What a folded batch norm leaves behind. */
const NORM = /\/batchnorm_\d+\/(mul|add)_\d+/;

/** A layer's name for readers: "conv_pw_9" for conv_pw_9_relu/clip_by_value. */
export function layerTitle(name: string): string {
  const parts = name
    .replace(NORM, "")
    .split("/")
    .filter((part, i, all) => i === 0 || all.length === 1 || !PLUMBING.test(part));
  const named = parts.length > 1 && PLUMBING.test(parts[0]) ? parts.slice(1) : parts;
  return named.join("/").replace(/_relu$/, "");
}
