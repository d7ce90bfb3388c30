/** Words that say nothing about which tool is meant. */
const EMPTY = new Set(
  (
    'a an and any are as at be been but by can could did do does done for from had has have how i if in into is it ' +
    'its me my no not of on or our please so some than that the their them then there these they this those to ' +
    'tool use used using want was we were what when where whether which who whom whose why will with would you your'
  ).split(' '),
)

/** Groups of words people and tool authors use for the same thing. */
const ALIKE: readonly string[] = [
  'delete remove erase drop discard destroy trash',
  'create add new make open start insert',
  'get read fetch retrieve load show view see display give tell look',
  'list show all enumerate browse overview which',
  'search find lookup query locate grep look seek',
  'update edit change modify alter replace set adjust fix',
  'send post publish write message notify',
  'write save store put record',
  'run execute perform invoke launch',
  'move rename relocate',
  'folder directory dir path',
  'file document doc',
  'picture image photo screenshot',
  'email mail inbox message',
  'chat channel message conversation',
  'issue bug ticket',
  'repo repository project',
  'pull merge pr request',
  'page site website web url link',
  'table column schema database db',
  'sql query select statement database',
  'event meeting appointment calendar schedule',
  'task todo ticket',
  'comment reply answer note',
  'user person people member who account',
  'history log commit past changes',
  'difference diff compare changed',
  'remember memory observation fact entity note',
  'forget delete',
  'click press tap',
  'type fill enter input',
  'address place location geocode',
  'way route direction directions',
  'far distance',
  'weather forecast temperature',
  'time clock timezone',
  'price money payment charge',
  'invoice bill',
  'customer client buyer',
  'refund return money',
  'error exception crash failure',
  'container docker',
  'size big large space',
  'info information detail details metadata',
  'download fetch get',
  'tag label',
  'think reason thinking thought problem',
  'count number many',
]

const alike = new Map<string, string[]>()
for (const group of ALIKE) {
  const stems = group.split(' ').map(stem)
  for (const one of stems)
    alike.set(one, [...(alike.get(one) ?? []), ...stems.filter((other) => other !== one)])
}

/** The words of a text, in lower case and cut to their stems: `createPullRequest`, `pull-requests` and `Pull Request` share theirs. */
export function wordsOf(text: string): string[] {
  return text
    .slice(0, MAX_TEXT)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !EMPTY.has(word))
    .map(stem)
}

/** A definition can be of any length; words after this do not tell more. */
const MAX_TEXT = 20_000

/** Other words for the same thing, as stems. @param word a stem */
export function wordsLike(word: string): readonly string[] {
  return alike.get(word) ?? []
}

/** Takes off the commonest English endings. Much less than Porter's algorithm, and hardly ever wrong. */
export function stem(word: string): string {
  if (word.length <= 3) return word
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`
  if (/(?:ss|us|is)$/.test(word)) return word
  if (/(?:ch|sh|x|s)es$/.test(word)) return word.slice(0, -2)
  if (word.endsWith('s')) return stem(word.slice(0, -1))
  if (word.endsWith('ing') && word.length > 5) return bare(word.slice(0, -3))
  if (word.endsWith('ed') && word.length > 4) return bare(word.slice(0, -2))
  return word.endsWith('e') ? word.slice(0, -1) : word
}

/** `running` and `run`, `creating` and `create` end alike. */
function bare(word: string): string {
  if (/([b-df-hj-np-tv-z])\1$/.test(word) && !/(?:ll|ss)$/.test(word)) return word.slice(0, -1)
  return word.endsWith('e') ? word.slice(0, -1) : word
}
