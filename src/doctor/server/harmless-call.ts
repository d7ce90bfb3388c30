import type { Probe } from '@shared/domain/manifest'
import { isPlainObject } from '@shared/mcp/json-rpc'
import type { Examination, Step } from '../examination'
import { Found } from '../finding'
import { grouped } from '../shown'
import type { Conversation } from './conversation'
import { misfit, schemaFault } from './json-schema'
import type { Entry } from './read-lists'

/** In UTF-16 units: some 25,000 tokens. */
const LARGE_RESULT = 100_000

/** Calls one tool that only reads, or none. */
export async function callHarmlessly(
  exam: Examination,
  conversation: Conversation,
  tools: readonly Entry[],
  probe: Probe | null,
): Promise<void> {
  await exam.step('call', async (step) => {
    const tool = probe ? tools.find(({ name }) => name === probe.tool) : harmlessTool(tools)
    if (!tool) {
      if (probe) throw new Found({ code: 'CALL_FAILED', text: `The tool "${probe.tool}" is not listed.` })
      return step.fine('No tool says that it only reads and needs no arguments, so none was called.')
    }
    const name = String(tool['name'])
    const answer = await conversation.ask('tools/call', { name, arguments: probe?.arguments ?? {} })
    if (answer.kind === 'none') throw new Found(answer.finding)
    if (answer.kind === 'error')
      return step.found({ code: 'CALL_FAILED', text: `"${name}" failed: ${answer.error.message}` })
    judge(step, tool, answer.result)
    step.fine(`"${name}" answered in ${Math.round(answer.ms)} ms.`)
  })
}

/**
 * A tool that says it only reads and that needs no arguments; one that stays within its server before one that goes
 * out, one with few arguments before one with many.
 */
export function harmlessTool(tools: readonly Entry[]): Entry | undefined {
  return tools
    .filter((tool) => hint(tool, 'readOnlyHint') === true && hint(tool, 'destructiveHint') !== true)
    .filter(({ inputSchema }) => isPlainObject(inputSchema) && isEmpty(inputSchema['required']))
    .sort((a, b) => weight(a) - weight(b))[0]
}

function judge(step: Step, tool: Entry, result: Record<string, unknown>): void {
  const name = String(tool['name'])
  const { content, structuredContent, isError } = result
  const isContent =
    Array.isArray(content) && content.every((part) => isPlainObject(part) && typeof part['type'] === 'string')
  if (!isContent)
    return step.found({
      code: 'RESULT_BROKEN',
      text: `The result of "${name}" has no list of content parts.`,
    })
  if (isError === true) {
    const said = content
      .map((part: Record<string, unknown>) => part['text'])
      .find((text) => typeof text === 'string')
    // A tool may fail for reasons of the world behind it; that its server works is proven all the same.
    return step.found({
      code: 'CALL_FAILED',
      verdict: 'warning',
      text: `"${name}" failed: ${said ?? 'no reason given'}`,
    })
  }
  checkOutput(step, tool, structuredContent)
  const { length } = JSON.stringify(result)
  if (length > LARGE_RESULT)
    step.found({ code: 'RESULT_LARGE', text: `"${name}" brings ${grouped(length)} characters.` })
}

function checkOutput(step: Step, tool: Entry, structured: unknown): void {
  const { outputSchema } = tool
  if (!isPlainObject(outputSchema) || schemaFault(outputSchema) !== null) return
  const why = structured === undefined ? 'there is no structuredContent' : misfit(outputSchema, structured)
  if (why === null) return
  const text = `The result of "${String(tool['name'])}" does not fit its own output schema: ${why}.`
  step.found({ code: 'OUTPUT_DOES_NOT_FIT', text })
}

function hint(tool: Entry, name: string): unknown {
  return isPlainObject(tool['annotations']) ? tool['annotations'][name] : undefined
}

function weight(tool: Entry): number {
  const { inputSchema } = tool
  const properties = isPlainObject(inputSchema) ? inputSchema['properties'] : undefined
  const count = isPlainObject(properties) ? Object.keys(properties).length : 0
  return count + (hint(tool, 'openWorldHint') === false ? 0 : 1_000)
}

function isEmpty(required: unknown): boolean {
  return required === undefined || (Array.isArray(required) && required.length === 0)
}
