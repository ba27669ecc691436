import {h} from "./dom.js";

/** What an embedded figure says of itself. */
export interface FrameReport {
  figure: string;
  height: number;
  state: string;
}

export interface EmbedFrameOptions {
  /** The figure's name, for screen readers. */
  title: string;
  /** Height until the figure has said its own, pixels. */
  height?: number;
  /** Hears what the figure reports: its height and state. */
  onreport?: (report: FrameReport) => void;
}

/** A page of the site, or one figure of it, alive inside another page. The frame takes the height the figure reports. */
export function embedFrame(src: string, {title, height = 520, onreport}: EmbedFrameOptions): HTMLIFrameElement {
  const frame = h("iframe", {class: "v-embed", src, title, loading: "lazy", allow: "camera; clipboard-write"});
  frame.style.height = `${height}px`;
  const hear = ({data, source}: MessageEvent) => {
    // A frame that was taken out of the page is heard no more.
    if (!frame.isConnected && frame.contentWindow === null) return removeEventListener("message", hear);
    if (source !== frame.contentWindow || !data?.vitrine) return;
    const report = data.vitrine as FrameReport;
    frame.style.height = `${report.height}px`;
    frame.dataset.state = report.state;
    onreport?.(report);
  };
  addEventListener("message", hear);
  return frame;
}
