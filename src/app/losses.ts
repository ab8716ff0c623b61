import type { ConfigOf, Method } from '../lab/config.ts';
import type { RunTexts } from './texts/useRunTexts.ts';

interface Loss {
  value: ConfigOf<'dpo'>['loss_type'];
  /** Of one pair, as a function of its margin s or of its two log-ratios r and r′, in TeX. */
  tex: string;
  /** Its value while both players are alike, where β has no say in that. */
  atZero?: { value: number; label: string };
}

const ln2 = { value: Math.LN2, label: 'ln 2' };
const one = { value: 1, label: '1' };

/** The losses over a pair, by their names in TRL. */
export const losses: readonly Loss[] = [
  { value: 'sigmoid', tex: String.raw`\log(1 + e^{-s})`, atZero: ln2 },
  { value: 'hinge', tex: String.raw`\max(0,\, 1 - s)`, atZero: one },
  { value: 'exponential', tex: 'e^{-s}', atZero: one },
  { value: 'correlation', tex: '1 - s', atZero: one },
  { value: 'ipo', tex: String.raw`\Bigl(\frac{r}{n} - \frac{r'}{n'} - \frac{1}{2\beta}\Bigr)^2` },
  {
    value: 'robust',
    tex: String.raw`\frac{(1-\varepsilon)\log(1 + e^{-s}) - \varepsilon\log(1 + e^{s})}{1 - 2\varepsilon}`,
    atZero: ln2,
  },
  {
    value: 'cdpo',
    tex: String.raw`(1-\varepsilon)\log(1 + e^{-s}) + \varepsilon\log(1 + e^{s})`,
    atZero: ln2,
  },
  {
    value: 'nca_pair',
    tex: String.raw`\log(1 + e^{-\beta r}) + \tfrac12\log(1 + e^{\beta r}) + \tfrac12\log(1 + e^{\beta r'})`,
    atZero: { value: 2 * Math.LN2, label: '2 ln 2' },
  },
  {
    value: 'sppo_hard',
    tex: String.raw`\Bigl(r - \frac{1}{2\beta}\Bigr)^2 + \Bigl(r' + \frac{1}{2\beta}\Bigr)^2`,
  },
];

const likelihood = (which: string) =>
  String.raw`L(\theta) = -\underset{${which}}{\mathrm{mean}}\ \log \htmlClass{is-main}{p_\theta(y_j \mid x, y_{<j})}`;

const ratio = (response: string, reference: string) =>
  String.raw`\log\frac{\htmlClass{is-main}{p_\theta(${response} \mid x)}}{\htmlClass{is-opponent}{p_{${reference}}(${response} \mid x)}}`;

/** What a method minimises, in TeX: the loss, then what its letters stand for. */
export function formulasOf(
  t: RunTexts,
  method: Method,
  loss: string | undefined,
  learnFrom: string | undefined,
): string[] {
  const y = 'y_j';
  if (method === 'sft') return [likelihood(t('settings:formulas.data', { y }))];
  if (method === 'rest-em') return [likelihood(t('settings:formulas.right', { y }))];
  if (learnFrom === 'positives') return [likelihood(t('settings:formulas.best', { y }))];
  const reference = method === 'dpo' ? String.raw`\mathrm{ref}` : 't';
  const { tex } = losses.find(({ value }) => value === loss) ?? losses[0];
  return [
    String.raw`L(\theta) = \underset{${t('settings:formulas.pairs')}}{\mathrm{mean}}\ ${tex}`,
    ...(/\bs\b/.test(tex) ? [String.raw`s = \beta\,(r - r')`] : []),
    `r = ${ratio('y', reference)}`,
    `r' = ${ratio("y'", reference)}`,
  ];
}
