/** Formats of networks that browsers' tfjs does not read, by the ending of their files, and the way from each. */
const FORMATS: [ending: RegExp, what: string, way: string][] = [
  [/\.(h5|hdf5|keras)$/i, "a Keras file", "Convert it with tensorflowjs_converter --input_format=keras"],
  [/\.pb$/i, "a TensorFlow graph", "Convert the SavedModel's folder with tensorflowjs_converter"],
  [
    /\.(pt|pth|ckpt|safetensors)$/i,
    "a PyTorch file",
    "Export it to ONNX, that to a SavedModel, and convert the folder"
  ],
  [/\.onnx$/i, "an ONNX file", "Turn it into a SavedModel (onnx2tf does) and convert the folder"],
  [/\.tflite$/i, "a TensorFlow Lite file", "Go back to the SavedModel or Keras file it was made from and convert that"],
  [/\.(zip|tar|gz|tgz)$/i, "an archive", "Unpack it and give the files inside"]
];

/** Is this file a network of another kind? Says which, and how to convert it; null when its name and start say no. */
export function foreignFormat(name: string, start = ""): string | null {
  const known = FORMATS.find(([ending]) => ending.test(name.replace(/[?#].*$/, "")));
  if (known)
    return `“${name}” is ${known[1]}, which tfjs does not read. ${known[2]}: see “From Keras or PyTorch” below.`;
  if (start.startsWith("\u2030HDF") || start.slice(1, 4) === "HDF")
    return `“${name}” is a Keras file (HDF5) under another name. ${FORMATS[0][2]}.`;
  if (start.startsWith("PK\u0003\u0004")) return `“${name}” is an archive under another name. ${FORMATS[5][2]}.`;
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0008]/.test(start.slice(0, 200)))
    return `“${name}” holds numbers, not text: weights, perhaps. Give the model.json that names them too.`;
  return null;
}
