import { Banner } from './Banner.tsx';
import { Header } from './Header.tsx';
import { SpinView } from './spin/SpinView.tsx';

export function App() {
  return (
    <>
      <Header />
      <Banner />
      <main>
        <SpinView />
      </main>
      <footer>Everything runs on this machine: no model, prompt or number leaves it.</footer>
    </>
  );
}
