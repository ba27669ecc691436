/** Any value of a control in a line of text: pictures by their shape and mean, the rest as code would write it. */
export function valueInWords(value: unknown): string {
  if (value === undefined) return "undefined: still loading";
  if (isImage(value)) return `an image of ${value.shape.join(" × ")}, mean ${meanOf(value.data).toFixed(3)}`;
  if (isPicture(value)) {
    const {x, y, width} = value.crop;
    return `“${value.title}” (${value.id}), ${valueInWords(value.image)}, square of ${width} at ${x}, ${y}`;
  }
  return JSON.stringify(value, (_, v) => (typeof v === "number" ? Number(v.toPrecision(4)) : v));
}

interface ImageLike {
  data: Float32Array;
  shape: number[];
}

const isImage = (value: any): value is ImageLike => value?.data instanceof Float32Array && Array.isArray(value.shape);
const isPicture = (value: any): value is {id: string; title: string; image: ImageLike; crop: any} =>
  isImage(value?.image) && "crop" in value;
const meanOf = (data: Float32Array) => data.reduce((sum, v) => sum + v, 0) / data.length;
