import { z } from 'zod'

/**
 * The child's end of the private channel to main, the same on both hosts: Electron's `process.parentPort`
 * in a utility process, Node's `process.send` in a forked one.
 */
export interface ParentChannel<In, Out> {
  send(message: Out): void
  onMessage(listener: (message: In) => void): void
  /** Main is gone: the child must end at once. */
  onClosed(listener: () => void): void
}

/** The part of Electron's `process.parentPort` we use. */
interface UtilityPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
}

/**
 * Opens the channel. Messages that do not fit the schema are dropped and told to `onBadMessage`.
 * @throws when the process was not started by OmniMind
 */
export function openParentChannel<In, Out>(
  schema: z.ZodType<In>,
  onBadMessage: (text: string) => void,
): ParentChannel<In, Out> {
  const receive = (listener: (message: In) => void) => (value: unknown) => {
    const parsed = schema.safeParse(value)
    if (parsed.success) listener(parsed.data)
    else onBadMessage(z.prettifyError(parsed.error))
  }
  const { parentPort: port } = process as { parentPort?: UtilityPort }
  if (port) {
    return {
      send: (message) => port.postMessage(message),
      onMessage: (listener) => void port.on('message', (event) => receive(listener)(event.data)),
      // Chromium itself ends a utility process whose parent is gone.
      onClosed: () => {},
    }
  }
  if (typeof process.send !== 'function')
    throw new Error('This program is started by OmniMind; run "npm start" instead.')
  return {
    send: (message) => {
      if (process.connected) process.send?.(message, undefined, undefined, () => {})
    },
    onMessage: (listener) => void process.on('message', receive(listener)),
    onClosed: (listener) => void process.on('disconnect', listener),
  }
}
