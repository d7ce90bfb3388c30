import { ToolError } from '../kit/define-tool'

export interface Edit {
  oldText: string
  newText: string
}

/** @param text and all edits with plain line feeds. @throws ToolError when an edit's text is not there */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return edits.reduce((current, edit) => {
    const plain = { oldText: plainLines(edit.oldText), newText: plainLines(edit.newText) }
    return replaceExact(current, plain) ?? replaceLines(current, plain) ?? refuse(edit)
  }, text)
}

export function plainLines(text: string): string {
  return text.replaceAll('\r\n', '\n')
}

function refuse({ oldText }: Edit): never {
  throw new ToolError(`Could not find exact match for edit:\n${oldText}`)
}

function replaceExact(text: string, { oldText, newText }: Edit): string | undefined {
  const at = text.indexOf(oldText)
  return at === -1 ? undefined : text.slice(0, at) + newText + text.slice(at + oldText.length)
}

/** Models often get indentation wrong: the first place where all lines agree but for the space around them. */
function replaceLines(text: string, { oldText, newText }: Edit): string | undefined {
  const lines = text.split('\n')
  const oldLines = oldText.split('\n')
  const wanted = oldLines.map((line) => line.trim())
  for (let at = 0; at + wanted.length <= lines.length; at++) {
    if (!wanted.every((line, offset) => line === lines[at + offset]?.trim())) continue
    lines.splice(at, wanted.length, ...indented(newText.split('\n'), oldLines, indentOf(lines[at] ?? '')))
    return lines.join('\n')
  }
  return undefined
}

/** Keeps the place's own indentation, and how far each line stood from the line it replaces. */
function indented(newLines: string[], oldLines: readonly string[], indent: string): string[] {
  return newLines.map((line, index) => {
    if (index === 0) return indent + line.trimStart()
    const before = indentOf(oldLines[index] ?? '')
    const now = indentOf(line)
    if (before === '' || now === '') return line
    return indent + ' '.repeat(Math.max(0, now.length - before.length)) + line.trimStart()
  })
}

function indentOf(line: string): string {
  return /^\s*/.exec(line)?.[0] ?? ''
}
