import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hostContract } from './host-contract'

hostContract('headless', ({ scratch, home, root }) => {
  // Stands before the system's own, and only writes down what it is asked to open.
  const bin = join(scratch, 'bin')
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(bin, 'xdg-open'), `#!/bin/sh\nprintf '%s\\n' "$1" >> '${home}/opened'\n`)
  chmodSync(join(bin, 'xdg-open'), 0o755)
  return {
    command: process.execPath,
    args: [join(root, 'out/main/headless.js')],
    env: { PATH: `${bin}:${process.env['PATH']}` },
  }
})
