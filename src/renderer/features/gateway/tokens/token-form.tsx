import {
  Button,
  Group,
  MultiSelect,
  SegmentedControl,
  Select,
  Switch,
  TagsInput,
  TextInput,
} from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { Priority } from '@shared/domain/client-token'
import type { Profile } from '@shared/domain/profile'
import { DAY } from '@shared/lib/clock'
import { useServices, useSubmit } from '../../../center'
import { ProblemNote } from '../../../ui/problem-note'
import type { MadeToken } from './new-token'
import styles from './tokens.module.css'

const lives: readonly { value: string; label: string }[] = [
  { value: '7', label: 'In 7 days' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: 'never', label: 'Never' },
]

interface TokenFormProps {
  profiles: readonly Profile[]
  /** The profile it is made for, at first. */
  profile: string | null
  onCancel: () => void
  onMade: (made: MadeToken) => void
}

/** What the token's owner may do: every choice narrows it, none leaves it open. */
export function TokenForm({ profiles, profile: first, onCancel, onMade }: TokenFormProps) {
  const services = (useServices() ?? []).filter(({ tier }) => tier !== 0)
  const [name, setName] = useState('')
  const [profile, setProfile] = useState(first)
  const [chosen, setChosen] = useState<string[]>([])
  const [tools, setTools] = useState<string[]>([])
  const [readOnly, setReadOnly] = useState(false)
  const [life, setLife] = useState('90')
  const [priority, setPriority] = useState<Priority>('normal')
  const { send, busy, problem } = useSubmit()

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (name.trim() === '') return
    const answer = await send((client) =>
      client.gateway.createToken({
        name: name.trim(),
        priority,
        expiresAt: life === 'never' ? null : Date.now() + Number(life) * DAY,
        scope: {
          profile,
          services: chosen.length === 0 ? null : chosen,
          tools: tools.length === 0 ? null : tools,
          readOnly,
        },
      }),
    )
    if (answer) onMade(answer)
  }
  return (
    <form className={styles['form']} onSubmit={(event) => void submit(event)}>
      <TextInput
        label="Name"
        description="For you: the client or machine that gets it."
        placeholder="Build machine"
        maxLength={100}
        autoFocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Select
        label="Address"
        placeholder="Every address"
        clearable
        data={profiles.map(({ id, title }) => ({ value: id, label: `Only ${title}` }))}
        value={profile}
        onChange={setProfile}
      />
      <MultiSelect
        label="Services"
        placeholder={chosen.length === 0 ? 'All services' : ''}
        searchable
        data={services.map(({ id, title }) => ({ value: id, label: title }))}
        value={chosen}
        onChange={setChosen}
      />
      <TagsInput
        size="xs"
        label="Tools"
        description="As SERVICE/TOOL; a * at the end stands for any rest. Press Enter after each."
        placeholder={tools.length === 0 ? 'All tools' : ''}
        data={services.map(({ id }) => `${id}/*`)}
        value={tools}
        onChange={setTools}
      />
      <Switch
        label="Read only"
        description="Only tools that say they change nothing."
        checked={readOnly}
        onChange={(event) => setReadOnly(event.currentTarget.checked)}
      />
      <div className={styles['two']}>
        <Select
          label="Ends"
          allowDeselect={false}
          data={[...lives]}
          value={life}
          onChange={(value) => setLife(value ?? '90')}
        />
        <div>
          <p className={styles['label']}>When calls have to wait</p>
          <SegmentedControl
            aria-label="When calls have to wait"
            fullWidth
            value={priority}
            onChange={(value) => setPriority(Priority.catch('normal').parse(value))}
            data={[
              { value: 'high', label: 'First' },
              { value: 'normal', label: 'Normal' },
              { value: 'low', label: 'Last' },
            ]}
          />
        </div>
      </div>
      {problem ? <ProblemNote problem={problem} /> : null}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={busy} disabled={name.trim() === ''}>
          Make token
        </Button>
      </Group>
    </form>
  )
}
