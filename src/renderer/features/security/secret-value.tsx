import { PasswordInput } from '@mantine/core'

/** Takes a secret's value; hidden while typed, offered to no password manager. */
export function SecretValue({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <PasswordInput
      label="Value"
      autoComplete="off"
      data-1p-ignore
      maxLength={65_536}
      value={value}
      visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the value' }}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
