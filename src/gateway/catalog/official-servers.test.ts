import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { findingsOf } from './findings'

interface Recorded {
  tools: Record<string, unknown>[]
}
const recorded = (name: string): Recorded =>
  JSON.parse(
    readFileSync(resolve(import.meta.dirname, '../../../bench/search-mode/servers', `${name}.json`), 'utf8'),
  ) as Recorded

test.each(['everything', 'filesystem', 'memory', 'sequential-thinking'])(
  'nothing is found odd about the official server %s',
  (name) => {
    const { tools } = recorded(name)
    expect(tools.length).toBeGreaterThan(0)
    expect(tools.flatMap((tool) => findingsOf(tool).map((finding) => [tool['name'], finding]))).toEqual([])
  },
)
