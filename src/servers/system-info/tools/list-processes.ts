import { z } from 'zod'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import { knownNumber } from '../known'
import { library, type Library } from '../library'
import { programName } from '../privacy'
import { sampleTwice } from '../sample-twice'
import { reads, type InfoDeps } from './tool-deps'

const FRESH_MS = 2_000
const MAX_COMMAND = 500

const Row = z.object({
  pid: z.number().int(),
  name: z.string(),
  cpuPercent: z.number().nullable().describe('Of the whole machine'),
  memoryMb: z.number(),
  state: z.string(),
  user: z.string().optional(),
  command: z.string().optional(),
})
type Row = z.infer<typeof Row>

export const listProcesses = ({ readings, showIdentifying, clean }: InfoDeps): Tool =>
  defineTool({
    name: 'list_processes',
    title: 'List Processes',
    description:
      'Show the running programs that take the most processor time or memory, or those whose name contains a text. ' +
      'To end one use a server that may run commands.',
    input: {
      sortBy: z.enum(['cpu', 'memory']).default('cpu'),
      limit: z.number().int().min(1).max(100).default(10),
      name: z.string().max(100).optional().describe('Part of the program name'),
    },
    output: { processes: z.array(Row), total: z.number().int().describe('All that fit, shown or not') },
    hints: reads,
    freshness: 'live',
    async run({ sortBy, limit, name }) {
      const read = async (): Promise<Row[]> => rows(await library(), showIdentifying)
      const reading = await readings.get({ key: 'processes', freshMs: FRESH_MS, read })
      if ('missing' in reading)
        throw new ToolError(`The processes cannot be shown. ${reading.missing} Try again later.`)
      const wanted = name?.toLowerCase() ?? ''
      const found = reading.value.filter((row) => row.name.toLowerCase().includes(wanted))
      const by = (row: Row): number => (sortBy === 'cpu' ? (row.cpuPercent ?? 0) : row.memoryMb)
      const processes = found.toSorted((a, b) => by(b) - by(a)).slice(0, limit)
      return { structured: clean({ processes, total: found.length }) }
    },
  })

async function rows(library: Library, showIdentifying: boolean): Promise<Row[]> {
  const { list } = await sampleTwice(() => library.processes())
  return list.map(({ pid, name, cpu, memRss, state, user, command, params }) => ({
    pid,
    name: programName(name),
    cpuPercent: knownNumber(cpu, 1),
    // The library counts in KB.
    memoryMb: Math.round(memRss / 1024),
    state,
    ...(showIdentifying && { user, command: `${command} ${params}`.trim().slice(0, MAX_COMMAND) }),
  }))
}
