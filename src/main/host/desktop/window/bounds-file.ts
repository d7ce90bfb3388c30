import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { WindowBounds } from './window-bounds'

export interface BoundsFile {
  /** @returns null when there is no valid memory; a damaged file is no reason not to open a window */
  read(): WindowBounds | null
  write(bounds: WindowBounds): void
}

/** Remembers the window's place in `window.json` of the data directory. */
export function createBoundsFile(home: string): BoundsFile {
  const file = join(home, 'window.json')
  return {
    read() {
      try {
        return WindowBounds.parse(JSON.parse(readFileSync(file, 'utf8')))
      } catch {
        return null
      }
    },
    write(bounds) {
      const draft = `${file}.new`
      writeFileSync(draft, JSON.stringify(bounds))
      renameSync(draft, file)
    },
  }
}
