import { Select } from '@mantine/core'
import { useQuery, useServices } from '../../center'
import { formatPlace, goTo } from '../../router'
import { Answered } from '../../ui/answered'
import { Mono } from '../../ui/mono'
import { Page } from '../../ui/page'
import { Workbench } from './workbench'
import styles from './playground.module.css'

/** Any address of the gateway, tried as a client would: through every guard. */
export function PlaygroundPage({ endpoint }: { endpoint: string }) {
  const version = (useServices() ?? []).map(({ id, state }) => `${id}:${state.kind}`).join()
  const { query, refresh } = useQuery(`endpoints ${version}`, (client, signal) =>
    client.gateway.endpoints({}, { signal }),
  )
  return (
    <Page fill title="Playground">
      <Answered query={query} refresh={refresh} heightRem={2}>
        {(endpoints) => {
          const current = endpoints.find(({ id }) => id === endpoint)
          return (
            <div className={styles['address']}>
              <Select
                aria-label="Address"
                w="18rem"
                searchable
                allowDeselect={false}
                placeholder="Choose an address"
                value={current?.id ?? null}
                onChange={(id) => goTo(formatPlace(['playground', id ?? 'default']))}
                data={[
                  { group: 'Profiles', items: itemsOf(endpoints, 'profile') },
                  { group: 'Services', items: itemsOf(endpoints, 'service') },
                ]}
              />
              {current ? (
                <Mono copy={current.url} label="Copy address">
                  {current.url}
                </Mono>
              ) : (
                <span>There is no address “{endpoint}” any more. Choose another.</span>
              )}
            </div>
          )
        }}
      </Answered>
      <div className={styles['work']}>
        <Workbench endpoint={endpoint} version={version} />
      </div>
    </Page>
  )
}

function itemsOf(endpoints: readonly { id: string; title: string; kind: string }[], kind: string) {
  return endpoints.filter((one) => one.kind === kind).map(({ id, title }) => ({ value: id, label: title }))
}
