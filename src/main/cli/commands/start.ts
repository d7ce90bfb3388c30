import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { OmniMindError } from '@shared/errors'
import type { ExitCode } from '@shared/exit-codes'
import { exitCodes } from '@shared/exit-codes'
import { noMore, type Command, type Invocation } from '../command'
import { fetchStatus } from '../connection'

export const start: Command = {
  name: 'start',
  usage: '[--headless]',
  summary: 'Start OmniMind in the foreground: the desktop app where there is one, else headless.',
  details: 'OMNIMIND_PORT_OFFSET=N adds N to every port, so that two copies run side by side.',
  options: { headless: { type: 'boolean' } },
  async run({ io, home, words, flag }) {
    noMore(words, 'start')
    const running = await fetchStatus(home).catch(() => null)
    if (running) {
      throw new OmniMindError('ALREADY_RUNNING', `OmniMind runs on ${home} already (pid ${running.pid}).`, {
        nextStep: 'Open it with "omnimind open", or end it with "omnimind stop".',
      })
    }
    const [program, ...args] = programOf(flag('headless'))
    return runInForeground(program, [...args, '--home', home], io)
  },
}

/** This file's bundle lies in out/main; scripts/start.mjs knows how to find (or fetch) the desktop runtime. */
function programOf(headless: boolean): [string, ...string[]] {
  const here = import.meta.dirname
  const launcher = join(dirname(dirname(here)), 'scripts', 'start.mjs')
  return !headless && existsSync(launcher) ? [launcher] : [join(here, 'headless.js')]
}

/** Ends as the program ended; Ctrl-C reaches it through the terminal, other requests are passed on. */
function runInForeground(program: string, args: string[], io: Invocation['io']): Promise<ExitCode> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: 'inherit' })
    const interrupts = io.onInterrupt(() => child.kill('SIGTERM'))
    child.once('error', reject)
    child.once('exit', (code) => {
      interrupts.dispose()
      const known = Object.values(exitCodes).find((candidate) => candidate === code)
      resolve(known ?? exitCodes.failed)
    })
  })
}
