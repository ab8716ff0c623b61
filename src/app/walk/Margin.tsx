import { useTranslation } from 'react-i18next';
import { Formula } from '../run/Formula.tsx';
import type { Batch } from './batch.ts';
import { amount, difference } from './numbers.ts';

const number = (value: number): string => (value === 0 ? '0' : value.toFixed(3));
const bracketed = (value: number): string => (value < 0 ? `(${number(value)})` : number(value));
const main = (value: string) => String.raw`\htmlClass{is-main}{${value}}`;
const other = (value: string) => String.raw`\htmlClass{is-opponent}{${value}}`;

interface MarginProps {
  batch: Batch;
  index: number;
  beta: number;
  /** The index of the opponent or reference in formulas. */
  reference: string;
  other: string;
}

/** The margin of the pair in focus, put together from its four sums; the numbers are the loss kernel's. */
export function Margin({ batch, index, beta, reference, other: name }: MarginProps) {
  const { t } = useTranslation('walk');
  const sums = batch.margins?.[index];
  if (!sums) return <p className="empty">{t('notYet')}</p>;
  const { chosen, rejected, referenceChosen, referenceRejected, margin } = sums;
  const [r, r2] = [chosen - referenceChosen, rejected - referenceRejected];
  const p = (response: string) => main(String.raw`\log p_\theta(${response})`);
  const q = (response: string) => other(String.raw`\log p_{${reference}}(${response})`);
  return (
    <div className="loss">
      <div className="formula-lines">
        <Formula
          tex={String.raw`s = \beta\,\bigl[\bigl(${p('y')} - ${q('y')}\bigr) - \bigl(${p("y'")} - ${q("y'")}\bigr)\bigr]`}
        />
        <Formula
          tex={String.raw`\phantom{s} = ${beta}\cdot\bigl[\bigl(${main(number(chosen))} - ${other(bracketed(referenceChosen))}\bigr) - \bigl(${main(number(rejected))} - ${other(bracketed(referenceRejected))}\bigr)\bigr]`}
        />
        <Formula
          tex={String.raw`\phantom{s} = ${beta}\cdot\bigl[${number(r)} - ${bracketed(r2)}\bigr] = \mathbf{${number(margin)}}\ \text{${t('formula.nats')}}`}
        />
      </div>
      <table className="sums">
        <thead>
          <tr>
            <th scope="col">{t('sums.title')}</th>
            <th scope="col" className="is-main">
              {t('mainPlayer')}
            </th>
            <th scope="col" className="is-opponent">
              {name}
            </th>
            <th scope="col">{t('sums.ratio')}</th>
          </tr>
        </thead>
        <tbody>
          {(
            [
              ['y', chosen, referenceChosen, r],
              ['y′', rejected, referenceRejected, r2],
            ] as const
          ).map(([response, ours, theirs, ratio]) => (
            <tr key={response}>
              <th scope="row">
                <i>{response}</i>
              </th>
              <td>{amount(ours, 4)}</td>
              <td>{amount(theirs, 4)}</td>
              <td>{difference(ratio, 4)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row" colSpan={3}>
              {t('sums.margin', { beta })}
            </th>
            <td>
              <b>{difference(margin, 4)}</b>
            </td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}
