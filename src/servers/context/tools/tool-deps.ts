import type { Clock } from '@shared/lib/clock'
import type { ContextStore } from '../store'
import type { TextProcessor } from '../text-processor'
import { ToolError } from '../../kit/define-tool'

/** What the tools work with. */
export interface ContextDeps {
  store: ContextStore
  clock: Clock
  texts: TextProcessor
}

export { reads } from '../../kit/define-tool'

export function missingContext(store: ContextStore, name: string): ToolError {
  const similar = store.similarNames(name)
  const hint =
    similar.length > 0
      ? `Similar names: ${similar.map((each) => `"${each}"`).join(', ')}.`
      : 'list_contexts shows those that exist.'
  return new ToolError(`There is no context "${name}". ${hint}`)
}
