import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { startTools, type Answer } from './system-tools-support'

export type Handler = (request: IncomingMessage, response: ServerResponse) => void

export interface Local {
  port: number
  requests: IncomingMessage[]
  server: Server
}

/** A real server on this machine; on `::` it answers IPv4 as well. */
export async function listen(handler: Handler, host = '::', port = 0): Promise<Local> {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    handler(request, response)
  }).listen(port, host)
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, requests, server }
}

/** Names of the tests' world. Nothing here is ever looked up outside. */
const names: Record<string, readonly string[]> = {
  localhost: ['127.0.0.1', '::1'],
  'localhost.': ['127.0.0.1'],
  'web.test': ['127.0.0.1'],
  'other.test': ['127.0.0.1'],
  '127.0.0.1.nip.io': ['127.0.0.1'],
  'metadata.google.internal': ['169.254.169.254'],
  'private.test': ['10.1.2.3'],
  'mixed.test': ['93.184.216.34', '127.0.0.1'],
  'mixed6.test': ['93.184.216.34', '::1'],
  'mapped.test': ['::ffff:127.0.0.1'],
  'scoped.test': ['fe80::1%eth0'],
  'empty.test': [],
}
export const resolve = async (name: string): Promise<readonly string[]> => {
  const addresses = names[name]
  if (addresses) return await Promise.resolve(addresses)
  throw new Error('getaddrinfo ENOTFOUND')
}

export interface Page {
  status: number
  body: string
  encoding: string
  url: string
  redirects: string[]
  headers: Record<string, string>
  size: number
  truncated: boolean
}

/** What the tests of the web tools stand on. */
export interface WebWorld {
  /** Its host `web.test` is allowed on its port; it answers as `handle` says. */
  web: Local
  /** Nothing may ever get here: every test checks it. */
  canary: Local
  handle: Handler
  get(url: string, more?: Record<string, unknown>): Promise<Answer<Page>>
  health(): Promise<Answer<{ web: object }>>
  /** An address of `web`. */
  at(path: string, host?: string): string
}

/** Made before the tests of a file, gone after them. */
export function useWebWorld(): WebWorld {
  const world = { at: (path, host = 'web.test') => `http://${host}:${world.web.port}${path}` } as WebWorld
  beforeAll(async () => {
    world.canary = await listen((_, response) => response.end('SECRET'))
    world.web = await listen((request, response) => world.handle(request, response), '127.0.0.1')
    const { port } = world.web
    const allowedHosts = [
      `web.test:${port}`,
      `other.test:${port}`,
      'metadata.google.internal',
      '169.254.169.254',
    ]
    const tools = await startTools({ settings: { allowedHosts }, machine: { resolve } })
    world.get = async (url, more = {}) => await tools.call<Page>('http_request_secure', { url, ...more })
    world.health = async () => await tools.call('health_check')
    return async () => {
      await tools.close()
      world.canary.server.close()
      world.web.server.close()
    }
  })
  beforeEach(() => {
    world.handle = (_, response) => void response.end('hello')
    world.web.requests.length = 0
  })
  afterEach(() => expect(world.canary.requests).toEqual([]))
  return world
}
