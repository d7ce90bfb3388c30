import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { Facts, readFacts, type FactSection } from '../facts'
import { library } from '../library'
import { reads, type InfoDeps, type Missing } from './tool-deps'

const sections = Object.keys(Facts) as FactSection[]
const HOUR_MS = 3_600_000

export const getSystemFacts = ({ readings, showIdentifying, clean }: InfoDeps): Tool =>
  defineTool({
    name: 'get_system_facts',
    title: 'Get System Facts',
    description:
      'What this computer is: operating system, machine, processor, memory modules, graphics, displays, drives, network ' +
      'adapters. For how busy it is now use get_system_usage.',
    input: {
      sections: z.array(z.enum(sections)).min(1).optional().describe('Only these; all when not given'),
    },
    output: {
      ...z.object(Facts).partial().shape,
      missing: z.record(z.string(), z.string()).describe('Sections that could not be read, and why'),
    },
    hints: reads,
    freshness: 3600,
    async run({ sections: wanted = sections }) {
      const missing: Missing = {}
      const facts: Record<string, unknown> = {}
      const read = async (section: FactSection): Promise<void> => {
        const reading = await readings.get({
          key: `facts ${section}`,
          freshMs: HOUR_MS,
          read: async () => await readFacts[section](await library(), showIdentifying),
        })
        if ('value' in reading) facts[section] = reading.value
        else missing[section] = reading.missing
      }
      await Promise.all([...new Set(wanted)].map(read))
      // What did not answer now may answer the next time.
      return { structured: clean({ ...facts, missing }), isPassing: Object.keys(missing).length > 0 }
    },
  })
