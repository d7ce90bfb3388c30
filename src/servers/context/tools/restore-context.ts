import { z } from 'zod'
import { restoreCompression } from '../originals/restore'
import { defineTool, ToolError, type Tool, type ToolOutput } from '../../kit/define-tool'
import { reads, type ContextDeps } from './tool-deps'

interface Restored {
  reference: string
  kind: 'block' | 'text' | 'messages'
  characters: number
}

/** A reference may begin with the same letter, but is one shorter. */
const CompressionId = /^c[0-9a-f]{12}$/

/** `ref`, `ref:L5-9` (lines from 1, both included) or `ref:5-90` (characters from 0, the end excluded). */
const Reference = /^([0-9a-f]{12})(?::(L)?(\d{1,10})-(\d{1,10}))?$/

export const restoreContext = ({ store }: ContextDeps): Tool =>
  defineTool({
    name: 'restore_context',
    title: 'Restore Context',
    description:
      'Get back what compress_context left out, byte for byte: one block by the reference in its mark (ref=...), a part of it as ' +
      '"ref:L5-9" (lines) or "ref:5-90" (characters), or the whole input of a compression by its compressionId.',
    input: {
      reference: z
        .string()
        .describe('For example 1a2b3c4d5e6f, 1a2b3c4d5e6f:L5-9, or the compressionId c1a2b3c4d5e6f'),
    },
    output: {
      reference: z.string(),
      kind: z.enum(['block', 'text', 'messages']),
      characters: z.number().int().describe('UTF-16 code units of the text; for messages of their JSON'),
    },
    hints: reads,
    freshness: 3600,
    run({ reference }): ToolOutput<Restored> {
      const name = reference.trim()
      if (CompressionId.test(name)) {
        const whole = restoreCompression(store.originals, name)
        if (!whole) throw new ToolError(`There is no compression "${name}". It may have been forgotten.`)
        return {
          structured: { reference: name, kind: whole.kind, characters: whole.text.length },
          text: whole.text,
        }
      }
      const text = restoreBlock(name, (ref) => store.originals.reference(ref))
      return { structured: { reference: name, kind: 'block', characters: text.length }, text }
    },
  })

function restoreBlock(name: string, original: (ref: string) => string | null): string {
  const found = Reference.exec(name)
  if (!found)
    throw new ToolError(
      `"${name}" is no reference. Copy it from the mark: 12 characters after "ref=", then perhaps :L5-9.`,
    )
  const [, ref = '', isLines, first, last] = found
  const whole = original(ref)
  if (whole === null)
    throw new ToolError(`There is nothing kept as "${ref}". It may have been forgotten, or mistyped.`)
  if (first === undefined || last === undefined) return whole
  return isLines
    ? linesOf(whole, Number(first), Number(last))
    : charactersOf(whole, Number(first), Number(last))
}

/** Lines with their line breaks; as far as there are any. @throws ToolError when there are none */
function linesOf(text: string, first: number, last: number): string {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? []
  if (first < 1 || last < first || first > lines.length)
    throw new ToolError(
      `The block has ${lines.length} lines: there is nothing from line ${first} to line ${last}. Lines count from 1, both included.`,
    )
  return lines.slice(first - 1, last).join('')
}

/** @throws ToolError likewise */
function charactersOf(text: string, start: number, end: number): string {
  if (end <= start || start >= text.length)
    throw new ToolError(
      `The block has ${text.length} characters: there is nothing from ${start} to ${end}. Characters count from 0, the end excluded.`,
    )
  return text.slice(start, end)
}
