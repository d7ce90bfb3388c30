/**
 * English words that stand in nearly every question: articles, the plainest prepositions, auxiliaries, question words,
 * and what an apostrophe leaves behind. A longer list lost answers on the labelled questions (bench/search); what else
 * is common in a collection is recognised by counting.
 */
export const stopWords: ReadonlySet<string> = new Set(
  `a an and are be d did do does how in is it its ll of on or re s t the to ve was were what when where which who whom
  whose why`.split(/\s+/),
)
