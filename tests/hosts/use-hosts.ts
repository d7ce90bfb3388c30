import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { processesNaming } from '../support/processes'
import { buildPrograms, type BuiltPrograms } from './build-programs'
import { startRemoteHost, type HostProgram, type RemoteHost } from './remote-host'

export interface HostContext {
  /** Named in the environment of every process of the test. */
  scratch: string
  /** The data directory. */
  home: string
  /** A project root with the built programs. */
  root: string
}

export interface Hosts {
  /** Starts a process with a host in it, on the data directory of the test. */
  start: () => Promise<RemoteHost>
  /** Starts another kind of host on the same data directory. */
  startOther: (program: (context: HostContext) => HostProgram) => Promise<RemoteHost>
  context: () => HostContext
}

/** Processes with hosts for the tests of a `describe`; after each test nothing of them may be left. */
export function useHosts(program: (context: HostContext) => HostProgram): Hosts {
  let programs: BuiltPrograms
  let context: HostContext
  let hosts: RemoteHost[]

  beforeAll(async () => {
    programs = await buildPrograms()
  })
  afterAll(() => programs.remove())

  beforeEach(() => {
    const scratch = mkdtempSync(join(tmpdir(), 'omnimind-host-'))
    context = { scratch, home: join(scratch, 'home'), root: programs.root }
    mkdirSync(context.home)
    hosts = []
  })
  afterEach(async () => {
    await Promise.all(hosts.map((host) => host.end()))
    await expect.poll(() => processesNaming(context.scratch), { timeout: 5_000 }).toEqual([])
    rmSync(context.scratch, { recursive: true, force: true })
  })

  const startOther = async (other: (context: HostContext) => HostProgram): Promise<RemoteHost> => {
    const { env, ...rest } = other(context)
    const own = { HOST_TEST_HOME: context.home, HOST_TEST_ROOT: context.root, TMPDIR: context.scratch }
    const host = await startRemoteHost({ ...rest, env: { ...env, ...own } }, context.scratch)
    hosts.push(host)
    return host
  }
  return { start: () => startOther(program), startOther, context: () => context }
}
