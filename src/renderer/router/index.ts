export { formatPlace, parseHash, type Place } from './location'
export { goTo, usePlace, useQueryValue } from './use-place'
