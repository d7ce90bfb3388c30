import { isPlainObject } from '@shared/mcp/json-rpc'
import type { ContainerProps } from './field-props'
import styles from './form.module.css'

/** A group of named values; a group inside another is set in. */
export function ObjectField({
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
  const object = isPlainObject(value) ? value : {}
  const fields = Object.entries(schema.properties ?? {}).map(([key, part]) => (
    <Field
      key={key}
      label={part.title ?? key}
      schema={part}
      root={root}
      value={object[key]}
      required={schema.required?.includes(key) ?? false}
      path={`${path}/${key}`}
      errors={errors}
      onChange={(next) => onChange({ ...object, [key]: next })}
    />
  ))
  if (path === '') return <div className={styles['fields']}>{fields}</div>
  return (
    <fieldset className={styles['group']}>
      <legend>
        {label}
        {required ? <span className={styles['star']}> *</span> : null}
      </legend>
      {schema.description ? <p className={styles['help']}>{schema.description}</p> : null}
      {errors[path] ? <p className={styles['error']}>{errors[path]}</p> : null}
      <div className={styles['fields']}>{fields}</div>
    </fieldset>
  )
}
