import type { WebFrameMain } from 'electron'
import { strict } from '../support/strict.ts'

type Modelled = Pick<WebFrameMain, 'url' | 'parent' | 'origin'>

/** The main frame of a page at one moment. Preloads run in main frames only, so messages come from nowhere else. */
export function mainFrame(url: string): Modelled {
  return strict('WebFrameMain', { url, parent: null, origin: originOf(url) } satisfies Modelled)
}

/** The origin of a custom standard scheme; `URL` would say `null` for it. */
function originOf(url: string): string {
  if (!URL.canParse(url)) return 'null'
  const { protocol, host, origin } = new URL(url)
  return host !== '' && origin === 'null' ? `${protocol}//${host}` : origin
}
