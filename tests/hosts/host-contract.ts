import { describe } from 'vitest'
import { claimContract } from './contract/claim'
import { exitContract } from './contract/exits'
import { killContract } from './contract/kills'
import { messageContract } from './contract/messages'
import { outsideContract } from './contract/outside'
import { secretContract } from './contract/secrets'
import type { HostProgram } from './remote-host'
import { useHosts, type HostContext } from './use-hosts'

/**
 * What every host must do, tested from outside in the process it is made for.
 * @param program how to start a process that serves this host (see `host-server.ts`)
 */
export function hostContract(name: string, program: (context: HostContext) => HostProgram): void {
  describe(`${name} host`, () => {
    const hosts = useHosts(program)
    describe('messages and output', () => messageContract(hosts))
    describe('exits', () => exitContract(hosts))
    describe('kills', () => killContract(hosts))
    describe('secrets', () => secretContract(hosts))
    describe('the outside', () => outsideContract(hosts))
    describe('the claim on the data directory', () => claimContract(hosts))
  })
}
