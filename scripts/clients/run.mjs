import { spawn } from 'node:child_process'

/**
 * Runs a program with nothing of this environment but what is given, in a process group of its own, of which nothing
 * stays behind.
 * @returns `{ code, output }`; `code` is null when it was ended after `timeoutMs`, or did not start
 */
export function run(command, args, { env, cwd, timeoutMs }) {
  const child = spawn(command, args, { env, cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk) => (output += chunk))
  const timer = setTimeout(() => killGroup(child.pid), timeoutMs)
  return new Promise((resolve) => {
    child.on('error', (error) => {
      clearTimeout(timer)
      resolve({ code: null, output: error.message })
    })
    // What it started may hold its output open for ever; the group goes with it.
    child.on('exit', () => killGroup(child.pid))
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code, output })
    })
  })
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}
