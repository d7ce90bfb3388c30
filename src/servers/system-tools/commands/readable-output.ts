import { stripVTControlCharacters } from 'node:util'
import type { FirstBytes } from '../../kit/program/first-bytes'

/** What a stream said, readable. */
export interface Captured {
  text: string
  /** All that came, kept or not. */
  bytes: number
  truncated: boolean
}

/** Colours and other control sequences are for terminals and could deceive whoever reads them: they are taken out. */
export function readable(output: FirstBytes): Captured {
  const text = stripVTControlCharacters(output.read().toString('utf8'))
  return {
    text: text.replaceAll(/[^\P{Cc}\t\n\r]/gu, '\uFFFD'),
    bytes: output.bytes,
    truncated: output.isCut,
  }
}
