import { StringDecoder } from 'node:string_decoder'
import { defineWorker } from '../../kit/worker/define-worker'
import { RealmAnswer } from '../run-outcome'
import { closeDoors } from '../sandbox/close-doors'
import type { RealmCalls } from '../sandbox/host-calls'
import { InterpreterEvent, ToInterpreter } from '../sandbox/interpreter-messages'
import { openRealm, type RealmHost } from '../sandbox/open-realm'
import { sandboxSource } from '../sandbox/sandbox-source'
import { scratchLimits } from '../scratch-limits'
import { WheelFolder } from '../sandbox/wheel-folder'

type Emit = (event: InterpreterEvent) => void

/** One Python in the sandbox: opened by the first message, then one run after the other. */
export const worker = defineWorker({
  build() {
    const interpreter = new Interpreter()
    return {
      async handle(message, emit) {
        const wanted = ToInterpreter.parse(message)
        if (wanted.kind === 'open') return await interpreter.open(wanted)
        if (wanted.kind === 'rest') return {}
        return await interpreter.run(wanted, emit)
      },
    }
  },
})

class Interpreter {
  #realm: RealmCalls | null = null
  #emit: Emit = () => {}
  #settle: (json: string) => void = () => {}
  #streams = streamDecoders()

  async open({
    memoryMb,
    pyodideFolder,
    packagesFolder,
  }: Extract<ToInterpreter, { kind: 'open' }>): Promise<unknown> {
    const wheels = new WheelFolder(packagesFolder, pyodideFolder)
    const host: RealmHost = {
      settle: (json) => this.#settle(json),
      output: (stream, bytes) => this.#output(stream === 1 ? 'stdout' : 'stderr', bytes),
      changed: (path, bytes) =>
        this.#emit({ kind: 'changed', path, base64: Buffer.from(bytes, 'latin1').toString('base64') }),
      packageFile: (name) => wheels.read(name),
    }
    const realm = openRealm(host, pyodideFolder)
    this.#realm = realm
    closeDoors()
    const options = {
      lockFile: wheels.lockFile(),
      wheels: wheels.unlisted(),
      runnerSource: sandboxSource,
      memoryBytes: memoryMb * 1024 * 1024,
      scratch: scratchLimits,
    }
    return await this.#settled(() => realm.start(JSON.stringify(options)))
  }

  async run(wanted: Extract<ToInterpreter, { kind: 'run' }>, emit: Emit): Promise<unknown> {
    const realm = this.#realm
    if (!realm) throw new Error('The interpreter was not opened.')
    this.#emit = emit
    this.#streams = streamDecoders()
    for (const path of wanted.drop) realm.dropFile(path)
    for (const { path, base64, modifiedMs } of wanted.put)
      realm.putFile(path, Buffer.from(base64, 'base64').toString('latin1'), modifiedMs)
    const { code, name, timeoutMs, outputBytes } = wanted
    const answer = await this.#settled(() =>
      realm.run(JSON.stringify({ code, name, timeoutMs, outputBytes })),
    )
    this.#emit = () => {}
    return answer
  }

  #output(stream: 'stdout' | 'stderr', bytes: string): void {
    const text = this.#streams[stream].write(Buffer.from(bytes, 'latin1'))
    if (text !== '') this.#emit({ kind: 'output', stream, text })
  }

  /** Waits for `settle`: a promise of the realm would be given functions of ours. */
  async #settled(begin: () => void): Promise<unknown> {
    const json = await new Promise<string>((resolve) => {
      this.#settle = resolve
      begin()
    })
    const answer = RealmAnswer.parse(JSON.parse(json))
    if (answer.kind === 'broken') throw new Error(answer.text)
    return answer
  }
}

/** Characters of several bytes may come in two pieces. */
function streamDecoders() {
  return { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') }
}
