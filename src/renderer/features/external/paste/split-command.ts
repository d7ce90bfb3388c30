/**
 * A command line as words, with quotes and backslashes as a POSIX shell reads them; nothing is expanded and nothing is
 * run. A backslash outside quotes stays when a letter or digit follows it, so that Windows paths survive.
 */
export function splitCommand(text: string): string[] {
  const words: string[] = []
  let word = ''
  let isOpen = false
  let quote = ''
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at)
    const next = text.charAt(at + 1)
    if (quote !== '') {
      if (character === quote) quote = ''
      else if (quote === '"' && character === '\\' && (next === '"' || next === '\\')) {
        word += next
        at += 1
      } else word += character
    } else if (character === '"' || character === "'") {
      quote = character
      isOpen = true
    } else if (character === '\\' && next !== '' && !/[\w.]/.test(next)) {
      // Before the end of a line it joins the lines.
      if (next !== '\n') word += next
      at += 1
    } else if (/\s/.test(character)) {
      if (isOpen || word !== '') words.push(word)
      word = ''
      isOpen = false
    } else word += character
  }
  if (isOpen || word !== '') words.push(word)
  return words
}
