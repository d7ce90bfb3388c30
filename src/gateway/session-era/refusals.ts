import { rpcCode } from '@shared/mcp/json-rpc'
import type { Refusal } from '../guards/refusal'

function refusal(status: number, code: number, message: string, headers?: Record<string, string>): Refusal {
  return { guard: 'session', status, code, message, ...(headers ? { headers } : {}) }
}

export const noSession = refusal(
  400,
  rpcCode.invalidRequest,
  'Mcp-Session-Id is missing. Start a session with "initialize"; this endpoint speaks MCP up to 2025-11-25.',
)
export const unknownSession = refusal(
  404,
  rpcCode.invalidRequest,
  'This MCP session does not exist (any more). Start a new one with "initialize".',
)
export const unsupportedVersion = refusal(
  400,
  rpcCode.invalidRequest,
  'MCP-Protocol-Version names a revision this endpoint does not speak. The newest here is 2025-11-25.',
)
export const alreadyListening = refusal(
  409,
  rpcCode.refused,
  'This MCP session has its stream open already. One is enough for everything the service says unasked.',
)
export const duplicateId = refusal(
  400,
  rpcCode.invalidRequest,
  'A request with this id is still running in this MCP session. Use a new id for each request.',
)
export const tooManyInFlight = refusal(
  429,
  rpcCode.refused,
  'Too many requests of this MCP session are unanswered. Wait for some of them, then send this one again.',
  { 'retry-after': '1' },
)
export const serviceLags = refusal(
  429,
  rpcCode.refused,
  'The service does not read as fast as this MCP session sends. Wait a moment, then send this again.',
  { 'retry-after': '1' },
)
export const tooManySessions = refusal(
  503,
  rpcCode.refused,
  'This service has too many MCP sessions in use. End some (HTTP DELETE), then try again.',
  { 'retry-after': '5' },
)
