import { mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { AllowedFolders } from './allowed-folders'
import type { Hold } from './held-entry'
import { holdByName } from './hold-by-name'
import { equivalentPath } from './unicode-names'

let directory: string
let hold: Hold
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'omni-names-')))
  hold = holdByName(new AllowedFolders([directory]))
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10_000 })
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(directory, { recursive: true })
})

const fill = (count: number): void => {
  for (let n = 0; n < count; n++) writeFileSync(join(directory, `e\u0301${n}`), '')
}

describe('names that are composed in another way', () => {
  test('are looked for in one look, and again when the directory changed', () => {
    fill(1)
    const before = statSync(directory)
    const asBefore: Hold = (...args) => ({ ...hold(...args), stats: before })
    expect(equivalentPath(asBefore, directory, '\u00e91')).toBeUndefined()
    writeFileSync(join(directory, 'e\u03011'), '')
    expect(equivalentPath(asBefore, directory, '\u00e91')).toBeUndefined()
    for (const name of ['e\u03011', 'e\u03012']) {
      writeFileSync(join(directory, name), '')
      expect(equivalentPath(hold, directory, name.normalize('NFC'))).toBe(join(directory, name))
    }
  })

  test('are not looked for in a directory of over 20,000', () => {
    fill(20_000)
    expect(equivalentPath(hold, directory, '\u00e95')).toBe(join(directory, 'e\u03015'))
    writeFileSync(join(directory, 'one more'), '')
    expect(equivalentPath(hold, directory, '\u00e95')).toBeUndefined()
  })
})
