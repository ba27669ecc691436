import {h} from "./dom.js";

/** One card of the gallery. */
export interface GalleryCard {
  title: string;
  question: string;
  /** What the still's own figure said under it, its numbers computed when the still was made. */
  caption: string;
  /** Method and network, in a few words. */
  facts: string;
  /** The figure's place on its page, and the figure alone. */
  href: string;
  embed: string;
  /** The address of a still; null where none was made. */
  still: string | null;
}

export interface FigureGalleryOptions {
  /** Brings a figure to life in its card's place. */
  onlive: (card: GalleryCard) => HTMLElement;
}

/** Cards of figures: a still each, which a press brings to life. One at a time lives: the last one is put back. */
export function figureGallery(cards: readonly GalleryCard[], {onlive}: FigureGalleryOptions): HTMLElement {
  let quieten = () => {};
  const cardOf = (card: GalleryCard) => {
    const place = h("div", {class: "v-gallery-picture"});
    const rest = () => {
      item.classList.remove("v-live");
      place.replaceChildren(still(card));
      button.textContent = "Bring it to life";
      button.setAttribute("aria-pressed", "false");
    };
    const live = () => {
      quieten();
      quieten = rest;
      item.classList.add("v-live");
      place.replaceChildren(onlive(card));
      button.textContent = "Back to the still";
      button.setAttribute("aria-pressed", "true");
    };
    const button = h("button", {type: "button", class: "v-button", "aria-pressed": "false"});
    button.addEventListener("click", () => {
      if (!item.classList.contains("v-live")) return live();
      quieten = () => {};
      rest();
    });
    const item = h(
      "li",
      {class: "v-gallery-card"},
      place,
      h("h3", {}, h("a", {href: card.href}, card.title)),
      h("p", {class: "v-gallery-question"}, card.question),
      h("p", {class: "v-small"}, card.facts),
      button
    );
    rest();
    return item;
  };
  return cards.length
    ? h("ul", {class: "v-gallery"}, ...cards.map(cardOf))
    : h("p", {}, "No figure fits all of that. Take one condition away.");
}

function still({still: src, title, caption}: GalleryCard): HTMLElement {
  if (!src) return h("p", {class: "v-small"}, "No still of this figure has been made yet.");
  const alt = caption ? `${title}: ${caption}` : title;
  return h("img", {src, alt, loading: "lazy", decoding: "async"});
}
