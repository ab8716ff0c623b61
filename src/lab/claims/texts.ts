/** What a number counts. */
export type Unit = 'percent' | 'points' | 'natsPerToken' | 'tokens';

/** What a chart shows. */
type Title =
  | 'accuracyTitle'
  | 'draws'
  | 'firstJudging'
  | 'heldOutNll'
  | 'judgeAccuracy'
  | 'majorityTitle'
  | 'passTitle'
  | 'responseLength'
  | 'untrainedAccuracy'
  | 'winsMinusLosses';

/** Places of a chart, and its lines. */
type Mark =
  | 'accuracy'
  | 'afterMStep'
  | 'allTasks'
  | 'base'
  | 'commonestScore'
  | 'continuing'
  | 'dataResponses'
  | 'dpo'
  | 'epochs'
  | 'fixedSet'
  | 'iteration'
  | 'k'
  | 'lead'
  | 'majority'
  | 'model'
  | 'modelAgainst'
  | 'number'
  | 'oneSample'
  | 'ownResponses'
  | 'ownSamples'
  | 'pairs'
  | 'pairsLearned'
  | 'positives'
  | 'problems'
  | 'promptsWithPair'
  | 'restarting'
  | 'samples'
  | 'selfRewarding'
  | 'sftEqualCompute'
  | 'sftEqualData'
  | 'spin'
  | 'spinFour'
  | 'start'
  | 'test'
  | 'thenDpo'
  | 'train'
  | 'untrainedTasks'
  | 'withEvaluation'
  | 'without'
  | 'withoutEvaluation';

/** What an effect measures. */
type EffectName =
  | 'commonestOverWith'
  | 'dpoDistanceUnderTwo'
  | 'epochsGainUnderOne'
  | 'firstGainOverLater'
  | 'gainAll'
  | 'gainHalfOverHalf'
  | 'gainOfDpo'
  | 'gainOfIteration'
  | 'gainOfMajority'
  | 'gainOfPass'
  | 'gainOfTrain'
  | 'gainUntrained'
  | 'halfFirstLessLast'
  | 'iterationOverDpo'
  | 'iterationOverEpochs'
  | 'modelJudges'
  | 'modelLonger'
  | 'modelMeets'
  | 'modelOver'
  | 'nllFall'
  | 'nllRise'
  | 'overNoEvaluation'
  | 'ownOverData'
  | 'pairsOver'
  | 'pairsOverPositives'
  | 'passGainOver'
  | 'positivesGainUnderOne'
  | 'promptsUnderQuarter'
  | 'promptsWithOverWithout'
  | 'restartingOverContinuing'
  | 'spinOverSftCompute'
  | 'spinOverSftData'
  | 'threeOverTriple'
  | 'twoOverTriple';

/** Words that the page has in each of its languages. */
export type Label = Title | Mark | EffectName;

/** Words by their key, and the numbers in them. */
export interface Text {
  key: Label;
  numbers?: Readonly<Record<string, number>>;
}
