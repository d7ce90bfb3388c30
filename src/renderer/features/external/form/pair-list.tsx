import { ActionIcon, Button, TextInput } from '@mantine/core'
import { Icon } from '../../../ui/icons'
import { TemplateField } from './template-field'
import styles from './form.module.css'

type Pair = readonly [string, string]

interface PairListProps {
  label: string
  /** One entry, e.g. `Variable`. */
  entry: string
  help: string
  error?: string | undefined
  pairs: readonly Pair[]
  onChange: (pairs: readonly Pair[]) => void
}

/** Names with values, where a value may be a secret. */
export function PairList({ label, entry, help, error, pairs, onChange }: PairListProps) {
  return (
    <fieldset className={styles['group']}>
      <legend>{label}</legend>
      <p className={styles['help']}>{help}</p>
      {pairs.map(([name, value], index) => (
        <div key={index} className={styles['pair']}>
          <TextInput
            aria-label={`Name of ${entry.toLowerCase()} ${index + 1}`}
            placeholder="NAME"
            maxLength={256}
            value={name}
            onChange={(event) => onChange(pairs.with(index, [event.currentTarget.value, value]))}
          />
          <TemplateField
            label={`Value of ${name || `${entry.toLowerCase()} ${index + 1}`}`}
            placeholder="value or ${secret:NAME}"
            value={value}
            onChange={(next) => onChange(pairs.with(index, [name, next]))}
          />
          <ActionIcon
            aria-label={`Remove ${name || `${entry.toLowerCase()} ${index + 1}`}`}
            onClick={() => onChange(pairs.filter((_, at) => at !== index))}
          >
            <Icon name="close" size={14} />
          </ActionIcon>
        </div>
      ))}
      {error ? <p className={styles['error']}>{error}</p> : null}
      <Button
        variant="default"
        size="compact-xs"
        leftSection={<Icon name="plus" size={12} />}
        onClick={() => onChange([...pairs, ['', '']])}
      >
        Add {entry.toLowerCase()}
      </Button>
    </fieldset>
  )
}
