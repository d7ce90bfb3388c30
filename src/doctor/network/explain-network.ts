import type { LookupFunction } from 'node:net'
import { connect } from 'node:tls'
import type { Finding } from '../finding'
import { isLoopback, withScheme } from './addresses'
import type { NetworkFault } from './http-exchange'

const SELF_SIGNED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
])
const BAD_CERTIFICATE = /^(?:CERT_|ERR_TLS_CERT|HOSTNAME_MISMATCH)/
/** What Node says when TLS meets something else. */
const NO_TLS = new Set(['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'])
const TLS_LOOK_MS = 3_000

/** What it means that no HTTP answer came. */
export async function explainNetwork(
  fault: NetworkFault,
  url: URL,
  waitedMs: number,
  lookup?: LookupFunction,
): Promise<Finding> {
  const { code } = fault
  const { host } = url
  const port = isLoopback(url.hostname) ? { port: portOf(url) } : {}
  if (code === 'ECONNREFUSED') return { code: 'CONNECTION_REFUSED', text: `Nothing listens at ${host}.` }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return { code: 'NAME_UNKNOWN', text: `The name ${url.hostname} is not known.` }
  if (SELF_SIGNED.has(code))
    return {
      code: 'CERTIFICATE_SELF_SIGNED',
      text: `The certificate of ${host} is signed by nobody known (${code}).`,
    }
  if (BAD_CERTIFICATE.test(code))
    return { code: 'CERTIFICATE_INVALID', text: `The certificate of ${host} is not valid (${code}).` }
  if (code === 'TIMEOUT' && fault.wasConnected)
    return {
      code: 'NO_ANSWER',
      text: `${host} took the connection, but did not answer within ${Math.round(waitedMs / 100) / 10} s.`,
      ...port,
    }
  if (code === 'TIMEOUT' || code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH')
    return { code: 'UNREACHABLE', text: `No connection to ${host} came about.` }
  if (url.protocol === 'https:' && (NO_TLS.has(code) || code.startsWith('ERR_SSL')))
    return {
      code: 'NO_TLS',
      text: `${host} does not speak TLS.`,
      nextStep: `Use ${withScheme(url, 'http')}`,
    }
  if (code === 'TOO_LARGE') return { code: 'ANSWER_BROKEN', text: `${host} answered with more than 10 MB.` }
  const isNoHttp = code.startsWith('HPE_')
  if (url.protocol === 'http:' && (isNoHttp || code === 'ECONNRESET') && (await speaksTls(url, lookup)))
    return {
      code: 'NOT_HTTP',
      text: `${host} wants TLS.`,
      nextStep: `Use ${withScheme(url, 'https')}`,
    }
  if (isNoHttp) return { code: 'NOT_HTTP', text: `What listens at ${host} does not speak HTTP.`, ...port }
  return {
    code: 'CONNECTION_CLOSED',
    text: `${host} closed the connection without an answer (${code}).`,
    ...port,
  }
}

/** Only whether; whose certificate it is does not matter here, nothing is sent. */
function speaksTls({ hostname, port }: URL, lookup?: LookupFunction): Promise<boolean> {
  return new Promise((resolve) => {
    const host = hostname.replace(/^\[|\]$/g, '')
    const socket = connect({
      host,
      port: Number(port || 443),
      rejectUnauthorized: false,
      timeout: TLS_LOOK_MS,
      ...(lookup && { lookup }),
    })
    const end = (speaks: boolean) => (): void => {
      socket.destroy()
      resolve(speaks)
    }
    socket.once('secureConnect', end(true)).once('error', end(false)).once('timeout', end(false))
    socket.once('close', end(false))
  })
}

function portOf({ port, protocol }: URL): number {
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port)
}
