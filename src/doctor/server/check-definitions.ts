import { modelText } from '@shared/mcp/model-text'
import type { Examination, Step } from '../examination'
import { counted, namesInWords } from '../shown'
import { schemaFault } from './json-schema'
import type { Entry } from './read-lists'

/** Names as the protocol of 2025-11-25 asks for (server/tools, "tool names"). */
const LEGAL_NAME = /^[A-Za-z0-9_.-]{1,128}$/
/** About as many characters as one token takes in definitions, which are English and JSON. */
const CHARACTERS_PER_TOKEN = 4
/** More than a tenth of a context of 200,000 tokens. */
const MANY_TOKENS = 20_000
const LONG_DEFINITION = 2_500
/** Schemas that are not judged by then are not: together they were made to take time. */
const JUDGING_MS = 5_000

/** Names, schemas and descriptions of the tools. */
export async function checkDefinitions(exam: Examination, tools: readonly Entry[]): Promise<void> {
  await exam.step('definitions', (step) => {
    if (tools.length === 0) return step.fine('There are no tools.')
    checkNames(step, tools.map(nameOf))
    checkSchemas(step, tools)
    const without = tools.filter((tool) => !hasText(tool['description'])).map(nameOf)
    if (without.length > 0)
      step.found({ code: 'DESCRIPTION_MISSING', text: `No description: ${namesInWords(without)}.` })
    exam.facts.definitionTokens = checkCost(step, tools)
    step.fine(`${counted(tools.length, 'tool')}, about ${exam.facts.definitionTokens} tokens.`)
  })
}

function checkNames(step: Step, names: readonly string[]): void {
  const twice = [...Map.groupBy(names, (name) => name)]
    .filter(([, same]) => same.length > 1)
    .map(([name]) => name)
  if (twice.length > 0)
    step.found({ code: 'NAME_TWICE', text: `More than one tool is called ${namesInWords(twice)}.` })
  const illegal = names.filter((name) => !LEGAL_NAME.test(name))
  if (illegal.length > 0)
    step.found({ code: 'NAME_ILLEGAL', text: `Not allowed as a name: ${namesInWords(illegal)}.` })
}

function checkSchemas(step: Step, tools: readonly Entry[]): void {
  const deadline = performance.now() + JUDGING_MS
  const faults = tools.flatMap((tool) =>
    (['inputSchema', 'outputSchema'] as const).flatMap((member) => {
      if (member === 'outputSchema' && tool[member] === undefined) return []
      if (performance.now() > deadline) return []
      const fault = schemaFault(tool[member])
      return fault === null ? [] : [{ name: nameOf(tool), line: `${nameOf(tool)}, ${member}: ${fault}` }]
    }),
  )
  if (faults.length === 0) return
  const names = [...new Set(faults.map(({ name }) => name))]
  step.found({
    code: 'SCHEMA_INVALID',
    text: `No valid schema: ${namesInWords(names)}.`,
    evidence: faults.map(({ line }) => line),
  })
}

/** @returns about how many tokens all definitions take */
function checkCost(step: Step, tools: readonly Entry[]): number {
  const costs = tools.map((tool) => ({ name: nameOf(tool), tokens: tokensOf(tool) }))
  const total = costs.reduce((sum, { tokens }) => sum + tokens, 0)
  const long = costs.filter(({ tokens }) => tokens > LONG_DEFINITION).map(({ name }) => name)
  if (total > MANY_TOKENS)
    step.found({
      code: 'DEFINITIONS_LARGE',
      text: `The ${tools.length} definitions take about ${total} tokens of every request.`,
    })
  else if (long.length > 0)
    step.found({
      code: 'DEFINITIONS_LARGE',
      text: `More than ${LONG_DEFINITION} tokens each: the definitions of ${namesInWords(long)}.`,
    })
  return total
}

function tokensOf(tool: Entry): number {
  return Math.round(modelText(tool).length / CHARACTERS_PER_TOKEN)
}

function nameOf(tool: Entry): string {
  return String(tool['name'])
}

function hasText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== ''
}
