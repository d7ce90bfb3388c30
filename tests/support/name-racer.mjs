// Swaps a directory (argv[2]) and what stands at argv[3] (a link) as fast as it can, until it is killed. A program of its own,
// so that it is never at rest while the one under test works.
import { renameSync } from 'node:fs'

const [, , name, other] = process.argv
process.send?.('ready')
for (;;) {
  renameSync(name, `${name}-spare`)
  renameSync(other, name)
  renameSync(name, other)
  renameSync(`${name}-spare`, name)
}
