import { inProcessBench } from '../support/card-bench.ts'
import { cardContract, everyCard } from './card-contract.ts'

cardContract('with the chip in this process', everyCard, () => inProcessBench())
