import {FileAttachment} from "npm:@observablehq/stdlib";
import {photoNamed, type PhotoEntry} from "./photoTable.js";

/** A bundled photo on a page: its entry and the address of its file. */
export interface Photo extends Omit<PhotoEntry, "credit"> {
  href: string;
  /** Who made it and under which licence, in a few words. */
  credit: string;
}

const photo = (id: string, {href}: {href: string}): Photo => {
  const entry = photoNamed(id);
  return {...entry, href, credit: `${entry.credit}, ${entry.licence}`};
};

/** The bundled photos for a page's pickers. */
export const photos: readonly Photo[] = [
  photo("chelsea", FileAttachment("../../photos/chelsea.png")),
  photo("coffee", FileAttachment("../../photos/coffee.png")),
  photo("camera", FileAttachment("../../photos/camera.png")),
  photo("china", FileAttachment("../../photos/china.jpg")),
  photo("rocket", FileAttachment("../../photos/rocket.jpg")),
  photo("astronaut", FileAttachment("../../photos/astronaut.png"))
];
