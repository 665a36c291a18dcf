import { inProcessBench } from '../support/card-bench.ts'
import { cardContract, everyReadableCard } from './card-contract.ts'

cardContract('with the chip in this process', everyReadableCard, () => inProcessBench())
