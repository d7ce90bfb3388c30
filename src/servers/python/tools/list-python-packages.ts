import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { reads } from './tool-deps'

export interface PackageList {
  python: string
  packages: { name: string; version: string }[]
  /** What a model must know beside the list. */
  about: string
}

export interface PackageToolDeps {
  /** @throws when it cannot be found out */
  packages(signal: AbortSignal): Promise<PackageList>
}

export const listPythonPackages = (deps: PackageToolDeps): Tool =>
  defineTool({
    name: 'list_python_packages',
    title: 'List Python Packages',
    description:
      'Show which packages run_python can import beside the standard library. Nothing can be installed.',
    input: {},
    output: {
      python: z.string(),
      packages: z.array(z.object({ name: z.string(), version: z.string() })),
      about: z.string(),
    },
    hints: reads,
    freshness: 'live',
    async run(_input, { signal }) {
      const { python, packages, about } = await deps.packages(signal)
      return { structured: { python, packages, about } }
    },
  })
