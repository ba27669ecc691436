import type {GalleryCard} from "../components/views/figureGallery.js";

/** A figure as the loader lists it. */
export interface ListedFigure {
  id: string;
  page: string;
  pageName: string;
  question: string;
  section: string;
  techniques: string[];
  anyNetwork: boolean;
}

/** A photograph of a figure, and what the figure said of itself then. */
export interface Still {
  href: string;
  caption: string;
  /** The network it had run on; empty when it named none. */
  network: string;
}

export interface Card extends GalleryCard {
  techniques: readonly string[];
  network: string;
  text: string;
}

/** What a still's figure is called: its page and its id. */
export const stillKey = (page: string, id: string): string => `${page.slice(1)}:${id}`;

/** Cards for figures, with the stills there are. */
export function cardsOf(figures: readonly ListedFigure[], stills: Record<string, Still>): Card[] {
  return figures.map(({id, page, pageName, question, section, techniques, anyNetwork}) => {
    const still = stills[stillKey(page, id)];
    const name = id.replaceAll("-", " ");
    const title = `${pageName}: ${name}`;
    const choice = anyNetwork ? " or another that you choose" : "";
    const network = still?.network ? `${still.network}${choice}` : anyNetwork ? "a network that you choose" : "";
    // A page's first figure stands under its title.
    const place = section === question ? "" : `under “${section}”`;
    return {
      title,
      question,
      caption: still?.caption ?? "",
      facts: [network, place].filter(Boolean).join(" · "),
      href: `..${page}.html#figure-${id}`,
      embed: `..${page}.html?embed=${id}`,
      still: still?.href ?? null,
      techniques,
      network: still?.network ?? "",
      text: [title, question, section, still?.caption, network, ...techniques].join(" ").toLowerCase()
    };
  });
}

/** The networks that stills were made with, each once. */
export const networksOf = (cards: readonly Card[]): string[] =>
  [...new Set(cards.map(({network}) => network).filter(Boolean))].sort((a, b) => a.localeCompare(b, "en"));

/** The cards that have every word searched for, the method and the network. */
export function fitting(
  cards: readonly Card[],
  {search, method, network}: {search: string; method: string; network: string}
): Card[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return cards.filter(
    (card) =>
      words.every((word) => card.text.includes(word)) &&
      (method === "any" || card.techniques.includes(method)) &&
      (network === "any" || card.network === network)
  );
}
