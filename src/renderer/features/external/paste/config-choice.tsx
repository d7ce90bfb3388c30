import { Button, Checkbox, Group } from '@mantine/core'
import { useState } from 'react'
import type { ParsedConfig } from '@shared/contract/external'
import type { ExternalServer } from '@shared/domain/external'
import { useQuery, useServices, useSubmit } from '../../../center'
import { Answered } from '../../../ui/answered'
import { Mark } from '../../../ui/mark'
import { Mono } from '../../../ui/mono'
import { notifyDone } from '../../../ui/notify'
import { ProblemNote } from '../../../ui/problem-note'
import styles from '../external.module.css'

interface ConfigChoiceProps {
  text: string
  onBack: () => void
  onDone: () => void
}

/** The servers of a client's configuration, to choose from; what could not be read is said. */
export function ConfigChoice({ text, onBack, onDone }: ConfigChoiceProps) {
  const { query, refresh } = useQuery(`config ${text}`, (client, signal) =>
    client.external.parseConfig({ text }, { signal }),
  )
  return (
    <div className={styles['column']}>
      <Answered query={query} refresh={refresh} heightRem={10}>
        {({ servers, problems, givenSecrets }) => (
          <>
            {problems.length === 0 ? null : (
              <ul className={styles['problems']} aria-label="What to know about it">
                {problems.map((problem) => (
                  <li key={problem}>
                    <Mark shape="triangle" tone="warn">
                      Note
                    </Mark>{' '}
                    {problem}
                  </li>
                ))}
              </ul>
            )}
            <Choice servers={servers} givenSecrets={givenSecrets} onBack={onBack} onDone={onDone} />
          </>
        )}
      </Answered>
    </div>
  )
}

function Choice({
  servers,
  givenSecrets,
  onBack,
  onDone,
}: Omit<ConfigChoiceProps, 'text'> & Pick<ParsedConfig, 'servers' | 'givenSecrets'>) {
  const taken = new Set((useServices() ?? []).map(({ id }) => id))
  const [ticked, setTicked] = useState<ReadonlyMap<string, boolean>>(new Map())
  const secretsOf = (id: string): string[] => givenSecrets.find((given) => given.id === id)?.secrets ?? []
  // What would be given a stored secret is added only when somebody says so.
  const isTicked = (id: string): boolean => ticked.get(id) ?? secretsOf(id).length === 0
  const { send, busy, problem } = useSubmit()
  const chosen = servers.filter(({ id }) => !taken.has(id) && isTicked(id))

  async function add(): Promise<void> {
    for (const server of chosen) {
      if (!(await send((client) => client.external.add(server)))) return
    }
    notifyDone(`${chosen.length} ${chosen.length === 1 ? 'server is' : 'servers are'} added.`)
    onDone()
  }
  return (
    <>
      <fieldset className={styles['choices']}>
        <legend>{servers.length === 0 ? 'No server was found in it.' : 'Which to add'}</legend>
        {servers.map((server) => (
          <Checkbox
            key={server.id}
            label={server.title}
            description={
              <>
                <Mono>{summary(server)}</Mono>
                {taken.has(server.id) ? (
                  <span className={styles['remark']}>A service has this id already.</span>
                ) : null}
                {secretsOf(server.id).length > 0 ? <SecretsRemark secrets={secretsOf(server.id)} /> : null}
              </>
            }
            disabled={taken.has(server.id)}
            checked={chosen.includes(server)}
            onChange={({ currentTarget }) => setTicked(new Map(ticked).set(server.id, currentTarget.checked))}
          />
        ))}
      </fieldset>
      {problem ? <ProblemNote problem={problem} /> : null}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
        <Button disabled={chosen.length === 0} loading={busy} onClick={() => void add()}>
          Add {chosen.length} {chosen.length === 1 ? 'server' : 'servers'}
        </Button>
      </Group>
    </>
  )
}

function SecretsRemark({ secrets }: { secrets: readonly string[] }) {
  return (
    <span className={styles['remark']}>
      <Mark shape="triangle" tone="warn">
        Secret
      </Mark>{' '}
      It would get your {secrets.join(', ')}. Tick it only if it should.
    </span>
  )
}

function summary({ transport }: ExternalServer): string {
  return transport.kind === 'stdio' ? [transport.command, ...transport.args].join(' ') : transport.url
}
