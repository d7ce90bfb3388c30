import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { exposedTools } from '../../src/shared/domain/exposed-tools'
import { defaultProfile } from '../../src/shared/domain/profile'
import { ToolIndex } from '../../src/gateway/catalog/search/tool-index'
import { servers } from './servers'

/** A question and the tools that do what it asks, as `SERVER/TOOL`. */
export interface Question {
  text: string
  right: readonly string[]
}

function read(file: string): Question[] {
  return readFileSync(resolve(import.meta.dirname, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [text = '', right = ''] = line.split(' | ')
      return { text, right: right.split(' ') }
    })
}

/** Words alike and weights were chosen with these in view. */
export const tuned: readonly Question[] = read('questions.txt')
/** These were written afterwards and change nothing: they tell how it does with what it never saw. */
export const heldOut: readonly Question[] = read('questions-held-out.txt')

/** Every tool as the combined endpoint shows it. */
export const shown = exposedTools(
  servers.map(({ id, tools }) => ({
    serviceId: id,
    tools: tools.map((definition) => ({
      name: String(definition['name']),
      definition,
      fingerprint: '',
      trust: 'trusted' as const,
      findings: [],
    })),
  })),
  defaultProfile,
)

/** How high the first right tool stood; null when it was not among the first 20. */
export type Rank = number | null

export function ranks(questions: readonly Question[]): Rank[] {
  const titles = new Map(servers.map(({ id, title }) => [id, title]))
  const index = new ToolIndex(
    shown.map(({ serviceId, definition }) => ({
      name: definition.name,
      service: titles.get(serviceId) ?? serviceId,
      definition,
    })),
  )
  return questions.map(({ text, right }) => {
    const found = index.find(text).slice(0, 20)
    const at = found.findIndex((position) => {
      const one = shown[position]
      return one !== undefined && right.includes(`${one.serviceId}/${one.tool.name}`)
    })
    return at < 0 ? null : at + 1
  })
}

/** Share of questions whose right tool stood among the first `n`; and the mean reciprocal rank. */
export function anyAt(all: readonly Rank[], n: number): number {
  return all.filter((rank) => rank !== null && rank <= n).length / all.length
}
export function meanReciprocalRank(all: readonly Rank[]): number {
  return all.reduce<number>((sum, rank) => sum + (rank === null ? 0 : 1 / rank), 0) / all.length
}
