import { formatPlace } from '../../../router'
import { DataTable } from '../../../ui/data-table'
import { formatCount } from '../../../ui/format'
import { Mono } from '../../../ui/mono'
import type { Address } from '../use-endpoints'
import { tokenCost } from '../token-cost'
import styles from '../gateway.module.css'

const groups = [
  { kind: 'profile', title: 'Together, by profile' },
  { kind: 'service', title: 'Alone' },
] as const

/** Where clients may go, and what each address costs a model's context. */
export function AddressTable({ addresses }: { addresses: readonly Address[] }) {
  return (
    <DataTable
      label="Addresses"
      heads={[
        { label: 'Name' },
        { label: 'Address' },
        { label: 'Tools', number: true },
        { label: 'Token cost', number: true },
        { label: 'Actions', hidden: true },
      ]}
    >
      {groups.map(({ kind, title }) => (
        <tbody key={kind}>
          <tr data-group>
            <th scope="rowgroup" colSpan={5}>
              {title}
            </th>
          </tr>
          {addresses
            .filter((address) => address.kind === kind)
            .map((address) => (
              <AddressRow key={`${kind}${address.id}`} address={address} />
            ))}
        </tbody>
      ))}
    </DataTable>
  )
}

function AddressRow({ address: { id, kind, title, url, toolCount, cost } }: { address: Address }) {
  return (
    <tr>
      <th scope="row">
        <a
          href={kind === 'profile' ? formatPlace(['gateway', 'profiles', id]) : formatPlace(['services', id])}
        >
          {title}
        </a>
      </th>
      <td>
        <Mono copy={url} label={`Copy address of ${title}`}>
          {url}
        </Mono>
      </td>
      <td data-number>{formatCount(toolCount)}</td>
      <td data-number>{tokenCost(cost)}</td>
      <td data-actions>
        <a className={styles['quiet']} href={formatPlace(['playground', id])} aria-label={`Try ${title}`}>
          Try
        </a>
      </td>
    </tr>
  )
}
