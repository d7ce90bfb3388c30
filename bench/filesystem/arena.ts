import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const SECRET = 'secret'

/** A jail in which a directory and a link to the outside are exchanged all the time, by a process of its own. */
export interface Arena {
  jail: string
  /** Means a file inside or one outside, depending on the moment. */
  path: string
  isSecret(text: string): boolean
  /** Whether the file outside was written since this was last asked. */
  wasWritten(): boolean
  close(): Promise<void>
}

export async function openArena(): Promise<Arena> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'omni-races-')))
  const jail = join(base, 'jail')
  const [swapped, link, outside] = [join(jail, 'swapped'), join(jail, 'link'), join(base, 'outside')]
  mkdirSync(swapped, { recursive: true })
  mkdirSync(outside)
  writeFileSync(join(swapped, 'f'), 'inside')
  writeFileSync(join(outside, 'f'), SECRET)
  symlinkSync(outside, link)
  const racer = spawn('python3', [join(import.meta.dirname, 'exchange-racer.py'), swapped, link], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(racer.stdout, 'data')
  return {
    jail,
    path: join(swapped, 'f'),
    isSecret: (text) => text.includes(SECRET),
    wasWritten() {
      const escaped = readFileSync(join(outside, 'f'), 'utf8') !== SECRET
      if (escaped) writeFileSync(join(outside, 'f'), SECRET)
      return escaped
    },
    async close() {
      racer.kill('SIGKILL')
      await once(racer, 'exit')
      rmSync(base, { recursive: true })
    },
  }
}
