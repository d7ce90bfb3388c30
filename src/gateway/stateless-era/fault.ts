import { rpcCode } from '@shared/mcp/json-rpc'
import { MODERN_VERSION, modernCode } from '@shared/mcp/modern'

/** Why a request is answered with an error: the HTTP status while the head is not sent, and the JSON-RPC error. */
export interface Fault {
  kind: 'fault'
  status: number
  code: number
  message: string
  data?: unknown
  headers?: Record<string, string>
}

export function isFault(value: object): value is Fault {
  return 'kind' in value && value.kind === 'fault'
}

/** An error the request's own content asks for; the HTTP exchange went well. */
export function inBand(code: number, message: string, data?: unknown): Fault {
  return { kind: 'fault', status: 200, code, message, ...(data === undefined ? {} : { data }) }
}

export function invalidParams(message: string): Fault {
  return inBand(rpcCode.invalidParams, message)
}

export function invalidEnvelope(message: string, data: unknown): Fault {
  return { kind: 'fault', status: 400, code: rpcCode.invalidParams, message, data }
}

/** @param header what the header says @param body what the body says */
export function headerMismatch(message: string, header: string, body: string): Fault {
  return {
    kind: 'fault',
    status: 400,
    code: modernCode.headerMismatch,
    message: `The headers and the body of the request disagree: ${message}`,
    data: { mismatch: { header, body } },
  }
}

export function unsupportedVersion(requested: string): Fault {
  return {
    kind: 'fault',
    status: 400,
    code: modernCode.unsupportedVersion,
    message: `Protocol version "${requested}" is not supported here. Use ${MODERN_VERSION}, or "initialize" for older ones.`,
    data: { supported: [MODERN_VERSION], requested },
  }
}

export function methodNotFound(method: string): Fault {
  return {
    kind: 'fault',
    status: 404,
    code: rpcCode.methodNotFound,
    message: `There is no method "${method.slice(0, 100)}" here in revision ${MODERN_VERSION}.`,
  }
}

export function postOnly(): Fault {
  return {
    kind: 'fault',
    status: 405,
    code: rpcCode.refused,
    message: `In revision ${MODERN_VERSION} there are only POST requests; listen with "subscriptions/listen".`,
    headers: { allow: 'POST' },
  }
}

export function refused(status: number, message: string, headers?: Record<string, string>): Fault {
  return { kind: 'fault', status, code: rpcCode.refused, message, ...(headers ? { headers } : {}) }
}
