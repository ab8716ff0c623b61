import './claims.css';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Claim, claims } from '../../lab/claims.ts';
import { ClaimCard } from './ClaimCard.tsx';
import { Overview } from './Overview.tsx';
import { file, useOutcomes } from './outcomes.ts';
import { type Standing, standingOf, standings } from './standing.ts';

const papers = [...new Set(claims.map(({ paper }) => paper))];

interface Choice<T extends string> {
  label: string;
  all: string;
  options: readonly { id: T; name: string }[];
  value: NoInfer<T> | null;
  choose(value: NoInfer<T> | null): void;
}

function Filter<T extends string>({ label, all, options, value, choose }: Choice<T>) {
  return (
    <label>
      {label}{' '}
      <select
        value={value ?? ''}
        onChange={({ target }) => choose(options.find(({ id }) => id === target.value)?.id ?? null)}
      >
        <option value="">{all}</option>
        {options.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Every claim of the papers with its outcome here. */
export function ClaimsView() {
  const { t } = useTranslation('claims');
  const { outcomes, unread } = useOutcomes();
  const [paper, setPaper] = useState<Claim['paper'] | null>(null);
  const [standing, setStanding] = useState<Standing | null>(null);
  if (!outcomes) return <p className="empty">{t('loading')}</p>;
  const judged = claims.map((claim) => ({ claim, standing: standingOf(claim, outcomes).standing }));
  const found = judged.map((one) => one.standing);
  const shown = judged.filter(
    (one) => (paper === null || one.claim.paper === paper) && (standing === null || one.standing === standing),
  );
  return (
    <>
      {unread && (
        <div className="banner banner-fault" role="alert">
          <p>{t('unread', { file })}</p>
        </div>
      )}
      <Overview outcomes={outcomes} found={found} />
      <div className="claims-filter">
        <Filter
          {...{ label: t('filter.paper'), all: t('filter.all'), value: paper, choose: setPaper }}
          options={papers.map((id) => ({ id, name: id }))}
        />
        <Filter
          {...{ label: t('filter.verdict'), all: t('filter.all'), value: standing, choose: setStanding }}
          options={standings.filter((id) => found.includes(id)).map((id) => ({ id, name: t(`standings.${id}`) }))}
        />
        <p className="note" role="status">
          {t('filter.shown', { shown: shown.length, all: claims.length })}
        </p>
      </div>
      {shown.map(({ claim }) => (
        <ClaimCard key={claim.number} claim={claim} outcomes={outcomes} />
      ))}
    </>
  );
}
