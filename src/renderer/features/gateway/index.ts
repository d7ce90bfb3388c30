export { circuitAttention, type CircuitTrouble } from './overview/circuit-attention'
export { CloseCircuit } from './overview/circuit-mark'
export { GatewayPage } from './gateway-page'
export { NewProfilePage, ProfilePage } from './profiles/profile-page'
