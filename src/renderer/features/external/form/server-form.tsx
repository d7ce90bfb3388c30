import { NumberInput, SegmentedControl, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Icon } from '../../../ui/icons'
import { titleFrom } from '../paste/read-paste'
import type { FieldsProps } from './fields-props'
import { PairList } from './pair-list'
import { SecretsProvider } from '../../security'
import { MoreStdioFields, StdioFields } from './stdio-fields'
import styles from './form.module.css'

/** Every field of one external server; what is seldom changed folds away. */
export function ServerForm({ draft, errors, change, isNew }: FieldsProps & { isNew: boolean }) {
  return (
    <SecretsProvider>
      <div className={styles['form']}>
        <SegmentedControl
          aria-label="Kind of server"
          value={draft.kind}
          onChange={(value) => change({ kind: value === 'http' || value === 'sse' ? value : 'stdio' })}
          data={[
            { value: 'stdio', label: 'A program here' },
            { value: 'http', label: 'An address (HTTP)' },
            { value: 'sse', label: 'An older address (SSE)' },
          ]}
        />
        {draft.kind === 'stdio' ? (
          <StdioFields draft={draft} errors={errors} change={change} />
        ) : (
          <RemoteFields draft={draft} errors={errors} change={change} />
        )}
        <NameFields draft={draft} errors={errors} change={change} isNew={isNew} />
        <More draft={draft} errors={errors} change={change} />
      </div>
    </SecretsProvider>
  )
}

function RemoteFields({ draft, errors, change }: FieldsProps) {
  return (
    <>
      <TextInput
        label="Address"
        description="If it asks you to sign in, a button for that appears once it is added."
        placeholder="https://example.com/mcp"
        maxLength={2_048}
        value={draft.url}
        error={errors.url}
        onChange={(event) => change({ url: event.currentTarget.value })}
      />
      <PairList
        label="Headers"
        entry="Header"
        help="Sent with every request. Keep tokens as secrets."
        error={errors.headers}
        pairs={draft.headers}
        onChange={(headers) => change({ headers })}
      />
    </>
  )
}

function NameFields({ draft, errors, change, isNew }: FieldsProps & { isNew: boolean }) {
  const [ownTitle, setOwnTitle] = useState(draft.title !== titleFrom(draft.id))
  return (
    <div className={styles['two']}>
      <TextInput
        label="Id"
        description={isNew ? 'Stands before its tools; cannot be changed later.' : 'Cannot be changed.'}
        disabled={!isNew}
        maxLength={63}
        value={draft.id}
        error={errors.id}
        onChange={(event) => {
          const id = event.currentTarget.value
          change(ownTitle ? { id } : { id, title: titleFrom(id) })
        }}
      />
      <TextInput
        label="Title"
        description="For you."
        maxLength={100}
        value={draft.title}
        error={errors.title}
        onChange={(event) => {
          setOwnTitle(true)
          change({ title: event.currentTarget.value })
        }}
      />
    </div>
  )
}

function More(props: FieldsProps) {
  const { draft, errors, change } = props
  const isWrong = [errors.cwd, errors.startupTimeoutS, errors.requestTimeoutS, errors.description].some(
    Boolean,
  )
  return (
    <details className={styles['more']} {...(isWrong ? { open: true } : {})}>
      <summary>
        <Icon name="chevron" size={12} /> More settings
      </summary>
      <div className={styles['form']}>
        <TextInput
          label="Description"
          maxLength={500}
          value={draft.description}
          error={errors.description}
          onChange={(event) => change({ description: event.currentTarget.value })}
        />
        <div>
          <p className={styles['label']}>Keep running</p>
          <SegmentedControl
            aria-label="Keep running"
            value={draft.mode}
            onChange={(value) => change({ mode: value === 'on-demand' ? 'on-demand' : 'always' })}
            data={[
              { value: 'always', label: 'Always' },
              { value: 'on-demand', label: 'On demand' },
            ]}
          />
        </div>
        {draft.kind === 'stdio' ? <MoreStdioFields {...props} /> : null}
        <NumberInput
          label="Request timeout"
          description="A request without an answer by then is given up."
          w="14rem"
          suffix=" s"
          thousandSeparator=","
          allowDecimal={false}
          value={draft.requestTimeoutS}
          error={errors.requestTimeoutS}
          onChange={(value) => change({ requestTimeoutS: Number(value) })}
        />
      </div>
    </details>
  )
}
