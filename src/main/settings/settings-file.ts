import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { errorText, OmniMindError, toProblem } from '@shared/errors'
import { DRAFT_SUFFIX, writeFileAtomic } from './atomic-file'
import type { ParsedDocument, SettingsDocument } from './document'
import { emptyDocument, formatDocument, parseDocument } from './document'
import { readIfThere } from './read-if-there'

const FILE = 'settings.json'
const LAST_GOOD = 'settings.last-good.json'

/** settings.json with its last good copy beside it. */
export interface SettingsFile {
  load(): Loaded
  /**
   * @returns warnings: the settings are saved, but not their last good copy
   * @throws OmniMindError DATA_DIR_UNWRITABLE; the file is then as it was
   */
  save(document: SettingsDocument): string[]
}

interface Loaded {
  document: SettingsDocument
  warnings: string[]
}

/** @param epochMs names the file that a damaged one is kept as */
export function settingsFile(home: string, epochMs: () => number): SettingsFile {
  const file = join(home, FILE)
  const lastGood = join(home, LAST_GOOD)
  const write = (path: string, text: string): void =>
    writable(home, () => {
      writeFileAtomic(path, text)
    })
  return {
    load() {
      prepare(home)
      const text = readIfThere(file)
      if (text === null) return { document: emptyDocument(), warnings: [] }
      const parsed = tryParse(text)
      if ('problem' in parsed) return recover(parsed.problem)
      if (parsed.invalid.length > 0) return correct(text, parsed)
      return { document: parsed.document, warnings: copyText(text) }
    },
    save,
  }

  function save(document: SettingsDocument): string[] {
    const text = formatDocument(document)
    write(file, text)
    return copyText(text)
  }

  /** The settings file itself is whole, so a copy that cannot be written is no failure. */
  function copyText(text: string): string[] {
    try {
      if (readIfThere(lastGood) !== text) write(lastGood, text)
      return []
    } catch (error) {
      return [`The settings are saved, but not their last good copy ${lastGood}: ${toProblem(error).cause}.`]
    }
  }

  /** Goes on with every choice that fits; the file as it was stays beside. */
  function correct(text: string, { document, invalid }: ParsedDocument): Loaded {
    const kept = join(home, corruptName(epochMs()))
    write(kept, text)
    const warning = `The settings file had values that are not valid (${invalid.join(', ')}); the defaults are used for them. It is kept as ${kept}.`
    return { document, warnings: [warning, ...save(document)] }
  }

  function recover(problem: string): Loaded {
    const kept = join(home, corruptName(epochMs()))
    writable(home, () => renameSync(file, kept))
    const text = readIfThere(lastGood)
    const copy = text === null ? null : tryParse(text)
    const usable = copy !== null && 'document' in copy
    const document = usable ? copy.document : emptyDocument()
    const left = usable && copy.invalid.length > 0 ? ` without ${copy.invalid.join(', ')}` : ''
    write(file, formatDocument(document))
    const used = usable ? `the last good copy is used${left}` : 'the defaults are used'
    return {
      document,
      warnings: [`The settings file could not be read (${problem}); ${used}. It is kept as ${kept}.`],
    }
  }
}

/** Makes the directory, proves that it can be written, and clears drafts of a write that was cut off. */
function prepare(home: string): void {
  writable(home, () => {
    mkdirSync(home, { recursive: true, mode: 0o700 })
    for (const name of readdirSync(home)) {
      if (name.startsWith('settings.') && name.endsWith(DRAFT_SUFFIX)) rmSync(join(home, name))
    }
    const probe = join(home, `settings.write-test${DRAFT_SUFFIX}`)
    writeFileAtomic(probe, '')
    rmSync(probe)
  })
}

function writable<T>(home: string, write: () => T): T {
  try {
    return write()
  } catch (cause) {
    throw new OmniMindError('DATA_DIR_UNWRITABLE', `The data directory ${home} cannot be written.`, {
      nextStep: 'Check its owner, its permissions and the free space, or choose another with --home DIR.',
      cause,
    })
  }
}

function tryParse(text: string): ParsedDocument | { problem: string } {
  try {
    return parseDocument(text)
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : errorText(error)
    return { problem: problem.replaceAll(/\s+/g, ' ') }
  }
}

/** Named by UTC to the millisecond: settings.corrupt-20261121T031504123Z.json. */
function corruptName(epochMs: number): string {
  return `settings.corrupt-${new Date(epochMs).toISOString().replaceAll(/[-:.]/g, '')}.json`
}
