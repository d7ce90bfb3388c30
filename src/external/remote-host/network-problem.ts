/** Whether a request that failed may have reached the other side. */
export type Delivery = 'not-delivered' | 'maybe-delivered'

/** A request to a remote server that got no answer, in words for people; names the host, never a header. */
export class NetworkProblem extends Error {
  readonly delivery: Delivery

  constructor(text: string, delivery: Delivery, cause?: unknown) {
    super(text, { cause })
    this.name = 'NetworkProblem'
    this.delivery = delivery
  }
}

const sentences: Record<string, (host: string) => string> = {
  ECONNREFUSED: (host) => `${host} refused the connection. Is the server running?`,
  ENOTFOUND: (host) => `The name ${host} is not known. Check the address.`,
  EAI_AGAIN: (host) => `The name ${host} could not be looked up. Is this machine online?`,
  EHOSTUNREACH: (host) => `${host} cannot be reached from this machine.`,
  ENETUNREACH: (host) => `${host} cannot be reached: this machine has no network to it.`,
  ETIMEDOUT: (host) => `${host} did not take the connection in time.`,
  ECONNRESET: (host) => `${host} closed the connection without an answer.`,
  EPIPE: (host) => `${host} closed the connection while it was written to.`,
  HPE_HEADER_OVERFLOW: (host) => `${host} sent more headers than are accepted.`,
  EPROTO: (host) => `${host} does not speak TLS on this port. Should the address begin with http://?`,
}

/** No connection came about; a network that comes back, or a server that is started, may mend that. */
export class Unreachable extends NetworkProblem {
  constructor(text: string, cause?: unknown) {
    super(text, 'not-delivered', cause)
    this.name = 'Unreachable'
  }
}

/** True when trying again may help although nobody changed anything here. */
export function mayPass(error: unknown): boolean {
  const code = codeOf(error)
  return code !== undefined && passing.has(code)
}

const passing = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ETIMEDOUT',
  'ECONNRESET',
])

/** @returns what an error of Node's network means, as one sentence */
export function networkSentence(error: unknown, host: string): string {
  const code = codeOf(error)
  const sentence = code === undefined ? undefined : sentences[code]
  if (sentence) return sentence(host)
  if (code !== undefined && /CERT|SELF_SIGNED|TLS|SSL|ISSUER|LEAF_SIGNATURE/.test(code))
    return `The certificate of ${host} was not accepted (${code}).`
  if (code?.startsWith('HPE_')) return `${host} did not answer in HTTP.`
  return `The connection to ${host} failed${code === undefined ? '' : ` (${code})`}.`
}

/** An error's code; of several addresses that all failed, the first one's. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
