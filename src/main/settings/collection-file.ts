import { readFileSync, renameSync } from 'node:fs'
import { z } from 'zod'
import type { Logger } from '@shared/domain/log'
import { errorText, OmniMindError } from '@shared/errors'
import { writeFileAtomic } from './atomic-file'

const FORMAT = 1
const Stored = z.looseObject({ format: z.number().int().min(1).catch(FORMAT), items: z.array(z.unknown()) })

/** Things people defined, each with an id, in one JSON file that may also be edited by hand. */
export interface CollectionFile<T extends { id: string }> {
  items(): readonly T[]
  /** Adds, or replaces the one with the same id. @throws OmniMindError DATA_DIR_UNWRITABLE; nothing changed then */
  put(item: T): void
  remove(id: string): void
  /** What happened to the file at start, for people. */
  readonly warnings: readonly string[]
}

/**
 * Opens the file; a missing one is empty. An item that does not fit is left out of use, stays in the file and is told;
 * a file that cannot be read at all is kept aside.
 * @param what its content in words, e.g. `external servers`
 */
export function openCollection<T extends { id: string }>(
  file: string,
  schema: z.ZodType<T>,
  what: string,
  deps: { epochMs: () => number; log: Logger },
): CollectionFile<T> {
  const { stored, warnings } = load(file, what, deps.epochMs)
  const items = new Map<string, T>()
  const unusable: unknown[] = []
  for (const one of stored) {
    const parsed = schema.safeParse(one)
    if (parsed.success) items.set(parsed.data.id, parsed.data)
    else {
      unusable.push(one)
      const problem = z.prettifyError(parsed.error).replaceAll(/\s+/g, ' ')
      warnings.push(`One of the ${what} in ${file} is not valid and is not used: ${problem}`)
    }
  }
  for (const warning of warnings) deps.log.warn(warning)

  const save = (next: readonly T[]): void => {
    try {
      writeFileAtomic(file, `${JSON.stringify({ format: FORMAT, items: [...next, ...unusable] }, null, 2)}\n`)
    } catch (cause) {
      throw new OmniMindError('DATA_DIR_UNWRITABLE', `The ${what} could not be stored in ${file}.`, {
        nextStep: 'Check the free space and the permissions of the data directory.',
        cause,
      })
    }
  }
  return {
    warnings,
    items: () => [...items.values()],
    put(item) {
      save([...[...items.values()].filter(({ id }) => id !== item.id), item])
      items.set(item.id, item)
    },
    remove(id) {
      save([...items.values()].filter((item) => item.id !== id))
      items.delete(id)
    },
  }
}

function load(file: string, what: string, epochMs: () => number): { stored: unknown[]; warnings: string[] } {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return { stored: [], warnings: [] }
  }
  try {
    return { stored: Stored.parse(JSON.parse(text)).items, warnings: [] }
  } catch (error) {
    const kept = `${file}.damaged-${epochMs()}`
    renameSync(file, kept)
    const problem = errorText(error).replaceAll(/\s+/g, ' ').slice(0, 200)
    return {
      stored: [],
      warnings: [`The ${what} could not be read (${problem}); the file is kept as ${kept}.`],
    }
  }
}
