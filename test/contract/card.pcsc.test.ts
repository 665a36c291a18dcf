import { cardsByHand, handBench, pcscBench } from '../support/card-bench.ts'
import { cardContract, oneCardOfEachKind } from './card-contract.ts'

cardContract('behind a real pcscd', oneCardOfEachKind, () => pcscBench())

// Real hardware: YIBAO_CARD_READER is part of the reader's name, YIBAO_CARDS the test cards at hand, personalised like
// those of config/demo/cards.toml. Whoever runs it puts in and takes out what the lines on the terminal ask for.
const hardware = process.env.YIBAO_CARD_READER
if (hardware !== undefined) cardContract(`«${hardware}»`, cardsByHand(), () => handBench(hardware))
