import { defineServer } from '../kit/define-server'
import { manifest } from './manifest'
import { openContextStore } from './store'
import { countTokensTool } from './tools/count-tokens'
import { deleteContext } from './tools/delete-context'
import { listContexts } from './tools/list-contexts'
import { loadContext } from './tools/load-context'
import { saveContext } from './tools/save-context'
import { searchContexts } from './tools/search-contexts'

const tools = [saveContext, loadContext, listContexts, searchContexts, deleteContext, countTokensTool]

export const server = defineServer({
  manifest,
  build(context) {
    const store = openContextStore(context)
    return { tools: tools.map((tool) => tool({ store })), dispose: () => store.close() }
  },
})
