import type { Metadata } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { NavLink } from '@/components/nav-link';
import './globals.css';

export const metadata: Metadata = {
  title: { template: '%s · Meadow', default: 'Meadow' },
  description: 'Articles, assets and applications of one organisation, from three services.',
};

/** It does not read the session: a header that greets people would make every page of the site dynamic. */
export default function Layout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <a className="skip" href="#content">
          Skip to the content
        </a>
        <header className="site-header">
          <Link className="brand" href="/">
            Meadow
          </Link>
          <nav aria-label="Site">
            <NavLink href="/">Articles</NavLink>
            <NavLink href="/assets" prefetch={false}>
              Assets
            </NavLink>
            <NavLink href="/cloud" prefetch={false}>
              Cloud
            </NavLink>
            <NavLink href="/account" prefetch={false}>
              Account
            </NavLink>
          </nav>
        </header>
        <main id="content" tabIndex={-1}>
          {children}
        </main>
        <footer className="site-footer">
          <p>An example: its articles come from Source, its assets from DAM, its applications from Cloud.</p>
        </footer>
      </body>
    </html>
  );
}
