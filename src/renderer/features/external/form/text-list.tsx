import { ActionIcon, Button } from '@mantine/core'
import { Icon } from '../../../ui/icons'
import { TemplateField } from './template-field'
import styles from './form.module.css'

interface TextListProps {
  label: string
  /** One entry, e.g. `Argument`. */
  entry: string
  help: string
  error?: string | undefined
  values: readonly string[]
  onChange: (values: readonly string[]) => void
}

/** Texts in an order that matters, each in a field of its own. */
export function TextList({ label, entry, help, error, values, onChange }: TextListProps) {
  return (
    <fieldset className={styles['group']}>
      <legend>{label}</legend>
      <p className={styles['help']}>{help}</p>
      {values.map((value, index) => (
        <div key={index} className={styles['one']}>
          <TemplateField
            label={`${entry} ${index + 1}`}
            value={value}
            onChange={(next) => onChange(values.with(index, next))}
          />
          <ActionIcon
            aria-label={`Remove ${entry.toLowerCase()} ${index + 1}`}
            onClick={() => onChange(values.filter((_, at) => at !== index))}
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
        onClick={() => onChange([...values, ''])}
      >
        Add {entry.toLowerCase()}
      </Button>
    </fieldset>
  )
}
