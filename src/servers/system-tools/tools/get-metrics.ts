import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { reads, type SystemToolsDeps } from './tool-deps'

export const getMetrics = ({ metrics }: SystemToolsDeps): Tool =>
  defineTool({
    name: 'get_metrics',
    title: 'Get Metrics',
    description:
      'Tell how often each tool of this server was called since it started, with errors, time and memory.',
    input: {},
    output: {
      uptimeMs: z.number().int(),
      memoryBytes: z.number().describe('Resident'),
      calls: z.number().int(),
      errors: z.number().int().describe('Refusals and failures'),
      tools: z.array(
        z.object({
          tool: z.string(),
          calls: z.number().int(),
          errors: z.number().int(),
          totalMs: z.number().int().describe('Waiting for the person included'),
        }),
      ),
    },
    hints: reads,
    freshness: 'live',
    run() {
      const tools = metrics.byTool()
      return {
        structured: {
          uptimeMs: metrics.uptimeMs(),
          memoryBytes: process.memoryUsage.rss(),
          calls: tools.reduce((sum, { calls }) => sum + calls, 0),
          errors: tools.reduce((sum, { errors }) => sum + errors, 0),
          tools,
        },
      }
    },
  })
