import type {Rect} from "../arrays/image.js";

/** A picture that comes with the site, and whose it is. */
export interface PhotoEntry {
  id: string;
  /** In src/photos/. */
  file: string;
  title: string;
  /** Width and height, pixels. */
  size: [width: number, height: number];
  credit: string;
  licence: string;
  source: string;
  /** Where its faces are, cut as closely as the face networks want them. */
  faces?: Rect[];
}

const SCIKIT_IMAGE = "scikit-image's sample images";

/** The bundled photos, with their credits. Where their files are on a page, photos.ts knows. */
export const photoTable: readonly PhotoEntry[] = [
  {
    id: "chelsea",
    file: "chelsea.png",
    title: "Chelsea the cat",
    size: [451, 300],
    credit: "Stéfan van der Walt",
    licence: "CC0",
    source: SCIKIT_IMAGE
  },
  {
    id: "coffee",
    file: "coffee.png",
    title: "A cup of espresso",
    size: [600, 400],
    credit: "Rachel Michetti",
    licence: "CC0",
    source: SCIKIT_IMAGE
  },
  {
    id: "camera",
    file: "camera.png",
    title: "A photographer",
    size: [512, 512],
    credit: "Lav Varshney",
    licence: "CC0",
    source: SCIKIT_IMAGE
  },
  {
    id: "china",
    file: "china.jpg",
    title: "The Summer Palace, Beijing",
    size: [640, 427],
    credit: "danielbuechele",
    licence: "CC BY 2.0",
    source: "scikit-learn's sample images"
  },
  {
    id: "rocket",
    file: "rocket.jpg",
    title: "A rocket at night",
    size: [640, 427],
    credit: "SpaceX",
    licence: "Public domain",
    source: SCIKIT_IMAGE
  },
  {
    id: "astronaut",
    file: "astronaut.png",
    title: "Eileen Collins",
    size: [512, 512],
    credit: "NASA",
    licence: "Public domain",
    source: SCIKIT_IMAGE,
    faces: [{x: 152, y: 45, width: 140, height: 140}]
  }
];

/** A bundled photo by id. Throws an error that lists the ids. */
export function photoNamed(id: string): PhotoEntry {
  const photo = photoTable.find((p) => p.id === id);
  if (!photo) throw new RangeError(`unknown photo: ${id} (there are: ${photoTable.map((p) => p.id).join(", ")})`);
  return photo;
}
