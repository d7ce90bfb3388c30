import { renameSync } from 'node:fs'
import { z } from 'zod'
import type { Logger } from '@shared/domain/log'
import { errorText, OmniMindError } from '@shared/errors'
import { writeFileAtomic } from './atomic-file'
import { readIfThere } from './read-if-there'

const FORMAT = 1
const Stored = z.looseObject({ format: z.number().int().min(1).catch(FORMAT), items: z.array(z.unknown()) })
const Id = z.looseObject({ id: z.string() })

/** Things people defined, each with an id, in one JSON file that may also be edited by hand while OmniMind is stopped. */
export interface CollectionFile<T extends { id: string }> {
  items(): readonly T[]
  /** Adds, or replaces the one with the same id. @throws OmniMindError DATA_DIR_UNWRITABLE; nothing changed then */
  put(item: T): void
  /** @throws as `put` */
  remove(id: string): void
  /** What happened to the file at start, for people. */
  readonly warnings: readonly string[]
}

/** What is in a file: usable items, and what stays in it for the person or for a newer version. */
interface Content<T> {
  items: Map<string, T>
  unusable: unknown[]
  top: Record<string, unknown>
  problems: string[]
}

/**
 * Opens the file; a missing one is empty. An item that does not fit is left out of use, stays in the file until one of
 * its id is stored, and is told. Of two items with one id the later counts. A file that is no collection at all is kept
 * aside, and the last good copy beside it is used.
 * @param what its content in words, e.g. `external servers`
 * @throws OmniMindError SETTINGS_CORRUPT when the file is there but may not be read
 */
export function openCollection<T extends { id: string }>(
  file: string,
  schema: z.ZodType<T>,
  what: string,
  deps: { epochMs: () => number; log: Logger },
): CollectionFile<T> {
  const lastGood = file.replace(/\.json$/, '.last-good.json')
  const warnings: string[] = []
  const parse = (text: string): Content<T> => parseCollection(text, schema)

  const load = (): Content<T> => {
    const text = readIfThere(file)
    if (text === null) return emptyContent()
    try {
      const content = parse(text)
      for (const problem of content.problems)
        warnings.push(`One of the ${what} in ${file} is not used (${problem}); it stays in the file.`)
      return content
    } catch (error) {
      return recover(errorText(error).replaceAll(/\s+/g, ' ').slice(0, 200))
    }
  }
  const recover = (problem: string): Content<T> => {
    const kept = file.replace(/\.json$/, `.corrupt-${stamp(deps.epochMs())}.json`)
    stored(what, file, () => renameSync(file, kept))
    const copy = attempt(() => parse(readIfThere(lastGood) ?? ''))
    const used = copy ? 'their last good copy is used' : 'the list starts empty'
    warnings.push(`The ${what} could not be read (${problem}); ${used}. The file is kept as ${kept}.`)
    return copy ?? emptyContent()
  }
  const content = load()
  for (const warning of warnings) deps.log.warn(warning)

  const save = (items: ReadonlyMap<string, T>): void => {
    const left = content.unusable.filter((one) => !items.has(Id.safeParse(one).data?.id ?? ''))
    const text = `${JSON.stringify({ ...content.top, items: [...items.values(), ...left] }, null, 2)}\n`
    stored(what, file, () => writeFileAtomic(file, text))
    content.items = new Map(items)
    content.unusable = left
    // The file itself is whole, so a copy that cannot be written is no failure.
    attempt(() => writeFileAtomic(lastGood, text))
  }
  return {
    warnings,
    items: () => [...content.items.values()],
    put: (item) => save(new Map(content.items).set(item.id, item)),
    remove(id) {
      const rest = new Map(content.items)
      rest.delete(id)
      save(rest)
    },
  }
}

function parseCollection<T extends { id: string }>(text: string, schema: z.ZodType<T>): Content<T> {
  const { items, ...top } = Stored.parse(JSON.parse(text))
  const content: Content<T> = { items: new Map(), unusable: [], top, problems: [] }
  for (const one of items) {
    const parsed = schema.safeParse(one)
    if (parsed.success) content.items.set(parsed.data.id, parsed.data)
    else {
      content.unusable.push(one)
      const id = Id.safeParse(one).data?.id ?? 'without an id'
      const why = z.prettifyError(parsed.error).replaceAll(/\s+/g, ' ').slice(0, 300)
      content.problems.push(`${id}: ${why}`)
    }
  }
  return content
}

function emptyContent<T>(): Content<T> {
  return { items: new Map(), unusable: [], top: { format: FORMAT }, problems: [] }
}

function attempt<T>(work: () => T): T | null {
  try {
    return work()
  } catch {
    return null
  }
}

function stored(what: string, file: string, write: () => void): void {
  try {
    write()
  } catch (cause) {
    throw new OmniMindError('DATA_DIR_UNWRITABLE', `The ${what} could not be stored in ${file}.`, {
      nextStep: 'Check the free space and the permissions of the data directory.',
      cause,
    })
  }
}

/** UTC to the millisecond, fit for a file's name: 20261121T031504123Z. */
function stamp(epochMs: number): string {
  return new Date(epochMs).toISOString().replaceAll(/[-:.]/g, '')
}
