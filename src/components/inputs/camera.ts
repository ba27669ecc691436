import {Camera, RefreshCw, X} from "lucide";
import type {Image} from "../arrays/image.js";
import {h} from "../views/dom.js";
import {icon} from "../views/icon.js";
import {reduce} from "./decodeImage.js";

/** What a camera panel tells whoever opened it. */
export interface CameraEvents {
  ontake(image: Image): void;
  onclose(): void;
  /** The camera cannot be used; the text says why. */
  onfail(message: string): void;
}

/** Why a camera cannot be used, in a sentence for the reader. */
export function cameraMessage(name: string): string {
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      return "The camera was refused. To allow it, use the camera sign in the address bar, then try again; or choose a file instead.";
    case "NotFoundError":
    case "OverconstrainedError":
      return "No camera was found on this device. Choose a file instead.";
    case "NotReadableError":
    case "AbortError":
      return "The camera is there but gives no picture: another program may be using it. Close that and try again.";
    case "Insecure":
      return "Browsers lend the camera only to pages that come over https or from this computer. Choose a file instead.";
    default:
      return "The camera could not be started. Choose a file instead.";
  }
}

/** A live preview with buttons to take the picture, to turn to the other camera, and to close. */
export function camera({ontake, onclose, onfail}: CameraEvents): HTMLElement & {close(): void} {
  const video = h("video", {playsinline: true, muted: true, "aria-label": "What the camera sees"});
  video.muted = true;
  const take = h("button", {type: "button", class: "v-button v-strong", disabled: true}, icon(Camera), "Take");
  const turn = h("button", {type: "button", class: "v-button", hidden: true}, icon(RefreshCw), "Other side");
  const close = h("button", {type: "button", class: "v-button"}, icon(X), "Close");
  const element = h("div", {class: "v-camera"}, video, h("div", {class: "v-row"}, take, turn, close));
  let facing: "user" | "environment" = "environment";
  let stream: MediaStream | null = null;
  let closed = false;

  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
  };
  const start = async () => {
    stop();
    take.disabled = true;
    try {
      if (!navigator.mediaDevices)
        throw new DOMException("no camera here", isSecureContext ? "NotFoundError" : "Insecure");
      const found = await navigator.mediaDevices.getUserMedia({video: {facingMode: facing, width: {ideal: 1280}}});
      stream = found;
      if (closed) return stop();
      video.srcObject = found;
      await video.play();
      // Cameras towards the reader are shown as a mirror; the picture itself is taken unmirrored.
      video.classList.toggle("v-mirrored", found.getVideoTracks()[0].getSettings().facingMode !== "environment");
      turn.hidden =
        (await navigator.mediaDevices.enumerateDevices()).filter(({kind}) => kind === "videoinput").length < 2;
      take.disabled = false;
      take.focus();
    } catch (error) {
      stop();
      if (!closed) onfail(cameraMessage((error as DOMException).name));
    }
  };
  const end = () => {
    closed = true;
    stop();
  };
  // A video stops when its page or cell takes it away; the camera must not stay on behind it.
  video.addEventListener("pause", () => element.isConnected || end());
  take.addEventListener("click", () => {
    const image = reduce(video);
    end();
    ontake(image);
  });
  turn.addEventListener("click", () => {
    facing = facing === "user" ? "environment" : "user";
    start();
  });
  close.addEventListener("click", () => {
    end();
    onclose();
  });
  start();
  return Object.assign(element, {close: end});
}
