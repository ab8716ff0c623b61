import { Trans } from 'react-i18next';

const marks = {
  main: <b className="is-main" />,
  other: <b className="is-opponent" />,
  data: <b className="is-data" />,
  b: <b />,
  i: <i />,
  sub: <sub />,
};

/** A text with the marks in it: the players' colours, bold and italic letters. */
export function Rich({ text }: { text: string }) {
  return <Trans defaults={text} components={marks} />;
}
