/** Words that say nothing about what a text is about. */
const stopWords = new Set(
  (
    'a about after all also am an and any are as at be been before being but by can could did do does doing for from had has have ' +
    'he her him his how i if in into is it its just me more most my no not of on or our out over she should so some such than that ' +
    'the their them then there these they this those to too under up us very was we were what when where which who whom why will ' +
    'with would you your'
  ).split(' '),
)

const wordRuns = /[\p{L}\p{N}_]{1,64}/gu

/** Stems of the words of a text in their order, stop words left out. */
export function stems(text: string): string[] {
  const found: string[] = []
  for (const [word] of text.toLowerCase().matchAll(wordRuns)) if (!stopWords.has(word)) found.push(stem(word))
  return found
}

const remembered = new Map<string, string>()
const MOST_REMEMBERED = 20_000

function stem(word: string): string {
  const known = remembered.get(word)
  if (known !== undefined) return known
  const stemmed = cutEndings(word)
  if (remembered.size < MOST_REMEMBERED) remembered.set(word, stemmed)
  return stemmed
}

/** A light stemmer for English; other scripts pass as they are. Step by step: plural, past and -ing, then common endings. */
function cutEndings(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word
  let cut = word
    .replace(/sses$/, 'ss')
    .replace(/ies$/, 'y')
    .replace(/(?<![su])s$/, '')
  cut = cut.replace(/(?<=[aeiouy].*)(?:ed|ing)$/, '')
  if (cut !== word && /([^aeiouylsz])\1$/.test(cut)) cut = cut.slice(0, -1)
  if (cut.length > 5) cut = cut.replace(/(?:ational|ation|ment|ness|ful|ly|er|or|ion|ive|able|ible|al)$/, '')
  return cut.length < 3 ? word : cut.replace(/[ey]$/, '')
}
