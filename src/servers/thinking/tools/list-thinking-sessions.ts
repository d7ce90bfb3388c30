import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { ThinkingSession } from '../thought'
import type { ThinkingDeps } from './tool-deps'

export const listThinkingSessions = ({ store }: ThinkingDeps): Tool =>
  defineTool({
    name: 'list_thinking_sessions',
    title: 'List Thinking Sessions',
    description:
      'List past and present sequentialthinking sessions of all AI clients, newest first, each with its ' +
      'client, times, number of thoughts and first thought. Use it to find the sessionId of earlier ' +
      'thinking that you want to read with get_thinking_session.',
    input: {
      limit: z.number().int().min(1).max(200).default(20).describe('How many sessions to return'),
      offset: z.number().int().min(0).default(0).describe('How many of the newest to skip'),
    },
    output: {
      sessions: z.array(ThinkingSession),
      total: z.number().int().describe('How many sessions there are in all'),
    },
    hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    // sequentialthinking counts as reading, so nothing would empty the gateway's cache of it.
    freshness: 'live',
    run: ({ limit, offset }) => ({ structured: store.list(limit, offset) }),
  })
