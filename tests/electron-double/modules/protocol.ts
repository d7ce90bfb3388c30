import type { CustomScheme, Protocol } from 'electron'
import { assertReady, world } from '../support/world.ts'
import { notModelled, strict } from '../support/strict.ts'

type Handler = Parameters<Protocol['handle']>[1]

/** Schemes that behave like https, by registerSchemesAsPrivileged. */
export const standardSchemes: string[] = []
const handlers = new Map<string, Handler>()

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(schemes: CustomScheme[]): void {
    if (world.isReady)
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    if (standardSchemes.length > 0) throw new Error('registerSchemesAsPrivileged can be called only once')
    for (const { scheme, privileges } of schemes) {
      if (!privileges?.standard || !privileges.secure || !privileges.supportFetchAPI)
        throw notModelled(`a scheme that is not standard, secure and fetchable (${scheme})`)
      standardSchemes.push(scheme)
    }
  },
  handle(scheme: string, handler: Handler): void {
    assertReady('protocol.handle')
    if (!standardSchemes.includes(scheme)) throw notModelled(`protocol.handle of ${scheme}:`)
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
    handlers.set(scheme, handler)
  },
} satisfies Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle'>)

/** Asks the app for one of its own addresses. */
export async function askProtocolHandler(
  url: string,
  request: { method: string; headers: Record<string, string> },
): Promise<Response> {
  const handler = handlers.get(new URL(url).protocol.slice(0, -1))
  if (handler === undefined) throw notModelled(`${url} without a protocol handler`)
  const body = new Request('https://placeholder.invalid/', request)
  // Node's Request takes no custom scheme, Electron's does; so the address is put over it.
  const asked = new Proxy(body, {
    get: (target, key) => (key === 'url' ? url : (Reflect.get(target, key, target) as unknown)),
  })
  return await handler(asked)
}
