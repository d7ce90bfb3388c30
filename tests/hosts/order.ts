import type { RemoteProcess } from './remote-host'

/** Tells a child what to do; see `fixtures/echo-program.ts`. */
export function order(child: RemoteProcess, what: string, value?: unknown): Promise<unknown> {
  return child.send({ do: what, value })
}
