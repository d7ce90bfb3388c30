import type { Shell } from 'electron'
import { strict } from '../support/strict.ts'
import { recorded } from '../support/world.ts'

/** Opens nothing; remembers what would have been opened. */
export const shell = strict('shell', {
  openExternal: async (url: string): Promise<void> => void recorded.openedUrls.push(url),
} satisfies Pick<Shell, 'openExternal'>)
