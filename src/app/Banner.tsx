import { usePage } from './store.ts';

/** What keeps the lab from running here, and what the person can do about it. */
export function Banner() {
  const advice = usePage((page) => page.advice);
  const fault = usePage((page) => page.fault);
  return (
    <>
      {advice && (
        <div className="banner" role="alert">
          <p>{advice}</p>
          <p>
            <strong>Until then this page plays a recorded run</strong>: the same numbers, computed elsewhere.
          </p>
        </div>
      )}
      {fault && (
        <div className="banner banner-fault" role="alert">
          <p>{fault}</p>
        </div>
      )}
    </>
  );
}
