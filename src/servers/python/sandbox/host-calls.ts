/**
 * All that the JavaScript around Python may ask of its process. Only strings and numbers pass, in both directions: an
 * object or an error of the process's own would bring its `Function`, and with it everything Node can do, into the
 * sandbox. Bytes travel as Latin-1 text, one character a byte.
 */
export interface HostCalls {
  /** The answer to `run`, as JSON; see `RunAnswer`. */
  settle(json: string): void
  /** What Python wrote: 1 is stdout, 2 is stderr. */
  output(stream: number, bytes: string): void
  /** A scratch file that the run made or changed. */
  changed(path: string, bytes: string): void
  /** The bytes of a file of the interpreter or of a package; throws when there is none of that name. */
  file(name: string): string
  /** Calls `fire` with this id later. */
  after(id: number, ms: number): void
  random(count: number): string
  decode(bytes: string, encoding: string): string
  encode(text: string): string
}

/** What the process may call in the sandbox; it gets strings and numbers too, and looks at no result. */
export interface RealmCalls {
  start(options: string): void
  /** Before a run: a file of the scratch folder as it is on disk. */
  putFile(path: string, bytes: string, modifiedMs: number): void
  dropFile(path: string): void
  run(request: string): void
  fire(id: number): void
}
