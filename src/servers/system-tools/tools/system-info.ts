import * as os from 'node:os'
import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { reads, type SystemToolsDeps } from './tool-deps'

export const systemInfo = ({ settings }: SystemToolsDeps): Tool =>
  defineTool({
    name: 'system_info',
    title: 'System Information',
    description:
      'Tell what machine this is: operating system, processor, memory, load and uptime. A short overview; disks, network, ' +
      'graphics and sensors belong to a system information server.',
    input: {},
    output: {
      platform: z.string().describe('linux, darwin or win32'),
      system: z.string().describe('Name and release of the operating system'),
      architecture: z.string(),
      hostname: z.string().optional().describe('Only where the person shows it'),
      cpu: z.object({ model: z.string(), cores: z.number().int() }),
      memory: z.object({ totalBytes: z.number(), freeBytes: z.number() }),
      loadAverage: z.array(z.number()).describe('Of 1, 5 and 15 minutes; zeros on Windows'),
      uptimeSeconds: z.number().int(),
      timeZone: z.string(),
      node: z.string(),
    },
    hints: reads,
    freshness: 'live',
    run: () => ({
      structured: {
        platform: os.platform(),
        system: `${os.type()} ${os.release()}`,
        architecture: os.arch(),
        ...(settings.showIdentifying && { hostname: os.hostname() }),
        cpu: { model: os.cpus()[0]?.model.trim() ?? 'unknown', cores: os.availableParallelism() },
        memory: { totalBytes: os.totalmem(), freeBytes: os.freemem() },
        loadAverage: os.loadavg().map((load) => Math.round(load * 100) / 100),
        uptimeSeconds: Math.floor(os.uptime()),
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        node: process.version,
      },
    }),
  })
