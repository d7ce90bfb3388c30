import { z } from 'zod'
import { ToolError } from '../../kit/define-tool'
import type { PackageList } from '../tools/list-python-packages'
import type { SystemEngine } from './system-engine'

const MAX_PACKAGES = 500
/** A result as JSON is no longer than 20,000 characters (`runner-source.ts`). */
const MAX_JSON = 19_000
const code = `
import json
from importlib.metadata import distributions
found = sorted({(str(each.name), str(each.version)) for each in distributions()})[:${MAX_PACKAGES}]
while len(json.dumps(found)) > ${MAX_JSON}: found.pop()
found
`
const Found = z.array(z.tuple([z.string(), z.string()]))

/** Asks the machine's Python itself. */
export async function systemPackages(engine: SystemEngine, signal: AbortSignal): Promise<PackageList> {
  const { json, sandbox, error, stopped } = await engine.run({ code, session: '', timeoutMs: 20_000, signal })
  if (json === null)
    throw new ToolError(
      `This Python did not say what packages it has: ${error?.message ?? stopped ?? 'no answer'}.`,
    )
  const { version } = await engine.about()
  const found = Found.parse(JSON.parse(json))
  return {
    python: version,
    packages: found.map(([name, itsVersion]) => ({ name, version: itsVersion })),
    about: sandbox === 'none' ? 'Code is NOT sandboxed on this machine.' : 'Code is contained by bubblewrap.',
  }
}
