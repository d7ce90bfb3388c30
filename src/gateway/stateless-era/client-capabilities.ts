import { isPlainObject, type JsonRpcRequest } from '@shared/mcp/json-rpc'
import { without } from './without'

type Capabilities = Record<string, unknown>

/**
 * @param declared `clientCapabilities` of the request
 * @returns the capabilities a question needs and the client did not declare; null when it can be asked
 */
export function missingFor(question: JsonRpcRequest, declared: Capabilities): Capabilities | null {
  switch (question.method) {
    case 'roots/list':
      return declared['roots'] === undefined ? { roots: {} } : null
    case 'sampling/createMessage':
      return missingSampling(question.params ?? {}, declared['sampling'])
    case 'elicitation/create':
      return missingElicitation(question.params ?? {}, declared['elicitation'])
    default:
      return null
  }
}

function missingSampling(params: Record<string, unknown>, sampling: unknown): Capabilities | null {
  const needsTools = params['tools'] !== undefined || params['toolChoice'] !== undefined
  if (!isPlainObject(sampling)) return { sampling: needsTools ? { tools: {} } : {} }
  return needsTools && sampling['tools'] === undefined ? { sampling: { tools: {} } } : null
}

/** A client that names no mode means forms. */
function missingElicitation(params: Record<string, unknown>, elicitation: unknown): Capabilities | null {
  const mode = params['mode'] === 'url' ? 'url' : 'form'
  if (!isPlainObject(elicitation)) return { elicitation: { [mode]: {} } }
  const { form, url } = elicitation
  const can = mode === 'url' ? url !== undefined : form !== undefined || url === undefined
  return can ? null : { elicitation: { [mode]: {} } }
}

/** What of the client's capabilities holds in a conversation of an older revision. */
export function heldCapabilities(declared: Capabilities): Capabilities {
  const held = without(declared, 'tasks')
  // Nobody tells the service when the client's roots change.
  return isPlainObject(held['roots']) ? { ...held, roots: {} } : held
}
