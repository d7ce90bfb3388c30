import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { library } from '../library'
import { readUsage, Usage, type UsageSection } from '../usage'
import { reads, type InfoDeps, type Missing } from './tool-deps'

const sections = Object.keys(Usage) as UsageSection[]
/** A model that asks again and again gets the same figures for so long. */
const FRESH_MS: Record<UsageSection, number> = {
  cpu: 2_000,
  memory: 2_000,
  network: 2_000,
  disks: 10_000,
  sensors: 10_000,
  battery: 30_000,
}
const NONE: Partial<Record<UsageSection, string>> = {
  battery: 'This machine has no battery.',
  sensors: 'No sensor of this machine can be read.',
}

export const getSystemUsage = ({ readings, showIdentifying, clean }: InfoDeps): Tool =>
  defineTool({
    name: 'get_system_usage',
    title: 'Get System Usage',
    description:
      'How this computer is doing now: processor load, memory, free disk space, network traffic, temperatures and fans, ' +
      'battery. For what takes the load use list_processes; for what the hardware is use get_system_facts.',
    input: {
      sections: z.array(z.enum(sections)).min(1).optional().describe('Only these; all when not given'),
    },
    output: {
      ...z.object(Usage).partial().shape,
      missing: z.record(z.string(), z.string()).describe('Sections there are no figures of, and why'),
    },
    hints: reads,
    freshness: 'live',
    async run({ sections: wanted = sections }) {
      const missing: Missing = {}
      const usage: Record<string, unknown> = {}
      const read = async (section: UsageSection): Promise<void> => {
        const reading = await readings.get<unknown>({
          key: `usage ${section}`,
          freshMs: FRESH_MS[section],
          read: async () => await readUsage[section](await library(), showIdentifying),
        })
        if ('missing' in reading) missing[section] = reading.missing
        else if (reading.value === null) missing[section] = NONE[section] ?? 'There is none.'
        else usage[section] = reading.value
      }
      await Promise.all([...new Set(wanted)].map(read))
      return { structured: clean({ ...usage, missing }) }
    },
  })
