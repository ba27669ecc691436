/** What is known of one head. */
export interface HeadScores {
  /** Attention to the tokens after a token's own earlier occurrences, 0…1. */
  induction: number;
  /** Attention to the token before, 0…1. */
  previousToken: number;
  /** How much it adds to the residual stream, as a share of the stream's own length. */
  said: number;
}

/** Heads that add less than this share of the residual stream count as silent. */
export const SILENT = 0.02;

/** What is a head called? By what it does; one that adds nothing is silent wherever it looks. */
export function headName({induction, previousToken, said}: HeadScores): string {
  if (said < SILENT) return "silent";
  if (induction > 0.5) return "induction";
  if (previousToken > 0.3) return "previous token";
  return "no name";
}
