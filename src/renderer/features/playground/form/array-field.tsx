import { ActionIcon, Button } from '@mantine/core'
import { Icon } from '../../../ui/icons'
import type { ContainerProps } from './field-props'
import { initialValue } from './form-value'
import styles from './form.module.css'

/** A list whose entries are added and removed one by one. */
export function ArrayField({
  label,
  schema,
  root,
  value,
  path,
  errors,
  required,
  onChange,
  Field,
}: ContainerProps) {
  const items: readonly unknown[] = Array.isArray(value) ? value : []
  const itemSchema = schema.items ?? {}
  const add = (): void => onChange([...items, initialValue(itemSchema, root, true) ?? null])
  return (
    <fieldset className={styles['group']}>
      <legend>
        {label}
        {required ? <span className={styles['star']}> *</span> : null}
      </legend>
      {schema.description ? <p className={styles['help']}>{schema.description}</p> : null}
      {errors[path] ? <p className={styles['error']}>{errors[path]}</p> : null}
      {items.map((item, index) => (
        <div key={index} className={styles['entry']}>
          <div className={styles['entryField']}>
            <Field
              label={`${label} ${index + 1}`}
              schema={itemSchema}
              root={root}
              value={item ?? undefined}
              required
              path={`${path}/${index}`}
              errors={errors}
              onChange={(next) => onChange(items.with(index, next ?? null))}
            />
          </div>
          <ActionIcon
            aria-label={`Remove ${label} ${index + 1}`}
            onClick={() => onChange(items.filter((_, at) => at !== index))}
          >
            <Icon name="close" size={14} />
          </ActionIcon>
        </div>
      ))}
      <Button variant="default" size="compact-xs" leftSection={<Icon name="plus" size={12} />} onClick={add}>
        Add to {label}
      </Button>
    </fieldset>
  )
}
