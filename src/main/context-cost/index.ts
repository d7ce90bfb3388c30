export { addressesOf, costOf, definitionsOf, type CostedService } from './costs'
export { countByService, COUNTING_SERVICE } from './count-by-service'
export { createContextCost, type ContextCosts } from './token-counts'
