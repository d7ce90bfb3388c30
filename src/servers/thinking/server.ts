import { defineServer } from '../kit/define-server'
import { manifest } from './manifest'
import { openThinkingStore } from './store'
import { exportThinkingSession } from './tools/export-thinking-session'
import { getThinkingSession } from './tools/get-thinking-session'
import { listThinkingSessions } from './tools/list-thinking-sessions'
import { sequentialThinking } from './tools/sequential-thinking'

/** The official server's tool, then ours. */
const tools = [sequentialThinking, listThinkingSessions, getThinkingSession, exportThinkingSession]

export const server = defineServer({
  manifest,
  build(context) {
    const store = openThinkingStore(context)
    const deps = { store, clock: context.clock }
    return { tools: tools.map((tool) => tool(deps)), dispose: () => store.close() }
  },
})
