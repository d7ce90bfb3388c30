import type { GuardedCalls } from './guarded-host'
import type { HostCalls } from './host-calls'

/** What the two parts of the sandbox share; all of it lives inside. */
export interface Platform {
  host: HostCalls
  toBytes: (text: string) => Uint8Array<ArrayBuffer>
  toText: (bytes: Uint8Array) => string
  fire: (id: number) => void
  /** While it lasts there are no timers: those that wait are dropped, and new ones never fire. */
  rest: { begin(): void; end(): void }
}

/**
 * Runs inside the sandbox, as text: nothing outside of this function exists there. Lays the few globals on which
 * Pyodide's "shell" mode stands, each made of `HostCalls`, and hides those in closures, so that Python never holds a
 * function of the process. The process throws nothing in here.
 */
export function realmPlatform(calls: GuardedCalls): Platform {
  const { fromCharCode } = String
  const refuse = (): never => {
    throw new Error('This is not available in the sandbox.')
  }
  const { settle, output, changed, file, after, random, decode, encode } = calls
  const host: HostCalls = {
    settle: (json) => void passed(settle(json)),
    output: (stream, bytes) => void passed(output(stream, bytes)),
    changed: (path, bytes) => void passed(changed(path, bytes)),
    file: (name) => text(file(name)),
    after: (id, ms) => void passed(after(id, ms)),
    random: (count) => text(random(count)),
    decode: (bytes, encoding) => text(decode(bytes, encoding)),
    encode: (characters) => text(encode(characters)),
  }
  function passed<T>(answer: T): T {
    return answer === null ? refuse() : answer
  }
  function text(answer: string | null | undefined): string {
    return typeof answer === 'string' ? answer : refuse()
  }
  function toBytes(text: string): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(text.length)
    for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index)
    return bytes
  }
  function toText(bytes: Uint8Array): string {
    let text = ''
    for (let at = 0; at < bytes.length; at += 8_192)
      text += fromCharCode.apply(null, bytes.subarray(at, at + 8_192) as unknown as number[])
    return text
  }
  const viewed = (data: ArrayBuffer | ArrayBufferView): Uint8Array =>
    ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data)

  let isResting = false
  const timers = new Map<number, () => void>()
  let lastTimer = 0
  const later = (callback: (...values: unknown[]) => void, ms: unknown = 0, ...values: unknown[]): number => {
    const id = ++lastTimer
    if (isResting) return id
    timers.set(id, () => callback(...values))
    host.after(id, Number(ms) || 0)
    return id
  }
  const fire = (id: number): void => {
    const callback = timers.get(id)
    timers.delete(id)
    try {
      callback?.()
    } catch {
      // The process would look at what was thrown.
    }
  }

  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  /** Random base64 is base64 of something random; only its length must be right. */
  const randomBase64 = (count: number): string => {
    const padding = (3 - (count % 3)) % 3
    let text = ''
    for (const byte of toBytes(host.random(Math.ceil(count / 3) * 4 - padding))) text += alphabet[byte & 63]
    return text + '='.repeat(padding)
  }
  const written = (...values: unknown[]): void =>
    host.output(2, host.encode(`${values.map(String).join(' ')}\n`))

  Object.assign(globalThis, {
    setTimeout: later,
    setImmediate: (callback: () => void) => later(callback, 0),
    clearTimeout: (id: number) => void timers.delete(id),
    console: { log: written, warn: written, error: written, info: written, debug: written },
    performance: { now: () => Date.now() },
    read: refuse,
    load: refuse,
    readbuffer: (name: unknown) => toBytes(host.file(String(name))).buffer,
    // The shell mode takes its random numbers from `head -c<count> /dev/urandom | base64`.
    os: {
      system: (_program: string, command: string[]) =>
        randomBase64(Number(/head -c(\d+)/.exec(String(command[1]))?.[1] ?? 0)),
    },
    TextDecoder: class {
      readonly #encoding: string
      constructor(encoding: unknown = 'utf-8') {
        this.#encoding = String(encoding)
      }
      decode(data: ArrayBuffer | ArrayBufferView): string {
        return host.decode(toText(viewed(data)), this.#encoding)
      }
    },
    TextEncoder: class {
      encode(text: unknown = ''): Uint8Array {
        return toBytes(host.encode(String(text)))
      }
    },
  })
  // Node hands call sites, objects of the process's own, to whatever is set here, and without it reads the error's name
  // and message itself; this function looks at nothing.
  Object.defineProperty(Error, 'prepareStackTrace', {
    value: () => 'Error of JavaScript',
    writable: false,
    configurable: false,
  })
  const rest = {
    begin() {
      isResting = true
      timers.clear()
    },
    end() {
      isResting = false
    },
  }
  return { host, toBytes, toText, fire, rest }
}
