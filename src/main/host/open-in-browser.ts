import { spawn } from 'node:child_process'
import { childEnvironment } from './child-environment'
import { isOpenable } from './external-url'

/** @returns false when there is no browser to start */
export function openInBrowser(url: string): Promise<boolean> {
  if (!isOpenable(url)) return Promise.resolve(false)
  const [command, ...args] = opener(url)
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true, env: childEnvironment() })
    child.once('error', () => resolve(false))
    child.once('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}

function opener(url: string): [string, ...string[]] {
  if (process.platform === 'darwin') return ['open', url]
  // `start` is a word of the Windows shell; rundll32 takes the address as one plain argument.
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url]
  return ['xdg-open', url]
}
