/** Words that say nothing about which tool is meant. */
const EMPTY = new Set(
  (
    'a an and any are as at be been but by can could did do does done for from had has have how i if in into is it ' +
    'its me my no not of on or our please so some than that the their them then there these they this those to ' +
    'tool use used using want was we were what when whether which whom whose why will with would you your'
  ).split(' '),
)

/** Groups of words people and tool authors use for the same thing. */
const ALIKE: readonly string[] = [
  'delete remove erase drop discard destroy trash throw cancel',
  'cancel stop end terminate abort unsubscribe',
  'create add new make open start insert begin',
  'create schedule plan arrange book',
  'get read fetch retrieve load show view see display',
  'list show all enumerate browse overview exist',
  'search find lookup query locate grep seek',
  'search know remember recall',
  'update edit change modify alter replace set adjust fix move',
  'update close reopen mark',
  'send post publish write tell say announce inform notify',
  'send message mail',
  'write save store put record',
  'run execute evaluate perform invoke launch',
  'run retry rerun again',
  'move rename relocate drag',
  'folder directory dir subfolder',
  'directory path disk where',
  'tree structure hierarchy nested subfolder',
  'file document disk',
  'media image picture photo video audio screenshot',
  'screenshot picture capture snapshot',
  'email mail message inbox mailbox letter',
  'draft prepare compose unsent',
  'label tag folder category archive',
  'filter rule automatic automatically sort',
  'attachment attached attach enclosed',
  'channel chat room conversation discussion group',
  'thread discussion conversation',
  'history recent past today yesterday talk',
  'reaction emoji like thumb',
  'reply answer respond response',
  'invite add member join',
  'issue bug ticket error problem report',
  'repository repo project codebase',
  'fork copy clone',
  'workflow ci build pipeline action check job',
  'status state check pass fail',
  'pull merge pr request review',
  'review approve reject feedback',
  'commit save change record',
  'stage staged add index next',
  'branch feature',
  'checkout switch go',
  'release version publish',
  'page site website web url link internet article',
  'navigate go visit open browse url',
  'click press tap button',
  'type fill enter input write',
  'select choose pick option dropdown',
  'key keyboard',
  'window viewport small size resize',
  'dialog popup alert modal confirm',
  'request call api traffic',
  'table column schema database db row',
  'sql query select statement database',
  'slow performance plan explain cost',
  'event meeting appointment calendar',
  'calendar tomorrow today week agenda',
  'free busy available availability',
  'task todo ticket',
  'comment remark note reply',
  'user person people member who account colleague team',
  'profile detail phone info',
  'log history commit past change',
  'difference diff compare changed change',
  'memory remember know knowledge fact',
  'observation fact note detail remember',
  'entity person thing people',
  'relation link connection relationship connect',
  'delete forget',
  'graph everything all knowledge',
  'address place location geocode',
  'route direction way',
  'weather forecast temperature',
  'time clock timezone hour date',
  'timezone city country zone',
  'payment pay price money charge fee',
  'price amount cost',
  'invoice bill billing unpaid',
  'customer client buyer',
  'refund return money back',
  'coupon voucher discount promo',
  'subscription plan monthly recurring abo',
  'balance money funds account',
  'error exception crash failure fail',
  'container docker',
  'size big large space small',
  'info information detail metadata modified',
  'download save fetch',
  'think reason thinking thought problem step',
  'sum add plus total number',
  'number many count',
  'content text paragraph contain body',
  'append add end',
  'environment variable env',
  'compress gzip zip archive',
  'allowed permitted may access',
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
