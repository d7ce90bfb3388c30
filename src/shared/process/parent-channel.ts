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

interface UtilityPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
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
  const port = (process as { parentPort?: UtilityPort }).parentPort
  if (port) {
    return {
      send: (message) => port.postMessage(message),
      onMessage: (listener) => void port.on('message', (event) => receive(listener)(event.data)),
      // An Electron utility process is ended by Chromium when main dies; the close event covers a clean close.
      onClosed: (listener) => void port.on('close', listener),
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
