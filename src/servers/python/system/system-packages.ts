import { z } from 'zod'
import type { PackageList } from '../tools/list-python-packages'
import type { SystemEngine } from './system-engine'

const MAX_PACKAGES = 500
const code = `
from importlib.metadata import distributions
sorted({(str(each.name), str(each.version)) for each in distributions()})[:${MAX_PACKAGES}]
`
const Found = z.array(z.tuple([z.string(), z.string()]))

/** Asks the machine's Python itself. */
export async function systemPackages(engine: SystemEngine, signal: AbortSignal): Promise<PackageList> {
  const { json } = await engine.run({ code, session: '', timeoutMs: 20_000, signal })
  const { version, sandbox } = await engine.about()
  const found = Found.parse(JSON.parse(json ?? '[]'))
  return {
    python: version ?? '',
    packages: found.map(([name, itsVersion]) => ({ name, version: itsVersion })),
    about: sandbox === 'none' ? 'Code is NOT sandboxed on this machine.' : 'Code is contained by bubblewrap.',
  }
}
