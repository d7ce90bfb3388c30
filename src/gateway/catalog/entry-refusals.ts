import { rpcCode } from '@shared/mcp/json-rpc'
import type { OfferedTool } from './offer'
import type { ToolRoute } from './view'

/** A tool that a person has not approved as it is now. */
export function refuseBlocked({ serviceId, tool }: OfferedTool): ToolRoute {
  const why = tool.trust === 'changed' ? 'changed since it was approved' : 'is new and was not approved yet'
  return {
    kind: 'refuse',
    code: rpcCode.refused,
    message:
      `The tool "${tool.name}" of "${serviceId}" ${why}, so it is blocked. ` +
      'Ask the person to open OmniMind > Security, look at the difference and approve it.',
  }
}

/** @param what tool, prompt or resource */
export function unknown(what: string, name: string): { kind: 'refuse'; code: number; message: string } {
  const message = `There is no ${what} "${name.slice(0, 200)}" here. Ask for the list again: it may have changed.`
  return { kind: 'refuse', code: rpcCode.invalidParams, message }
}
