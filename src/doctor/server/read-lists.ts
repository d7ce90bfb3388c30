import { isPlainObject, rpcCode } from '@shared/mcp/json-rpc'
import type { Examination, Step } from '../examination'
import { Found } from '../finding'
import { MAX_ENTRIES, MAX_MESSAGE, MAX_PAGES } from '../limits'
import { counted } from '../shown'
import type { Conversation } from './conversation'

export type Entry = Record<string, unknown>

/** What a server offers, as it says it. */
export interface Offered {
  tools: Entry[]
  prompts: Entry[]
  resources: Entry[]
}

const kinds = ['tools', 'prompts', 'resources'] as const
type Kind = (typeof kinds)[number]
/** The member by which clients know an entry. */
const keyOf: Record<Kind, string> = { tools: 'name', prompts: 'name', resources: 'uri' }

/** Reads every list that is declared, all pages; and tools, also when they are not. */
export async function readLists(
  exam: Examination,
  conversation: Conversation,
  toolCount: number | null,
): Promise<Offered | null> {
  return await exam.step('lists', async (step) => {
    const offered: Offered = { tools: [], prompts: [], resources: [] }
    for (const kind of kinds) {
      if (conversation.capabilities[kind] !== undefined)
        offered[kind] = await readList(step, conversation, kind)
      else if (kind === 'tools') offered.tools = await undeclaredTools(step, conversation)
      exam.facts[kind] = offered[kind].length
    }
    const { tools, prompts, resources } = offered
    if (toolCount !== null && toolCount > tools.length) {
      exam.facts.tools = toolCount
      step.fine(`It has ${counted(toolCount, 'tool')}; those that nobody approved are not listed.`)
    }
    if (tools.length + prompts.length + resources.length + (toolCount ?? 0) === 0)
      step.found({ code: 'NOTHING_OFFERED', text: 'It offers no tools, no prompts and no resources.' })
    step.fine(
      `${counted(tools.length, 'tool')}, ${counted(prompts.length, 'prompt')}, ${counted(resources.length, 'resource')}.`,
    )
    return offered
  })
}

/** @throws Found when the tools cannot be listed; of the others only tells it */
async function readList(step: Step, conversation: Conversation, kind: Kind): Promise<Entry[]> {
  const method = `${kind}/list`
  const entries: Entry[] = []
  const cursors = new Set<string>()
  let left = MAX_MESSAGE
  let cursor: string | undefined
  for (let page = 0; page < MAX_PAGES && entries.length < MAX_ENTRIES; page++) {
    const answer = await conversation.ask(method, cursor === undefined ? {} : { cursor })
    if (answer.kind === 'none') throw new Found(answer.finding)
    if (answer.kind === 'error') {
      const isUnknown = answer.error.code === rpcCode.methodNotFound
      const text = isUnknown
        ? `It declares ${kind}, but does not know "${method}".`
        : `It answered "${method}" with an error: ${answer.error.message}`
      const finding = { code: isUnknown ? 'PROMISE_NOT_KEPT' : 'LIST_FAILED', text } as const
      if (kind === 'tools') throw new Found(finding)
      step.found(finding)
      return []
    }
    left -= JSON.stringify(answer.result).length
    if (left < 0) throw endless(method, 'its pages hold more than 10 MB')
    const found = wellFormed(answer.result[kind], kind)
    // One by one, as arguments they could exhaust the stack.
    for (const entry of found.slice(0, MAX_ENTRIES)) entries.push(entry)
    if (found.length > MAX_ENTRIES) break
    const next = answer.result['nextCursor']
    if (next === undefined || next === null) return entries
    if (typeof next !== 'string' || cursors.has(next))
      throw endless(method, 'a page names itself as the next')
    cursors.add(next)
    cursor = next
  }
  throw endless(method, `there are more than ${MAX_PAGES} pages or ${MAX_ENTRIES} entries`)
}

function endless(method: string, why: string): Found {
  return new Found({ code: 'LIST_ENDLESS', text: `The pages of "${method}" do not end: ${why}.` })
}

function wellFormed(list: unknown, kind: Kind): Entry[] {
  const method = `${kind}/list`
  if (!Array.isArray(list))
    throw new Found({ code: 'LIST_BROKEN', text: `The answer to "${method}" has no list of ${kind}.` })
  const broken = list.findIndex((entry) => !isPlainObject(entry) || typeof entry[keyOf[kind]] !== 'string')
  if (broken < 0) return list as Entry[]
  const text = `Entry ${broken + 1} of "${method}" has no ${keyOf[kind]}.`
  throw new Found({ code: 'LIST_BROKEN', text, evidence: [JSON.stringify(list[broken]) ?? 'undefined'] })
}

async function undeclaredTools(step: Step, conversation: Conversation): Promise<Entry[]> {
  const answer = await conversation.ask('tools/list')
  if (answer.kind === 'none') throw new Found(answer.finding)
  const tools = answer.kind === 'result' ? answer.result['tools'] : null
  if (!Array.isArray(tools) || tools.length === 0) return []
  const text = `It lists ${counted(tools.length, 'tool')}, but does not declare that it has any.`
  step.found({ code: 'OFFER_NOT_DECLARED', text })
  return wellFormed(tools, 'tools')
}
