import { defineServer } from '../kit/define-server'
import { manifest } from './manifest'
import { openContextStore } from './store'
import { TextProcessor } from './text-processor'
import { countTokensTool } from './tools/count-tokens'
import { compressContext } from './tools/compress-context'
import { deleteContext } from './tools/delete-context'
import { forgetCompression } from './tools/forget-compression'
import { listContexts } from './tools/list-contexts'
import { loadContext } from './tools/load-context'
import { restoreContext } from './tools/restore-context'
import { saveContext } from './tools/save-context'
import { searchContexts } from './tools/search-contexts'

const tools = [
  saveContext,
  loadContext,
  listContexts,
  searchContexts,
  deleteContext,
  countTokensTool,
  compressContext,
  restoreContext,
  forgetCompression,
]

export const server = defineServer({
  manifest,
  build(context) {
    const store = openContextStore({
      ...context,
      keepOriginalsMb: Number(context.settings['keepOriginalsMb']),
    })
    const texts = new TextProcessor(context)
    const deps = { store, clock: context.clock, texts }
    return {
      tools: tools.map((tool) => tool(deps)),
      dispose() {
        void texts.close().catch((error) => context.log.debug(String(error)))
        store.close()
      },
    }
  },
})
