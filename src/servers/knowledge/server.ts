import { defineServer } from '../kit/define-server'
import { manifest } from './manifest'
import { openKnowledgeStore } from './store'
import { forget } from './tools/forget'
import { forgetBatch } from './tools/forget-batch'
import { knowledgeStatistics } from './tools/knowledge-statistics'
import { listMemories } from './tools/list-memories'
import { recall } from './tools/recall'
import { recallBatch } from './tools/recall-batch'
import { remember } from './tools/remember'
import { rememberBatch } from './tools/remember-batch'
import { searchKnowledge } from './tools/search-knowledge'
import { update } from './tools/update'

const tools = [
  remember,
  recall,
  searchKnowledge,
  listMemories,
  update,
  forget,
  rememberBatch,
  recallBatch,
  forgetBatch,
  knowledgeStatistics,
]

export const server = defineServer({
  manifest,
  build(context) {
    const store = openKnowledgeStore(context)
    const deps = { store, sendsOut: store.embeddings() !== null }
    return { tools: tools.map((tool) => tool(deps)), dispose: () => store.close() }
  },
})
