import { load, type Cheerio, type CheerioAPI } from 'cheerio/slim'
import type { AnyNode } from 'domhandler'
import type { Extracted, Extraction } from './extraction'

const MAX_TITLE_LENGTH = 500

/**
 * Takes out of a page what a selector fits. No script runs and nothing is loaded. A page can be made so that this takes
 * minutes or overflows the stack: call it where that may happen.
 * @throws Error when the selector cannot be read
 */
export function extract(extraction: Extraction): Extracted {
  const page = load(extraction.html)
  const found: Cheerio<AnyNode> = extraction.selector === '' ? wholePage(page) : page(extraction.selector)
  const title = oneLine(page('title').first().text()).slice(0, MAX_TITLE_LENGTH)
  if (extraction.take === 'text') page('script, style, noscript, template').remove()
  const matches: Extracted['matches'] = []
  let room = extraction.maxTotalCharacters
  for (const node of found.slice(0, extraction.limit)) {
    if (room <= 0) break
    const whole = contentOf(page, page(node), extraction)
    const content = whole.slice(0, Math.min(extraction.maxCharacters, room)).toWellFormed()
    room -= content.length
    matches.push({ content, truncated: content.length < whole.length })
  }
  return { title, total: found.length, matches }
}

/** Its body, or all of it when it has none. */
function wholePage(page: CheerioAPI): Cheerio<AnyNode> {
  const body: Cheerio<AnyNode> = page('body')
  return body.length > 0 ? body.first() : page.root()
}

function contentOf(page: CheerioAPI, element: Cheerio<AnyNode>, { take, attribute }: Extraction): string {
  if (take === 'attribute') return element.attr(attribute) ?? ''
  if (take === 'html') return page.html(element)
  // Lines stay apart where the page has line breaks or blocks of its own.
  return element
    .text()
    .split('\n')
    .map((line) => oneLine(line))
    .filter((line) => line !== '')
    .join('\n')
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
