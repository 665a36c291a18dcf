import { pcscBench } from '../support/card-bench.ts'
import { cardContract, oneCardOfEachKind } from './card-contract.ts'

cardContract('behind a real pcscd', oneCardOfEachKind, () => pcscBench())
